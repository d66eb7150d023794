"""Puts a hand where it should be: the joints of one arm found from its end (inverse kinematics).

Two bones of known length between a shoulder and a wrist leave the elbow a circle; the elbow takes
the point of it nearest a wished direction. What the hand turns beyond the forearm is shared between
forearm and wrist, and held within what wrists can do.
"""

from __future__ import annotations

import numpy as np

from integument.synth import hands
from integument.synth.assets import PeopleAsset
from integument.synth.turning import about, angle, cross, frame, swing_and_twist, unit

WRIST_BEND = 62.0
"""Degrees a hand bends off its forearm at most; anatomy texts give 60 to 80."""
FOREARM_TWIST = 95.0
"""Degrees a hand turns about its forearm at most from its rest, half of pronation to supination."""
SHOULDER_SHARE = 0.35
"""Share of an upper arm's rise over the horizontal that the shoulder blade takes."""
LONGEST = 0.995
"""Share of its length an arm stretches to at most: straighter elbows flicker."""


def _bend(bones: np.ndarray, i: int, point: np.ndarray) -> np.ndarray:
    return bones[i, :, :3] @ point + bones[i, :, 3]


def reach(
    asset: PeopleAsset,
    joints: np.ndarray,
    bones: np.ndarray,
    side: str,
    wrist: np.ndarray,
    elbow: np.ndarray,
    fingers: np.ndarray,
    palm: np.ndarray,
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Rotations of the bones of one arm, and where its fingers point after all, (3,).

    ``joints`` (B, 3) at rest; ``bones`` (B, 3, 4) where trunk and legs already are. In the posed
    world: ``wrist`` (3,) is where the wrist should be, ``elbow``, ``fingers`` and ``palm`` are
    directions (3,).
    """
    rest = {
        name: joints[asset.bone(f"{name}.{side}")].astype(float)
        for name in ("clavicle", "upperarm01", "lowerarm01", "wrist")
    }
    trunk = bones[asset.bone("spine01")].astype(float)
    pivot = trunk[:, :3] @ rest["clavicle"] + trunk[:, 3]
    out: dict[str, np.ndarray] = {}
    base = trunk[:, :3]
    shoulder = pivot + base @ (rest["upperarm01"] - rest["clavicle"])
    upper = _elbow(shoulder, wrist, elbow, rest) - shoulder
    rise = 90 - angle(upper, base @ np.array([0.0, 0.0, 1.0]))
    if rise > 0:
        forward = base @ np.array([0.0, -1.0, 0.0])
        lift = about(forward, SHOULDER_SHARE * rise * (-1 if side == "L" else 1))
        out[f"clavicle.{side}"] = base.T @ lift @ base
        base = lift @ base
        shoulder = pivot + base @ (rest["upperarm01"] - rest["clavicle"])

    bent = _elbow(shoulder, wrist, elbow, rest)
    upper_rest = rest["lowerarm01"] - rest["upperarm01"]
    lower_rest = rest["wrist"] - rest["lowerarm01"]
    upper, lower = bent - shoulder, wrist - bent
    hinge_rest, hinge = cross(upper_rest, lower_rest), cross(upper, lower)
    upper_arm = frame(upper, hinge) @ frame(upper_rest, hinge_rest).T
    forearm = frame(lower, hinge) @ frame(lower_rest, hinge_rest).T

    # The upper arm's twist is shared along it, so that the shoulder does not wring.
    own = base.T @ upper_arm
    swing, twist = swing_and_twist(own, upper_rest)
    out[f"upperarm01.{side}"] = swing @ about(upper_rest, twist / 2)
    out[f"upperarm02.{side}"] = about(upper_rest, twist / 2)
    out[f"lowerarm01.{side}"] = upper_arm.T @ forearm
    hand, fingers = _hand(asset, joints, side, forearm, lower_rest, fingers, palm)
    return out | hand, fingers


def _hand(asset, joints, side, forearm, lower_rest, fingers, palm):
    """Rotations of forearm and wrist that turn the hand as wished, as far as they can."""
    rest_fingers, rest_palm = hands.palm_frame(asset, joints, side)
    along = forearm @ rest_fingers
    off = angle(along, fingers)
    if off > WRIST_BEND:
        fingers = about(cross(along, fingers), WRIST_BEND) @ along
    hand = frame(fingers, palm) @ frame(rest_fingers, rest_palm).T
    swing, twist = swing_and_twist(forearm.T @ hand, lower_rest)
    twist = float(np.clip(twist, -FOREARM_TWIST, FOREARM_TWIST))
    half = about(lower_rest, twist / 2)
    turned = {
        f"lowerarm02.{side}": half,
        f"wrist.{side}": half.T @ swing @ about(lower_rest, twist),
    }
    return turned, forearm @ swing @ about(lower_rest, twist) @ rest_fingers


def _length(v: np.ndarray) -> float:
    return float(np.sqrt(v @ v))


def _elbow(shoulder, wrist, wish, rest) -> np.ndarray:
    """Where the elbow is, (3,)."""
    upper = _length(rest["lowerarm01"] - rest["upperarm01"])
    lower = _length(rest["wrist"] - rest["lowerarm01"])
    toward = wrist - shoulder
    distance = float(np.clip(_length(toward), abs(upper - lower) + 0.06, LONGEST * (upper + lower)))
    toward = unit(toward)
    along = (distance**2 + upper**2 - lower**2) / (2 * distance)
    out = np.sqrt(max(upper**2 - along**2, 0.0))
    side = wish - (wish @ toward) * toward
    return shoulder + toward * along + unit(side) * out

"""Poses: bones keep their length, hands get where they are put, bodies stay out of themselves."""

import numpy as np
import pytest

from integument.synth import arms, body, expressions, hands, pose, postures
from integument.synth.places import LANDMARKS, PLACES
from integument.synth.postures import ARMS, POSTURES, SWINGS
from integument.synth.turning import about, angle, mirrored, swing_and_twist, turn


@pytest.fixture(scope="module")
def shape(asset):
    return body.build(asset, body.sample_phenotype(np.random.default_rng(1), 3), {})


def test_rest_pose_without_rotations_only_moves_down_to_the_ground(asset, shape):
    posed = body.pose(asset, shape, {})
    moved = posed.vertices - shape.vertices
    assert np.ptp(moved[:, 2]) < 1e-4 and np.abs(moved[:, :2]).max() < 1e-4
    assert posed.vertices[asset.is_body, 2].min() == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("posture", list(POSTURES))
def test_poses_keep_bone_lengths(asset, shape, posture):
    drawn = pose.sample(np.random.default_rng(2), asset, shape, posture)
    assert drawn.posture == posture
    posed = body.pose(asset, shape, drawn.rotations)
    child = np.flatnonzero(asset.bone_parents >= 0)
    parent = asset.bone_parents[child]
    before = np.linalg.norm(shape.joints[child] - shape.joints[parent], axis=1)
    after = np.linalg.norm(posed.joints[child] - posed.joints[parent], axis=1)
    assert np.abs(before - after).max() < 1e-4


def test_every_name_in_the_library_exists():
    for posture in POSTURES.values():
        assert posture.arms and set(posture.arms) <= set(ARMS)
    for pair in ARMS.values():
        assert {name for options in pair for name in options} <= set(PLACES) | set(SWINGS)
    for place in PLACES.values():
        assert place.landmark in LANDMARKS and set(place.gestures) <= set(hands.GESTURES)
    assert {arm for posture in POSTURES.values() for arm in posture.arms} >= set(ARMS) - {
        "on shins"
    }


@pytest.mark.parametrize("side", ["L", "R"])
@pytest.mark.parametrize("target", [(0.2, -0.35, 1.2), (0.35, -0.1, 1.6), (0.25, -0.3, 1.1)])
def test_a_hand_gets_where_it_is_put(asset, shape, side, target):
    sign = 1 if side == "L" else -1
    ground = -shape.vertices[asset.is_body, 2].min()
    wished = np.array(target) * [sign, 1, 1] - [0, 0, ground]
    bones = body.bone_transforms(asset, shape.joints, {})
    rotations, _ = arms.reach(
        asset, shape.joints, bones, side, wished, np.array([sign, 0.5, -0.5]),
        np.array([0, -1.0, 0]), np.array([-sign, 0.0, 0]),
    )  # fmt: skip
    posed = body.pose(asset, shape, rotations)
    reached = posed.joints[asset.bone(f"wrist.{side}")] - [0, 0, ground]
    standing = posed.vertices[asset.is_body, 2].min()
    assert np.linalg.norm(reached - wished) < 0.01 + abs(standing)


def test_an_arm_that_is_too_short_stretches_toward_the_place(asset, shape):
    bones = body.bone_transforms(asset, shape.joints, {})
    far = np.array([0.5, -5.0, 0.6])
    rotations, _ = arms.reach(
        asset, shape.joints, bones, "L", far, np.array([1.0, 0, 0]), np.array([0, -1.0, 0]),
        np.array([-1.0, 0, 0]),
    )  # fmt: skip
    joints = body.pose(asset, shape, rotations).joints
    shoulder, elbow, wrist = (
        joints[asset.bone(f"{n}.L")] for n in ("upperarm01", "lowerarm01", "wrist")
    )
    assert np.isfinite(joints).all()
    assert angle(elbow - shoulder, wrist - elbow) < 15


def test_hands_are_fists_or_open(asset, shape):
    def reach_of_fingers(name):
        rotations = hands.bend(np.random.default_rng(0), asset, shape.joints, "L", name)
        joints = body.pose(asset, shape, rotations).joints
        wrist = joints[asset.bone("wrist.L")]
        tips = [joints[asset.bone(f"finger{n}-3.L")] for n in range(2, 6)]
        return np.linalg.norm(np.array(tips) - wrist, axis=1)

    assert (reach_of_fingers("fist") < 0.85 * reach_of_fingers("open")).all()
    pointing, fist = reach_of_fingers("point"), reach_of_fingers("fist")
    assert pointing[0] > 1.2 * fist[0] and pointing[2] < 1.1 * fist[2]


def test_most_poses_do_not_run_into_the_body(asset, shape):
    rng = np.random.default_rng(3)
    depth = np.array([pose.sample(rng, asset, shape).depth for _ in range(60)])
    assert np.mean(depth < 0.02) > 0.8
    assert np.median(depth) < 0.008


def test_a_limb_inside_the_body_is_noticed(asset, shape):
    free = pose._depth(asset, shape, {})
    through = pose._depth(asset, shape, {"upperarm01.L": turn(0, 75, 0)})
    assert free < 0.005 < 0.03 < through


def test_sunk_measures_depth_under_a_plane():
    plane = np.array([[x, y, 0] for x in (0, 0.02, 0.04) for y in (0, 0.02, 0.04)], np.float32)
    up = np.tile(np.array([0, 0, 1], np.float32), (9, 1))
    points = np.array([[0.02, 0.02, -0.03], [0.02, 0.02, 0.03], [0.02, 0.02, -0.5]], np.float32)
    assert pose.sunk(points, plane, up) == pytest.approx([0.03, 0, 0], abs=1e-6)


def test_seated_people_are_said_to_be(asset, shape):
    rng = np.random.default_rng(4)
    assert pose.sample(rng, asset, shape, "sitting").seated
    assert not pose.sample(rng, asset, shape, "standing").seated


def test_shares_favour_standing_and_sitting():
    shares = {name: p.share for name, p in postures.POSTURES.items()}
    common = sum(shares[n] for n in ("standing", "contrapposto", "legs apart", "sitting"))
    assert common > 0.5 * sum(shares.values())


def test_turning():
    rotation = turn(20, -30, 50)
    assert np.allclose(rotation @ rotation.T, np.eye(3))
    assert np.allclose(turn(0, 0, 90) @ [1, 0, 0], [0, 1, 0])
    assert np.allclose(mirrored(turn(20, -30, 50)), turn(20, 30, -50))
    axis = np.array([0.3, -1.0, 0.2])
    swing, twist = swing_and_twist(rotation, axis)
    assert np.allclose(swing @ about(axis, twist), rotation)


def test_expressions_use_actions_that_exist(asset):
    rng = np.random.default_rng(5)
    seen = set()
    for _ in range(400):
        name, actions = expressions.sample(rng, list(asset.actions))
        seen.add(name)
        assert set(actions) <= set(asset.actions)
        assert all(0 < v <= 1 for v in actions.values())
    assert len(seen) == len(expressions.EXPRESSIONS)


@pytest.mark.parametrize(
    ("action", "at"),
    [("eyeBlinkLeft", (0.03, 0.73)), ("jawOpen", (0.0, 0.65)), ("mouthSmileRight", (-0.03, 0.66)),
     ("browInnerUp", (0.0, 0.75))],
)  # fmt: skip
def test_facial_actions_move_what_they_name(asset, action, at):
    index, delta = asset.actions[action]
    strength = np.linalg.norm(delta, axis=1)
    middle = asset.canonical[index[strength > 0.5 * strength.max()]].mean(0)
    assert middle[[0, 2]] == pytest.approx(at, abs=0.02)


@pytest.mark.parametrize(
    ("change", "height"), [("nose-hump-incr+", 0.70), ("mouth-lowerlip-volume-incr+", 0.65)]
)
def test_individual_changes_move_what_they_name(asset, change, height):
    index, delta, _ = asset.local[change]
    strength = np.linalg.norm(delta, axis=1)
    at = asset.canonical[index[strength > 0.5 * strength.max()]].mean(0)
    assert at[2] == pytest.approx(height, abs=0.03)

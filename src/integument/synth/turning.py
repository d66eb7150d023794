"""Rotations: about axes, between directions, and what of a rotation is twist."""

from __future__ import annotations

import numpy as np

_EYE = np.eye(3)


def cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The cross product of two (3,) vectors; that of numpy takes twenty times as long on them."""
    ax, ay, az = float(a[0]), float(a[1]), float(a[2])
    bx, by, bz = float(b[0]), float(b[1]), float(b[2])
    return np.array([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])


def about(axis: np.ndarray, degrees: float) -> np.ndarray:
    """(3, 3) right-handed rotation about ``axis`` (3,), which need not be of unit length."""
    x, y, z = axis / (np.sqrt(axis @ axis) + 1e-12)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    a = np.radians(degrees)
    return _EYE + np.sin(a) * k + (1 - np.cos(a)) * (k @ k)


def turn(x: float = 0, y: float = 0, z: float = 0) -> np.ndarray:
    """Rotation about X, then Y, then Z, in degrees, (3, 3)."""
    a, b, c = np.radians([x, y, z])
    ca, sa, cb, sb, cc, sc = np.cos(a), np.sin(a), np.cos(b), np.sin(b), np.cos(c), np.sin(c)
    return np.array(
        [
            [cc * cb, cc * sb * sa - sc * ca, cc * sb * ca + sc * sa],
            [sc * cb, sc * sb * sa + cc * ca, sc * sb * ca - cc * sa],
            [-sb, cb * sa, cb * ca],
        ]
    )


def unit(v: np.ndarray) -> np.ndarray:
    """``v`` (3,) at length 1."""
    return v / (np.sqrt(v @ v) + 1e-12)


def between(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The shortest rotation, (3, 3), that takes direction ``a`` to ``b``."""
    a, b = unit(a), unit(b)
    axis = cross(a, b)
    if axis @ axis < 1e-12:
        axis = cross(a, [1.0, 0, 0] if abs(a[0]) < 0.9 else [0, 1.0, 0])
    return about(axis, angle(a, b))


def angle(a: np.ndarray, b: np.ndarray) -> float:
    """Degrees between two directions, 0 to 180."""
    return float(np.degrees(np.arccos(np.clip(unit(a) @ unit(b), -1, 1))))


def frame(along: np.ndarray, beside: np.ndarray) -> np.ndarray:
    """(3, 3) with orthonormal columns: ``along``, then as near ``beside`` as can be."""
    x = unit(along)
    y = unit(beside - (beside @ x) * x)
    return np.stack([x, y, cross(x, y)], 1)


def swing_and_twist(rotation: np.ndarray, axis: np.ndarray) -> tuple[np.ndarray, float]:
    """Split ``rotation`` = swing @ twist, the twist being about ``axis``: (swing, degrees)."""
    axis = unit(axis)
    swing = between(axis, rotation @ axis)
    twist = swing.T @ rotation
    side = unit(cross(axis, [1.0, 0, 0] if abs(axis[0]) < 0.9 else [0, 1.0, 0]))
    turned = twist @ side
    return swing, float(np.degrees(np.arctan2(cross(side, turned) @ axis, side @ turned)))


def mirrored(rotation: np.ndarray) -> np.ndarray:
    """The rotation seen in a mirror that swaps left and right (the plane x = 0)."""
    flip = np.array([-1.0, 1, 1])
    return rotation * flip[:, None] * flip

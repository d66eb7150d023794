"""ICC profiles built from their definition, so that no profile files are needed."""

from __future__ import annotations

import struct

import numpy as np

# Columns are the red, green and blue primaries in XYZ, adapted to D50 (from the sRGB, Display P3
# and Adobe RGB (1998) profiles).
SRGB = np.array([[0.4361, 0.3851, 0.1431], [0.2225, 0.7169, 0.0606], [0.0139, 0.0971, 0.7141]])
P3 = np.array([[0.5151, 0.2920, 0.1571], [0.2412, 0.6922, 0.0666], [-0.0011, 0.0419, 0.7841]])
ADOBE = np.array([[0.6097, 0.2053, 0.1492], [0.3111, 0.6257, 0.0632], [0.0195, 0.0609, 0.7446]])


def rgb(primaries: np.ndarray, gamma: float) -> bytes:
    """A matrix profile with one gamma for all channels."""
    columns = dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries.T, strict=True))
    tags = {name: _xyz(*column) for name, column in columns.items()}
    tags |= {name: _gamma(gamma) for name in (b"rTRC", b"gTRC", b"bTRC")}
    return _profile(b"mntr", b"RGB ", b"XYZ ", tags)


def grey(gamma: float) -> bytes:
    """A grey profile."""
    return _profile(b"mntr", b"GRAY", b"XYZ ", {b"kTRC": _gamma(gamma)})


def cmyk(colours: np.ndarray) -> bytes:
    """An ink profile; ``colours`` (2, 2, 2, 2, 3) is the 8-bit Lab of every full-or-none mix."""
    ramp = bytes(range(256))
    matrix = struct.pack(">9i", *[65536 if i % 4 == 0 else 0 for i in range(9)])
    table = b"mft1\0\0\0\0" + struct.pack(">4B", 4, 3, 2, 0) + matrix
    table += ramp * 4 + colours.astype(np.uint8).tobytes() + ramp * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"A2B0": table})


def rgb_to_rgb(
    values: np.ndarray, source: np.ndarray, gamma: float, target_srgb: bool = True
) -> np.ndarray:
    """What (…, 3) uint8 values of a matrix profile are in sRGB, by the textbook formula."""
    assert target_srgb
    linear = (values / 255.0) ** gamma
    there = np.clip(linear @ (np.linalg.inv(SRGB) @ source).T, 0, 1)
    curve = np.where(there <= 0.0031308, 12.92 * there, 1.055 * there ** (1 / 2.4) - 0.055)
    return np.rint(curve * 255).astype(np.uint8)


def _xyz(x: float, y: float, z: float) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(v * 65536) for v in (x, y, z)))


def _gamma(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"


def _profile(kind: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    text = b"test profile\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78)
    tags = {b"desc": description, b"wtpt": _xyz(0.9642, 1.0, 0.8249), **tags}
    offset = 128 + 4 + 12 * len(tags)
    directory, body = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        content += bytes(-len(content) % 4)
        directory += struct.pack(">4sII", name, offset + len(body), len(content))
        body += content
    header = struct.pack(
        ">I4sI4s4s4s", offset + len(body), b"\0\0\0\0", 0x02400000, kind, space, connection
    )
    header += bytes(12) + b"acsp" + bytes(28) + _xyz(0.9642, 1.0, 0.8249)[8:]
    return header.ljust(128, b"\0") + directory + body

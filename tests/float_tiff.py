"""A floating-point RGB TIFF written from the format's definition, since no writer sets its tags."""

from __future__ import annotations

import struct

import numpy as np


def float_tiff(values: np.ndarray, *, orientation: int, order: str = "<") -> bytes:
    """One uncompressed strip of (H, W, 3) float32; ``order`` is ``<`` or ``>``, as in struct."""
    height, width, _ = values.shape
    body = values.astype(f"{order}f4").tobytes()
    directory = 8 + len(body)
    tags: list[tuple[int, tuple[int, ...]]] = [
        (256, (width,)),
        (257, (height,)),
        (258, (32, 32, 32)),  # bits
        (259, (1,)),  # not compressed
        (262, (2,)),  # RGB
        (273, (8,)),  # where the strip begins
        (274, (orientation,)),
        (277, (3,)),
        (278, (height,)),
        (279, (len(body),)),
        (339, (3, 3, 3)),  # floating point
    ]
    entries, outside = b"", b""
    after = directory + 2 + 12 * len(tags) + 4
    for tag, numbers in tags:
        # Lengths and places as 4-byte, everything else as 2-byte numbers.
        long = tag in (273, 279)
        value = struct.pack(f"{order}{len(numbers)}{'I' if long else 'H'}", *numbers)
        if len(value) > 4:
            value, outside = struct.pack(f"{order}I", after + len(outside)), outside + value
        entries += struct.pack(f"{order}HHI", tag, 4 if long else 3, len(numbers))
        entries += value.ljust(4, b"\0")
    mark = b"II*\0" if order == "<" else b"MM\0*"
    head = mark + struct.pack(f"{order}I", directory)
    return head + body + struct.pack(f"{order}H", len(tags)) + entries + bytes(4) + outside

"""Count where around a face hair is, in generated people: ``assets/hair_places.npy``.

    integument synth --count 3600 --out people --seed 12 --backgrounds backgrounds/
    python tools/count_hair_places.py people --step 4

Faces are those that the bundled model finds, with all their mistakes; hair is the true mask. The
largest face of every picture counts; left and right are made alike.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from integument import Segmenter
from integument.arrays import resize
from integument.data.open import open_data
from integument.hair_places import CELLS, TABLE, find_faces, places

LEAST = 60
"""Pixels of a face at least, in the box of the network's map."""

BLUR = 0.5
"""In cells: a few hundred heads are few."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pack", type=Path)
    parser.add_argument("--step", type=int, default=1, help="take every n-th picture")
    args = parser.parse_args()
    segmenter = Segmenter(threads=1, weighed=False)
    data = open_data(args.pack)
    hair, seen = np.zeros((CELLS, CELLS)), np.zeros((CELLS, CELLS))
    heads = 0
    for name in list(data)[:: args.step]:
        sample = data.read(name)
        face = segmenter.segment(sample.image).map("face_skin")
        boxes = [box for box in find_faces(face) if box[2] * box[3] >= LEAST]
        if "hair" not in sample.masks or not boxes:
            continue
        heads += 1
        across, down = places(max(boxes, key=lambda box: box[2] * box[3]), face.shape)
        truth = resize(sample.truth("hair").astype(np.float32), face.shape)
        columns, rows = np.rint(across).astype(int), np.rint(down).astype(int)
        inside = (columns >= 0) & (columns < CELLS) & (rows >= 0) & (rows < CELLS)
        cells = rows[inside] * CELLS + columns[inside]
        pixels = np.bincount(cells, minlength=CELLS**2).reshape(CELLS, CELLS)
        covered = np.bincount(cells, truth[inside], CELLS**2).reshape(CELLS, CELLS)
        hair += covered / np.maximum(pixels, 1)
        seen += pixels > 0
    share = hair / np.maximum(seen, 1)
    share = cv2.GaussianBlur((share + share[:, ::-1]) / 2, (0, 0), BLUR)
    np.save(TABLE, np.rint(255 * share).astype(np.uint8))
    print(f"{heads} heads; mean share {share.mean():.3f}; {TABLE}")


if __name__ == "__main__":
    main()

"""Miniatures of published data sets, in the layouts of their archives, drawn here.

Every picture is 16 × 12 with a skin-coloured block in the lower middle, which every mask marks in
the encoding of its data set.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

SHAPE = (12, 16)
BLOCK = np.zeros(SHAPE, bool)
BLOCK[4:, 5:11] = True
HAIR = np.zeros(SHAPE, bool)
HAIR[2:4, 5:11] = True
EYE, EAR = np.zeros(SHAPE, bool), np.zeros(SHAPE, bool)
EYE[6, 7] = EAR[6, 5] = True

Build = Callable[[Path], None]
"""Draws a miniature into a folder."""

SKIN_COLOUR, GROUND = (200, 140, 120), (60, 90, 110)


def picture(block: tuple[int, int, int] = SKIN_COLOUR, ground: object = GROUND) -> np.ndarray:
    """``(12, 16, 3) uint8`` RGB."""
    return np.where(BLOCK[..., None], block, ground).astype(np.uint8)


def mask(inside: int = 255, outside: int = 0, where: np.ndarray = BLOCK) -> np.ndarray:
    """``(12, 16) uint8``."""
    return np.where(where, inside, outside).astype(np.uint8)


def write(path: Path, pixels: np.ndarray) -> None:
    """Write RGB or grey pixels in the format of the suffix."""
    path.parent.mkdir(parents=True, exist_ok=True)
    best = {"quality": 100, "subsampling": 0} if path.suffix == ".jpg" else {}
    Image.fromarray(pixels).save(path, **best)


def write_bitmap(path: Path, where: np.ndarray) -> None:
    """A raw PBM, bit by bit: white, which is ``where``, is stored as 0."""
    path.parent.mkdir(parents=True, exist_ok=True)
    height, width = where.shape
    path.write_bytes(b"P4\n%d %d\n" % (width, height) + np.packbits(~where, axis=1).tobytes())


def ecu_flat(root: Path) -> None:
    for stem in ("im00001", "im00002", "im04000"):
        write(root / f"origin_images/{stem}.jpg", picture())
        write(root / f"skin_masks/{stem}.png", mask())


def ecu_halves(root: Path) -> None:
    for folder, stem in (("001", "im00001"), ("002", "im02001")):
        write(root / f"images/{folder}/{stem}.jpg", picture())
        write(root / f"Skin/{folder}/{stem}_gt.png", mask())


def hgr(root: Path) -> None:
    painted = np.where(BLOCK[..., None], SKIN_COLOUR, 255).astype(np.uint8)
    painted[4, 5:11] = (255, 255, 254)  # almost white is skin: only pure white is not
    for person in range(1, 6):
        for number in (1, 2):
            stem = f"{number}_P_hgr1_id{person:02d}_{number}"
            write(root / f"hgr1_images/original_images/{stem}.jpg", picture())
            write(root / f"hgr1_skin/skin_masks/{stem}.bmp", painted)


def sfa(root: Path) -> None:
    for number in (1, 800, 1118):
        write(root / f"SFA/ORI/img ({number}).jpg", picture())
        noise = np.full((*SHAPE, 3), 20, np.uint8)  # of JPEG, in what was painted black
        write(root / f"SFA/GT/img ({number}).jpg", picture(ground=noise))
    write(root / "SFA/SKIN/1/img (1).jpg", picture())


def abdomen(root: Path) -> None:
    for split in ("train", "test"):
        write(root / split / "original_images/1.jpg", picture())
        write(root / split / "skin_masks/1.png", mask())


def pratheepan(root: Path) -> None:
    outer = root / "Face_Dataset"
    for name, count in (("FacePhoto", 3), ("FamilyPhoto", 2)):
        for number in range(count):
            write(outer / f"Pratheepan_Dataset/{name}/{number}.jpg", picture())
            write(outer / f"Ground_Truth/GroundT_{name}/{number}.png", mask())
    (outer / "Pratheepan_Dataset/FacePhoto/Thumbs.db").write_bytes(b"x")


def lfw_parts(root: Path) -> None:
    classes = np.zeros((*SHAPE, 3), np.uint8)
    classes[..., 2] = 255
    classes[BLOCK] = (0, 255, 0)
    classes[HAIR] = (255, 0, 0)
    people = {"Ann_Lee": "train", "Bo": "validation", "Cy_Mae_Ray": "test"}
    for name, split in people.items():
        write(root / f"lfw_funneled/{name}/{name}_0003.jpg", picture())
        write(root / f"parts_lfw_funneled_gt_images/{name}_0003.ppm", classes)
        (root / f"parts_{split}.txt").write_text(f"{name} 3\n")
    write(root / "lfw_funneled/Unlabelled/Unlabelled_0001.jpg", picture())


def figaro1k(root: Path) -> None:
    for folder, number in (("Training", 151), ("Testing", 1050)):
        write(root / f"Figaro1k/Original/{folder}/Frame{number:05d}-org.jpg", picture())
        write_bitmap(root / f"Figaro1k/GT/{folder}/Frame{number:05d}-gt.pbm", BLOCK)
    write_bitmap(root / "Figaro1k/GT/Training/Frame00151-gt(1).pbm", BLOCK)
    (root / "__MACOSX").mkdir()


def celeba(root: Path) -> None:
    lines = ["2", "Bald Black_Hair"]
    for stem, values in (("000001", "-1  1"), ("000002", " 1 -1")):
        write(root / f"img_align_celeba/{stem}.jpg", picture())
        lines.append(f"{stem}.jpg {values}")
    (root / "list_attr_celeba.txt").write_text("\n".join(lines) + "\n")
    (root / "list_eval_partition.txt").write_text("000001.jpg 0\n000002.jpg 2\n")


def celeba_star(root: Path) -> None:
    classes = mask(128)
    classes[HAIR] = 255
    for stem in ("000001", "000002"):
        write(root / f"img_align_celeba/{stem}.jpg", picture())
    write(root / "labels/000002.bmp", classes)


def celebamask_hq(root: Path) -> None:
    base = root / "CelebAMask-HQ"
    for index in (0, 2001):
        large = cv2.resize(picture(), None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
        write(base / f"CelebA-HQ-img/{index}.jpg", large)
        folder = base / f"CelebAMask-HQ-mask-anno/{index // 2000}"
        write(folder / f"{index:05d}_skin.png", mask(where=BLOCK | HAIR))
        write(folder / f"{index:05d}_l_eye.png", mask(where=EYE))
        write(folder / f"{index:05d}_l_ear.png", mask(where=EAR))
        if index:
            write(folder / f"{index:05d}_hair.png", mask(where=HAIR))
    (base / "CelebA-HQ-to-CelebA-mapping.txt").write_text(
        "idx orig_idx orig_file\n0 119613 119614.jpg\n2001 182638 182639.jpg\n"
    )


def coco(root: Path) -> None:
    annotations = []
    for stem, category in (("000000000139", 1), ("000000000285", 17)):
        segments = np.zeros((*SHAPE, 3), np.uint8)
        segments[...] = (5, 0, 0)
        segments[BLOCK] = (1, 2, 3)
        segments[0, 0] = 0
        write(root / f"val2017/{stem}.jpg", picture())
        write(root / f"annotations/panoptic_val2017/{stem}.png", segments)
        annotations.append(
            {
                "file_name": f"{stem}.png",
                "segments_info": [
                    {"id": 1 + 2 * 256 + 3 * 65536, "category_id": category},
                    {"id": 5, "category_id": 184},
                ],
            }
        )
    (root / "annotations/panoptic_val2017.json").write_text(
        json.dumps({"annotations": annotations})
    )


def pairs(root: Path) -> None:
    for stem in ("00001", "00002"):
        write(root / f"images/{stem}.png", picture())
        write(root / f"masks/{stem}.png", mask(200, 10))


def cutouts(root: Path) -> None:
    write(root / "images/a.jpg", picture())
    write(root / "cutouts/a.png", np.dstack([picture(), mask(200, 10)]))


def skin_pairs(root: Path) -> None:
    write(root / "original_images/a.jpg", picture())
    write(root / "skin_masks/a.png", mask())


def s2mgen(root: Path) -> None:
    write(root / "images/000000.png", picture())
    write(root / "skin/000000.png", mask())
    write(root / "person/000000.png", mask(where=BLOCK | HAIR))
    write(root / "images/000001.png", picture())
    write(root / "person/000001.png", mask())

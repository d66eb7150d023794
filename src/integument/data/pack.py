"""Reads a pack: a folder of pictures with one folder of masks a label.

::

    pack/
      images/0001.jpg
      masks/skin/0001.png        0 or 255 (or 0..255 coverage, see below), same size as the picture
      masks/void/0001.png        255 = ignore this pixel, for every label
      masks/void_skin/0001.png   255 = ignore this pixel, for skin alone
      index.csv                  one row a picture, first column ``id`` = the stem; optional
      meta.json                  optional

Or the same in tar shards in the style of WebDataset, with ``index.csv`` and ``meta.json`` beside::

    pack/
      shard-000000.tar           0001.jpg, 0001.skin.png, 0001.void.png, 0001.void_skin.png, ...

A picture without a file in ``masks/<label>`` is *unlabelled* for that label, not empty.
``meta.json`` may say ``"mask_kind": "soft"`` (masks are coverage) and ``"people_free": true``
(nobody is in any picture, so every label is known to be empty).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.data import manifest
from integument.data.decode import read_image, read_pixels
from integument.data.sample import HALF, Sample
from integument.data.store import Piece, open_store
from integument.errors import InputError, unknown
from integument.labels import NAMES


class Pack:
    """The pictures of one pack, read one at a time.

    Iterating gives the stems in order; :meth:`read` gives the :class:`Sample` of one.
    The folder is listed once, here: pictures that arrive later are seen by a new ``Pack``.

    Raises
    ------
    InputError
        If the folder is not a pack, or there is no picture in it.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._store = open_store(self.path)
        self._images = self._store.images

    @property
    def name(self) -> str:
        """The pack's own name, or its folder's."""
        return str(self.meta.get("name") or self.path.resolve().name)

    def __len__(self) -> int:
        return len(self._images)

    def __iter__(self) -> Iterator[str]:
        return iter(self._images)

    def __contains__(self, stem: object) -> bool:
        return stem in self._images

    def __repr__(self) -> str:
        return f"Pack({str(self.path)!r}, {len(self)} pictures, labels={self.labels})"

    @cached_property
    def meta(self) -> dict[str, Any]:
        """What ``meta.json`` says; empty without one."""
        file = self.path / "meta.json"
        if not file.exists():
            return {}
        try:
            meta = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"{file}: not readable as JSON: {error}") from error
        if not isinstance(meta, dict):
            raise InputError(f"{file}: expected a JSON object, got a {type(meta).__name__}")
        return meta

    @property
    def soft(self) -> bool:
        """True if masks are coverage from 0 to 255 rather than 0 or 255."""
        return self.meta.get("mask_kind") == "soft"

    @property
    def people_free(self) -> bool:
        """True if nobody is in any picture: every label is then known, and empty."""
        if "people_free" in self.meta:
            return bool(self.meta["people_free"])
        # Packs written before the key existed say it in words.
        return "NO masks: people-free" in str(self.meta.get("label_semantics", ""))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Labels of the vocabulary that at least some pictures have, in the vocabulary's order.

        Masks of other names are left alone.
        """
        if self.people_free:
            return NAMES
        return tuple(name for name in NAMES if self._store.has(name))

    @cached_property
    def index(self) -> Mapping[str, Mapping[str, str]]:
        """Stem → its row of ``index.csv``; empty without one."""
        file = self.path / "index.csv"
        if not file.exists():
            return {}
        try:
            with file.open(newline="", encoding="utf-8-sig") as lines:
                rows = csv.DictReader(lines)
                if rows.fieldnames is None or "id" not in rows.fieldnames:
                    raise InputError(f"{file}: expected a column 'id', got {rows.fieldnames}")
                return {row["id"]: row for row in rows}
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise InputError(f"{file}: not readable as CSV: {error}") from error

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """Stem → the split it belongs to, by the manifest or else a column ``split`` of the index.

        Stems that belong to none are absent.
        """
        splits = manifest.read_splits(self.path)
        if splits is None:
            splits = {stem: row.get("split") or "" for stem, row in self.index.items()}
        return {stem: (split,) for stem, split in splits.items() if split and stem in self}

    def files(self, stem: str) -> tuple[Piece, dict[str, Piece]]:
        """The picture called ``stem``, and its mask of each label that it has."""
        masks = {label: self._store.mask(label, stem) for label in self.labels}
        return self._images[stem], {label: mask for label, mask in masks.items() if mask}

    def orphans(self) -> list[Piece]:
        """Masks that belong to no picture, which usually means a wrong name."""
        return self._store.orphans()

    def read(self, stem: str, labels: Sequence[str] | None = None) -> Sample:
        """The picture called ``stem`` with its masks.

        Parameters
        ----------
        stem : one of the names that iterating the pack gives
        labels : which labels to read; default all the pack has

        Raises
        ------
        UsageError
            If the pack has no such picture.
        InputError
            If a file cannot be read, or a mask does not fit its picture.
        """
        try:
            file = self._images[stem]
        except KeyError:
            raise unknown(f"picture of {self.path}", stem, list(self._images)[:20]) from None
        image = read_image(file)
        shape = image.shape[:2]

        wanted = [name for name in self.labels if labels is None or name in labels]
        masks: dict[str, NDArray[np.uint8]] = {}
        void_for: dict[str, NDArray[np.bool_]] = {}
        for label in wanted:
            if self.people_free:
                masks[label] = np.zeros(shape, np.uint8)
            elif (mask := self._mask(label, stem, shape)) is not None:
                masks[label] = mask
                ignored = self._mask(f"void_{label}", stem, shape)
                if ignored is not None:
                    void_for[label] = ignored >= HALF
        void = self._mask("void", stem, shape)
        return Sample(
            name=stem,
            image=image,
            masks=masks,
            void=None if void is None else void >= HALF,
            void_for=void_for,
            attributes=self.index.get(stem, {}),
        )

    def _mask(self, kind: str, stem: str, shape: tuple[int, int]) -> NDArray[np.uint8] | None:
        """(H, W) uint8 of one mask file, or None where there is no such file."""
        file = self._store.mask(kind, stem)
        if file is None:
            return None
        mask = read_pixels(file, cv2.IMREAD_GRAYSCALE)
        if mask.shape != shape:
            raise InputError(
                f"{file}: a mask has the size of its picture: "
                f"expected {shape[1]}x{shape[0]}, got {mask.shape[1]}x{mask.shape[0]}"
            )
        # Masks of 0 and 1, or of class numbers, look black and would silently score as empty.
        if not self.soft and 0 < (top := int(mask.max())) < HALF:
            raise InputError(
                f"{file}: expected only 0 and 255 in a mask, got at most {top}: "
                'rewrite it, or say "mask_kind": "soft" in meta.json if it is coverage'
            )
        return mask

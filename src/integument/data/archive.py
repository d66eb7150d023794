"""A published data set, read in the layout of its archive as if it were a pack."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.data import manifest
from integument.data.decode import read_image, read_stored
from integument.data.readers import LAYOUTS
from integument.data.readers.layout import Entry, Layout, Mask, Options
from integument.data.sample import Sample
from integument.data.store import Piece
from integument.errors import InputError, UsageError, unknown
from integument.labels import NAMES


class Archive:
    """The pictures of a data set, read one at a time; see :class:`integument.data.dataset.DataSet`.

    Parameters
    ----------
    path : the folder that was named, for messages
    root : the folder in it that has the layout
    layout, options : how it is to be read

    Raises
    ------
    InputError
        If there is no picture with its mask, or two pictures share a name.
    UsageError
        For options that the layout does not have.
    """

    people_free = False

    def __init__(
        self, path: Path, root: Path, layout: Layout, options: Options | None = None
    ) -> None:
        self.path, self.root, self.layout = path, root, layout
        self.options = options or Options()
        variant = self.options.variant
        if variant and variant not in layout.variants:
            if not layout.variants:
                raise UsageError(f"{layout.name}: expected nothing after it, got ':{variant}'")
            raise unknown(f"variant of {layout.name}", variant, layout.variants)
        self.listing = layout.list_files(root, self.options)
        if not self.listing.entries:
            raise InputError(
                f"{path}: no picture with its mask in the layout of {layout.title}: "
                f"expected {layout.expected}"
            )
        self.stored_splits = manifest.read_splits(root)
        self._entries = {entry.stem: self._placed(entry) for entry in self.listing.entries}

    @property
    def name(self) -> str:
        """The name of the data set, or of the folder where the layout is anybody's."""
        return self.layout.name if self.layout.parts else self.path.resolve().name

    @property
    def soft(self) -> bool:
        """True if masks are coverage from 0 to 255 rather than 0 or 255."""
        return self.layout.soft and self.options.threshold is None

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Labels that at least some pictures have, in the vocabulary's order."""
        known = {label for entry in self._entries.values() for label in entry.masks}
        return tuple(name for name in NAMES if name in known)

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """Stem → the split and the subset it belongs to."""
        return {
            stem: tuple(part for part in (entry.split, entry.subset) if part)
            for stem, entry in self._entries.items()
        }

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __contains__(self, stem: object) -> bool:
        return stem in self._entries

    def __repr__(self) -> str:
        return (
            f"Archive({str(self.path)!r}, {self.layout.name}, {len(self)} pictures, "
            f"labels={self.labels})"
        )

    def __reduce__(self) -> tuple[Callable[..., Archive], tuple[Path, Path, str, Options]]:
        # To a worker process travels where it is, rather than a list of a hundred thousand files.
        return _reopened, (self.path, self.root, self.layout.name, self.options)

    def entry(self, stem: str) -> Entry:
        """The files of one picture; raises :class:`UsageError` if there is no such picture."""
        try:
            return self._entries[stem]
        except KeyError:
            raise unknown(f"picture of {self.path}", stem, list(self._entries)[:20]) from None

    def orphans(self) -> list[Piece]:
        """Pictures and masks without a partner."""
        return [Piece(file) for file in self.listing.unmatched]

    def read(self, stem: str, labels: Sequence[str] | None = None) -> Sample:
        """The picture called ``stem`` with its masks, or with those of ``labels`` alone.

        Raises
        ------
        UsageError
            If there is no such picture.
        InputError
            If a file cannot be read, does not fit its picture or has values it should not have.
        """
        entry = self.entry(stem)
        image = read_image(Piece(entry.image))
        wanted = [label for label in self.labels if labels is None or label in labels]
        chosen = {label: entry.masks[label] for label in wanted if label in entry.masks}
        if entry.void is not None:
            chosen["void"] = entry.void
        masks = self._decoded(chosen, image.shape[:2])
        shape = next((mask.shape for mask in masks.values()), image.shape[:2])
        if shape != image.shape[:2]:
            image = cv2.resize(image, shape[::-1], interpolation=cv2.INTER_AREA)
        void = masks.pop("void", None)
        if self.options.inverted:
            masks = {label: 255 - mask for label, mask in masks.items()}
        attributes = {"id": stem, "split": entry.split, "subset": entry.subset}
        return Sample(
            name=stem,
            image=image,
            masks=masks,
            void=void > 0 if void is not None and void.any() else None,
            attributes={**{k: v for k, v in attributes.items() if v}, **entry.attributes},
        )

    def _placed(self, entry: Entry) -> Entry:
        """The entry in the split that the manifest stored for it."""
        if self.stored_splits is None:
            return entry
        return replace(entry, split=self.stored_splits.get(entry.stem, ""))

    def _decoded(
        self, masks: Mapping[str, Mask], image: tuple[int, int]
    ) -> dict[str, NDArray[np.uint8]]:
        """Label → ``(H, W) uint8``; a file that several labels share is read once."""
        planes: dict[Path, NDArray[np.uint8]] = {}
        for mask in masks.values():
            for file in mask.files:
                if file not in planes:
                    planes[file] = read_stored(Piece(file))
        shape = self._shape(planes, image)
        decoded = {}
        for label, mask in masks.items():
            try:
                found = mask.decode([planes[file] for file in mask.files]) if mask.files else None
            except ValueError as error:
                raise InputError(f"{mask.files[0]}: {error}") from error
            if found is None:
                decoded[label] = np.zeros(shape, np.uint8)
            else:
                decoded[label] = found.astype(np.uint8) * 255 if found.dtype == bool else found
        return decoded

    def _shape(
        self, planes: Mapping[Path, NDArray[np.uint8]], image: tuple[int, int]
    ) -> tuple[int, int]:
        """The one size that all masks of a picture have: its own, or a smaller one."""
        first = next((plane.shape[:2] for plane in planes.values()), image)
        smaller = self.layout.reduce_images and first[0] * image[1] == first[1] * image[0]
        expected = first if smaller else image
        for file, plane in planes.items():
            if plane.shape[:2] != expected:
                raise InputError(
                    f"{file}: a mask has the size of its picture: expected "
                    f"{expected[1]}x{expected[0]}, got {plane.shape[1]}x{plane.shape[0]}"
                )
        return expected


def _reopened(path: Path, root: Path, name: str, options: Options) -> Archive:
    return Archive(path, root, LAYOUTS[name], options)

"""What a reader says about its data set: where files lie, what masks mean, what was published."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from integument.errors import UsageError

Decode = Callable[[Sequence[NDArray[np.uint8]]], NDArray]
"""Decoded files of one mask, ``(H, W)`` grey or ``(H, W, 3 or 4)`` RGB(A) uint8 each → ``(H, W)``:
bool, or uint8 coverage. Raises :class:`ValueError` for values that the encoding does not have."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the files of a data set are to be understood where they differ from the published ones.

    Attributes
    ----------
    variant : what follows the colon in ``pairs:hair``: a label, or one of several mappings
    inverted : True if masks say the opposite of what they should
    threshold : limit of the mask's encoding, 0 to 255; None for the data set's own
    stem_regex : what pairs a picture with its mask: the first group found in either's stem
        (the whole match without a group); None for the data set's own rule
    """

    variant: str = ""
    inverted: bool = False
    threshold: int | None = None
    stem_regex: str | None = None

    def __post_init__(self) -> None:
        if self.threshold is not None and not 0 <= self.threshold <= 255:
            raise UsageError(f"threshold: expected 0 to 255, got {self.threshold}")
        try:
            re.compile(self.stem_regex or "")
        except re.error as error:
            raise UsageError(
                f"stem pattern '{self.stem_regex}': expected a regular expression: {error}"
            ) from error

    def key(self, stem: str) -> str:
        """What a file is paired by; its stem where the pattern finds nothing."""
        found = re.search(self.stem_regex, stem) if self.stem_regex else None
        if found is None:
            return stem
        return found.group(1 if found.re.groups else 0)


@dataclass(frozen=True, slots=True)
class Mask:
    """One label of one picture, not yet read. Without files the label is known to be empty."""

    files: tuple[Path, ...]
    decode: Decode


@dataclass(frozen=True, slots=True)
class Entry:
    """One labelled picture, not yet read.

    Attributes
    ----------
    stem : its name, unique in the data set
    image : file of the picture
    masks : label → mask; a label that is not a key is unlabelled
    void : pixels about which nothing is known
    split : ``train``, ``validation`` or ``test``; "" if it is in none
    subset : the published part it belongs to, such as ``hgr1``; "" without parts
    attributes : what else is known about it, as text
    """

    stem: str
    image: Path
    masks: Mapping[str, Mask] = field(default_factory=dict)
    void: Mask | None = None
    split: str = ""
    subset: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a data set: pairs, files without a partner, and known litter left aside."""

    entries: list[Entry]
    unmatched: list[Path] = field(default_factory=list)
    ignored: list[Path] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Part:
    """How many pictures were published.

    Attributes
    ----------
    name : a split or subset; "" for all of it
    pictures : every count that is right, the nominal one first
    optional : True if it is a separate download, so that its absence is no fault
    at_least : True if more are right too
    """

    name: str
    pictures: tuple[int, ...]
    optional: bool = False
    at_least: bool = False

    def fits(self, count: int) -> bool:
        """Whether so many pictures are as published."""
        return count in self.pictures or (self.at_least and count >= min(self.pictures))


@dataclass(frozen=True)
class Layout:
    """A data set: what it is, how to know its folder, how to list it.

    Attributes
    ----------
    name : how it is called in options
    title, licence, use, expected : for a person; ``expected`` draws the folder in one line
    anchors : patterns of files or folders; a folder with all of one alternative is recognised
    list_files : lists a folder that was recognised; raises InputError, or UsageError for options
    parts : what was published
    variants : what may follow the colon; empty if nothing may
    nested : whether the folder may lie one level below the one that is named
    soft : True if masks are coverage from 0 to 255
    reduce_images : True if pictures are larger than their masks and are reduced to their size
    """

    name: str
    title: str
    licence: str
    use: str
    expected: str
    anchors: tuple[tuple[str, ...], ...]
    list_files: Callable[[Path, Options], Listing]
    parts: tuple[Part, ...] = ()
    variants: tuple[str, ...] = ()
    nested: bool = True
    soft: bool = False
    reduce_images: bool = False
    accepts: Callable[[Path], bool] = lambda root: True

    def root(self, candidates: Sequence[Path]) -> Path | None:
        """The first folder that has this layout; ``candidates`` starts with the one named."""
        for folder in candidates if self.nested else candidates[:1]:
            for alternative in self.anchors:
                if all(_has(folder, pattern) for pattern in alternative) and self.accepts(folder):
                    return folder
        return None


def _has(folder: Path, pattern: str) -> bool:
    if "*" in pattern:
        return next(folder.glob(pattern), None) is not None
    return (folder / pattern).exists()

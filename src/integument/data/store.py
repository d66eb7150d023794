"""Where the files of a pack lie: in folders, or in tar shards in the style of WebDataset."""

from __future__ import annotations

import functools
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from integument.errors import InputError, UnreadableError

IMAGE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})

SHARDS = "*.tar"

KEPT_SHARDS = 4096
"""Contents of shards that are remembered, so that looking for new ones costs nothing."""


class Piece(NamedTuple):
    """One file of a pack: all of ``file``, or the ``size`` bytes from ``offset`` in it."""

    file: Path
    member: str = ""
    offset: int = 0
    size: int = -1

    def __str__(self) -> str:
        return f"{self.file}: {self.member}" if self.member else str(self.file)

    def read(self) -> bytes:
        """The content; raises :class:`UnreadableError` naming the file."""
        try:
            with self.file.open("rb") as stream:
                stream.seek(self.offset)
                return stream.read(self.size)
        except OSError as error:
            raise UnreadableError(f"{self}: cannot be read: {error.strerror}") from error


class Store(Protocol):
    """The files of a pack, listed once."""

    images: Mapping[str, Piece]
    """Stem -> picture, in order."""

    def has(self, kind: str) -> bool:
        """Whether there are masks of a kind: a label, ``void`` or ``void_<label>``."""

    def mask(self, kind: str, stem: str) -> Piece | None:
        """A mask, or None where there is none."""

    def orphans(self) -> list[Piece]:
        """Masks that belong to no picture."""


class FolderStore:
    """``images/<stem>.jpg`` and ``masks/<kind>/<stem>.png`` below ``path``.

    Raises :class:`InputError` if two pictures share a stem or the folder cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.images: dict[str, Piece] = {}
        for file in sorted((path / "images").iterdir()):
            if file.name.startswith(".") or file.suffix.lower() not in IMAGE_SUFFIXES:
                continue
            if file.stem in self.images:
                raise InputError(
                    f"{path / 'images'}: two pictures share the name '{file.stem}': "
                    f"{self.images[file.stem].file.name} and {file.name}"
                )
            self.images[file.stem] = Piece(file)

    def has(self, kind: str) -> bool:
        return (self.path / "masks" / kind).is_dir()

    def mask(self, kind: str, stem: str) -> Piece | None:
        file = self.path / "masks" / kind / f"{stem}.png"
        return Piece(file) if file.exists() else None

    def orphans(self) -> list[Piece]:
        return [
            Piece(mask)
            for mask in sorted(self.path.glob("masks/*/*.png"))
            if mask.stem not in self.images and not mask.name.startswith(".")
        ]


class TarStore:
    """Members ``<stem>.jpg`` and ``<stem>.<kind>.png`` of the tar files in ``path``.

    Raises :class:`InputError` for a damaged tar file, or if two pictures share a stem.
    """

    def __init__(self, path: Path) -> None:
        self.images: dict[str, Piece] = {}
        self._masks: dict[str, dict[str, Piece]] = {}
        for shard in _shards(path):
            state = shard.stat()
            for piece in _members(shard, state.st_mtime_ns, state.st_size):
                self._place(piece)
        self.images = dict(sorted(self.images.items()))

    def has(self, kind: str) -> bool:
        return kind in self._masks

    def mask(self, kind: str, stem: str) -> Piece | None:
        return self._masks.get(kind, {}).get(stem)

    def orphans(self) -> list[Piece]:
        masks = (piece for of in self._masks.values() for piece in of.items())
        return sorted(piece for stem, piece in masks if stem not in self.images)

    def _place(self, piece: Piece) -> None:
        stem, kind = _split(piece.member)
        if kind.endswith(".png"):
            self._masks.setdefault(kind.removesuffix(".png"), {})[stem] = piece
        elif f".{kind.lower()}" in IMAGE_SUFFIXES:
            if stem in self.images:
                raise InputError(f"{piece}: a picture with the name of {self.images[stem]}")
            self.images[stem] = piece


def open_store(path: Path) -> Store:
    """The files of the pack in ``path``; raises :class:`InputError` where there is none."""
    if not path.is_dir():
        raise InputError(f"{path}: no such folder: expected a pack of labelled pictures")
    images = path / "images"
    if not images.is_dir() and _shards(path):
        store: Store = TarStore(path)
        where = path / SHARDS
    elif images.is_dir():
        store, where = FolderStore(path), images
    else:
        raise InputError(f"{path}: not a pack: expected a folder images/ or tar shards in it")
    if not store.images:
        kinds = ", ".join(sorted(IMAGE_SUFFIXES))
        raise InputError(f"{where}: no pictures: expected files ending in {kinds}")
    return store


def _shards(path: Path) -> list[Path]:
    """The tar files of a folder, without those that somebody is still writing."""
    return sorted(shard for shard in path.glob(SHARDS) if not shard.name.startswith("."))


def _split(member: str) -> tuple[str, str]:
    """``a/0001.skin.png`` -> ``a/0001`` and ``skin.png``: the rule of WebDataset."""
    folder, slash, name = member.rpartition("/")
    stem, _, kind = name.partition(".")
    return folder + slash + stem, kind


@functools.lru_cache(KEPT_SHARDS)
def _members(shard: Path, changed: int, size: int) -> tuple[Piece, ...]:
    """The files in a shard, which is read anew if it has another time or size."""
    try:
        with tarfile.open(shard, "r:") as tar:
            return tuple(_pieces(shard, tar))
    except (OSError, tarfile.TarError) as error:
        raise InputError(f"{shard}: not readable as a tar file: {error}") from error


def _pieces(shard: Path, tar: tarfile.TarFile) -> Iterator[Piece]:
    for member in tar:
        if member.isfile():
            yield Piece(shard, member.name, member.offset_data, member.size)

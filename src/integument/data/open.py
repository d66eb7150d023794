"""The one door through which folders of labelled pictures are opened, whatever their layout."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from integument.data.archive import Archive
from integument.data.dataset import DataSet, Selection
from integument.data.pack import Pack
from integument.data.readers import LAYOUTS
from integument.data.readers.layout import Layout, Options
from integument.data.store import SHARDS
from integument.errors import InputError, UsageError, unknown

PACK = "pack"

KINDS = (PACK, *LAYOUTS)
"""Every kind of data set that can be asked for by name."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A data set as it is written in options: ``[KIND[:VARIANT]=]FOLDER[#PART[,PART]]``."""

    path: Path
    kind: str | None = None
    variant: str = ""
    parts: tuple[str, ...] = ()


def open_data(path: str | Path, kind: str | None = None, options: Options | None = None) -> DataSet:
    """Open a folder of labelled pictures: a pack, or a data set in its archive's own layout.

    Parameters
    ----------
    path : a folder; or ``KIND=FOLDER`` where the layout is to be taken for granted, and
        ``FOLDER#PART`` for a split or subset of it: ``hgr=/data/hands#test``
    kind : ``pack``, a name of :data:`integument.data.readers.LAYOUTS`, or either with a variant
        (``pairs:hair``); by default the layout is recognised
    options : how masks differ from what was published

    Raises
    ------
    InputError
        If there is no such folder, its layout is not known or is not that of ``kind``, or several
        layouts would fit.
    UsageError
        For a kind, variant or part that does not exist.
    """
    reference = parse(path)
    if kind is not None:
        name, _, variant = kind.partition(":")
        reference = replace(reference, kind=name, variant=variant)
    if reference.kind not in (None, *KINDS):
        raise unknown("data set", str(reference.kind), KINDS)
    data = _open(reference, options or Options())
    return Selection(data, reference.parts) if reference.parts else data


def parse(text: str | Path) -> Reference:
    """Take a reference to a data set apart; what exists as it stands is a plain folder.

    >>> parse("pairs:hair=heads#train").variant
    'hair'
    """
    text = str(text)
    if Path(text).exists():
        return Reference(Path(text))
    kind, equals, rest = text.partition("=")
    name, _, variant = kind.partition(":")
    if not equals or name not in KINDS:
        name, variant, rest = "", "", text
    folder, _, parts = rest.partition("#")
    if not Path(folder).is_dir() and Path(rest).exists():
        folder, parts = rest, ""
    chosen = tuple(part for part in parts.split(",") if part)
    return Reference(Path(folder), name or None, variant, chosen)


def recognise(path: Path) -> dict[str, Path]:
    """Name of each layout that a folder may have → the folder, perhaps one below, that has it."""
    if _is_pack(path):
        return {PACK: path}
    candidates = _candidates(path)
    found = {name: layout.root(candidates) for name, layout in LAYOUTS.items()}
    return {name: root for name, root in found.items() if root is not None}


def _open(reference: Reference, options: Options) -> DataSet:
    path, kind = reference.path, reference.kind
    if not path.is_dir():
        raise InputError(
            f"{path}: no such folder: expected a pack or data set of labelled pictures"
        )
    if kind is None:
        kind, root = _only(path, recognise(path))
    else:
        root = path if kind == PACK else _root(path, LAYOUTS[kind])
    if reference.variant:
        options = replace(options, variant=reference.variant)
    if kind != PACK:
        return Archive(path, root, LAYOUTS[kind], options)
    if options != Options():
        raise UsageError(f"{path}: a pack is read as it is: options for its masks do not apply")
    return Pack(root)


def _only(path: Path, found: dict[str, Path]) -> tuple[str, Path]:
    if len(found) > 1:
        first = next(iter(found))
        raise InputError(f"{path}: may be any of {', '.join(found)}: say which, as {first}={path}")
    if not found:
        if (path / "images").is_dir():
            return PACK, path
        raise InputError(
            f"{path}: not a pack or data set: expected a folder images/ or tar shards in it, or "
            "a layout of 'integument data layouts'"
        )
    return next(iter(found.items()))


def _root(path: Path, layout: Layout) -> Path:
    root = layout.root(_candidates(path))
    if root is None:
        raise InputError(f"{path}: not {layout.title}: expected {layout.expected}")
    return root


def _candidates(path: Path) -> list[Path]:
    """The folder and those in it, since archives unpack into a folder of their own."""
    try:
        below = sorted(child for child in path.iterdir() if child.is_dir())
    except OSError as error:
        raise InputError(f"{path}: cannot be listed: {error.strerror}") from error
    return [path, *(child for child in below if not child.name.startswith((".", "__")))]


def _is_pack(path: Path) -> bool:
    """Whether a folder is a pack for sure: it has shards, folders of masks, or a description."""
    if not (path / "images").is_dir():
        return any(not shard.name.startswith(".") for shard in path.glob(SHARDS))
    masks = path / "masks"
    if masks.is_dir():
        return any(child.is_dir() for child in masks.iterdir())
    return any((path / name).exists() for name in ("meta.json", "index.csv"))

"""Finding and pairing files by stem, without the litter that archives carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from integument.data.readers.layout import Entry, Listing, Options
from integument.errors import InputError

PICTURES = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".pbm", ".pgm", ".ppm"}
)
"""What counts as a picture; all else (Thumbs.db, .DS_Store, lists) is passed over."""

LITTER = "__MACOSX"


def pictures(*folders: Path) -> Iterator[Path]:
    """The picture files directly in the folders, sorted; folders that are not there have none."""
    for folder in folders:
        if not folder.is_dir() or folder.name == LITTER:
            continue
        try:
            found = sorted(folder.iterdir())
        except OSError as error:
            raise InputError(f"{folder}: cannot be listed: {error.strerror}") from error
        for file in found:
            if file.suffix.lower() in PICTURES and not file.name.startswith("."):
                yield file


def by_stem(
    files: Iterable[Path], options: Options, *, without: str = "", prefix: str = ""
) -> dict[str, Path]:
    """Files by what pairs them: the stem, less the ending ``without``, after ``prefix``.

    Raises :class:`InputError` if two share it.
    """
    found: dict[str, Path] = {}
    for file in files:
        key = prefix + options.key(file.stem.removesuffix(without))
        if key in found:
            raise InputError(f"two files share the name '{key}': {found[key]} and {file}")
        found[key] = file
    return found


def paired(
    images: Mapping[str, Path],
    masks: Mapping[str, Path],
    entry: Callable[[str, Path, Path], Entry],
) -> Listing:
    """A listing of the stems that have both, made by ``entry(stem, image, mask)``."""
    both = [stem for stem in images if stem in masks]
    alone = [file for stem, file in images.items() if stem not in masks]
    alone += [file for stem, file in masks.items() if stem not in images]
    return Listing([entry(stem, images[stem], masks[stem]) for stem in both], alone)


def joined(listings: Iterable[Listing]) -> Listing:
    """Several listings as one; raises :class:`InputError` if two pictures share a stem."""
    whole = Listing([])
    seen: dict[str, Path] = {}
    for listing in listings:
        for entry in listing.entries:
            if entry.stem in seen:
                raise InputError(
                    f"two pictures share the name '{entry.stem}': "
                    f"{seen[entry.stem]} and {entry.image}"
                )
            seen[entry.stem] = entry.image
        whole.entries.extend(listing.entries)
        whole.unmatched.extend(listing.unmatched)
        whole.ignored.extend(listing.ignored)
    return whole


def read_lines(file: Path) -> list[str]:
    """The lines of a text file that are not blank; raises :class:`InputError` naming it."""
    try:
        return [line for line in file.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: not readable as text: {error}") from error

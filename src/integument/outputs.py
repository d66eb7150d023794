"""The names of the files that a result is written to, and how to tell them from photographs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from integument.labels import NAMES

OVERLAY = "overlay"
JSON = "json"

MADE = ("background", "cutout", "recolored", "statistics", "layers")
"""Pictures that other commands make of a photograph: ``photo_cutout.png``."""

_ALPHAS = tuple(f"{name}_alpha" for name in NAMES)


def output_paths(
    folder: str | Path,
    stem: str,
    labels: Sequence[str],
    *,
    overlay: bool = False,
    json: bool = False,
) -> dict[str, Path]:
    """What is written for one photograph: label, ``"overlay"`` or ``"json"`` → path.

    >>> [str(path) for path in output_paths("out", "photo", ["skin"], json=True).values()]
    ['out/photo_skin.png', 'out/photo.json']
    """
    folder = Path(folder)
    paths = {label: folder / f"{stem}_{label}.png" for label in labels}
    if overlay:
        paths[OVERLAY] = folder / f"{stem}_{OVERLAY}.png"
    if json:
        paths[JSON] = folder / f"{stem}.json"
    return paths


def without_outputs(pictures: Iterable[Path]) -> list[Path]:
    """Pictures of a folder, less those that are masks or overlays of other pictures in it.

    ``photo_skin.png`` counts as an output only where ``photo.jpg`` (or another picture of that
    name) lies beside it, so that a photograph called ``long_hair.png`` is not lost.
    """
    pictures = list(pictures)
    stems: dict[Path, set[str]] = {}
    for picture in pictures:
        # A name shared by two pictures keeps its suffix in the outputs: photo.jpg_skin.png.
        stems.setdefault(picture.parent, set()).update((picture.stem, picture.name))
    return [picture for picture in pictures if not _is_output(picture, stems[picture.parent])]


def _is_output(picture: Path, stems: Collection[str]) -> bool:
    kinds = (*NAMES, *_ALPHAS, OVERLAY, *MADE) if picture.suffix == ".png" else MADE
    endings = (f"_{kind}" for kind in kinds)
    return any(
        picture.stem.endswith(ending) and picture.stem.removesuffix(ending) in stems
        for ending in endings
    )

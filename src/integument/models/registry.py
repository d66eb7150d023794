"""What is known about each model, and the way from a name to a file."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from integument.errors import ModelError, unknown

FOLDER = Path(__file__).parent
"""Where the registry and the bundled models are."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One entry of ``registry.toml``.

    Attributes
    ----------
    name : what it is called in ``--model``
    summary : one line for a person
    file : name of its ONNX file
    sha256 : checksum of that file, in hexadecimal
    size : of that file, in bytes
    labels : what it predicts
    input_size : longest side, in pixels, of the pictures it was trained on
    licence : of the weights
    training_data : what it has learned from
    command : how it was made
    scores : measured numbers by name
    url : where it is fetched from; "" when it comes with the package
    """

    name: str
    summary: str
    file: str
    sha256: str
    size: int
    labels: tuple[str, ...]
    input_size: int
    licence: str
    training_data: str
    command: str
    scores: dict[str, Any] = field(default_factory=dict)
    url: str = ""

    @property
    def bundled(self) -> bool:
        """Whether the file comes with the package."""
        return not self.url

    @property
    def path(self) -> Path:
        """Where the file is, or will be once it is fetched."""
        if self.bundled:
            return FOLDER / self.file
        from integument.models.fetch import cache_folder

        return cache_folder() / self.file

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        known = {name: getattr(self, name) for name in self.__slots__}
        return {**known, "labels": list(self.labels), "path": str(self.path)}


@cache
def cards() -> dict[str, ModelCard]:
    """All models by name, in the order of the registry."""
    return read_cards(FOLDER / "registry.toml")


def read_cards(path: Path) -> dict[str, ModelCard]:
    """The models that the registry at ``path`` describes."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: ModelCard(name=name, **{**entry, "labels": tuple(entry["labels"])})
        for name, entry in entries.items()
    }


def card(name: str) -> ModelCard:
    """The model called ``name``; raises UsageError with the nearest name otherwise."""
    try:
        return cards()[name]
    except KeyError:
        raise unknown("model", name, cards()) from None


def locate(model: str | Path, *, on_progress: Callable[[int, int], None] | None = None) -> Path:
    """The file of a model, given by name or as a path; fetched first if it must be.

    Whatever ends in ``.onnx`` or holds a path separator is a path.

    Parameters
    ----------
    on_progress : called with the bytes that are there and the bytes in all during a download

    Raises
    ------
    UsageError
        If the name is unknown.
    ModelError
        If the file is not there and cannot be fetched.
    """
    if _is_path(model):
        path = Path(model).expanduser()
        if not path.is_file():
            raise ModelError(f"{path}: no such model file: expected an .onnx file")
        return path
    found = card(str(model))
    if found.path.is_file():
        return found.path
    if found.bundled:
        raise ModelError(
            f"{found.path}: the model '{found.name}' is missing from this installation: "
            "reinstall integument, or give another model"
        )
    from integument.models.fetch import download

    download(found.url, found.path, sha256=found.sha256, on_progress=on_progress)
    return found.path


def verify(found: ModelCard) -> None:
    """Raise ModelError unless the model's file is there and has its checksum."""
    if not found.path.is_file():
        where = "missing from this installation" if found.bundled else "not fetched yet"
        raise ModelError(f"{found.path}: the model '{found.name}' is {where}")
    with found.path.open("rb") as file:
        got = hashlib.file_digest(file, "sha256").hexdigest()
    if got != found.sha256:
        raise ModelError(
            f"{found.path}: checksum differs: expected {found.sha256[:12]}…, got {got[:12]}…: "
            + ("reinstall integument" if found.bundled else "delete the file and fetch it again")
        )


def _is_path(model: str | Path) -> bool:
    text = str(model)
    return isinstance(model, Path) or text.endswith(".onnx") or "/" in text or "\\" in text

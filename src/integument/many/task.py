"""One photograph among many."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Task:
    """One photograph, the folder of its results, and the start of their names.

    Attributes
    ----------
    source : what :func:`integument.photo.load_photo` reads; ``str()`` of it names it
    folder : of the results
    stem, suffix : of the photograph's name
    """

    source: Any
    folder: Path
    stem: str
    suffix: str = ""

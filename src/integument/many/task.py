"""One photograph among many."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integument.errors import InputError


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

    def too_large(self) -> InputError:
        """What is said where memory does not suffice for this photograph."""
        return InputError(f"{self.source}: not enough memory for a picture this large")

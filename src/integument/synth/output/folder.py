"""A pack as plain folders: ``images/000000.jpg`` and ``masks/<label>/000000.png``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from integument.files import atomic_write
from integument.synth.recipe import Made

NAME = "folder"


class Folder:
    """Writes pictures as they come; a picture is there only when all of its masks are."""

    def __init__(self, out: Path) -> None:
        self.out = out

    @property
    def identity(self) -> dict:
        return {"format": NAME}

    def expect(self, numbers: Iterable[int]) -> None:
        """Be told which people are still to come."""

    def add(self, made: Made) -> None:
        """Write the pictures of one person; raises :class:`OutputError`."""
        for picture in made.pictures:
            for name, content in picture.files.items():
                if name != "jpg":
                    label = name.removesuffix(".png")
                    atomic_write(self.out / "masks" / label / f"{picture.stem}.png", content)
            atomic_write(self.out / "images" / f"{picture.stem}.jpg", picture.files["jpg"])

    def settle(self, number: int) -> None:
        """Be told that the records of person ``number`` are safe."""

    def finish(self) -> None:
        """Be told that everything is there."""

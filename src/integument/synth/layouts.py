"""How a pack lies on disk: a folder of files, or tar shards as WebDataset reads them.

::

    folder                              tar
    out/images/000000.jpg               out/shard-000000.tar
    out/masks/<label>/000000.png          000000.jpg  000000.<label>.png  000000.json

Each layout writes what a person became in one go, before the person counts as done.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterable
from pathlib import Path

from integument.files import atomic_path, atomic_write
from integument.synth.person_files import PictureFiles

BLOCK = tarfile.BLOCKSIZE
SHARD_PEOPLE = 250
"""People in a shard: 1,000 pictures of four views, some 60 MB at 256 pixels."""


class Folder:
    """Pictures and masks as single files."""

    name = "folder"

    def __init__(self, out: Path) -> None:
        self.out = out

    def write(self, number: int, pictures: Iterable[PictureFiles]) -> list[str]:
        """Write the pictures of person ``number``; returns their records."""
        records = []
        for picture in pictures:
            for label, png in picture.masks.items():
                atomic_write(self.out / "masks" / label / f"{picture.stem}.png", png)
            atomic_write(self.out / "images" / f"{picture.stem}.jpg", picture.image)
            records.append(picture.record)
        return records

    def finish(self, people: int) -> None:
        """Nothing is left to do when all ``people`` are written."""


class Tar:
    """Shards of :data:`SHARD_PEOPLE` people; the same bytes whenever and by whomever made.

    People who are done wait as pieces of an archive in ``out/pending`` until all are.
    """

    name = "tar"

    def __init__(self, out: Path) -> None:
        self.out = out

    def write(self, number: int, pictures: Iterable[PictureFiles]) -> list[str]:
        """Write the pictures of person ``number``; returns their records."""
        records, pieces = [], []
        for picture in pictures:
            pieces.append(_member(f"{picture.stem}.jpg", picture.image))
            for label, png in picture.masks.items():
                pieces.append(_member(f"{picture.stem}.{label}.png", png))
            pieces.append(_member(f"{picture.stem}.json", picture.record.encode()))
            records.append(picture.record)
        atomic_write(self._piece(number), b"".join(pieces))
        return records

    def finish(self, people: int) -> None:
        """Join the pieces of ``people`` people into shards. May be stopped and repeated."""
        for first in range(0, people, SHARD_PEOPLE):
            shard = self.out / f"shard-{first // SHARD_PEOPLE:06d}.tar"
            numbers = range(first, min(first + SHARD_PEOPLE, people))
            if not shard.exists():
                with atomic_path(shard) as path, path.open("wb") as file:
                    for number in numbers:
                        file.write(self._piece(number).read_bytes())
                    file.write(bytes(2 * BLOCK))  # the end of an archive
            for number in numbers:
                self._piece(number).unlink(missing_ok=True)
        pending = self.out / "pending"
        if pending.exists():
            pending.rmdir()

    def _piece(self, number: int) -> Path:
        return self.out / "pending" / f"{number:06d}"


def _member(name: str, data: bytes) -> bytes:
    """One file of an archive: header and padded content, without owner or time."""
    info = tarfile.TarInfo(name)
    info.size = len(data)
    return info.tobuf(tarfile.USTAR_FORMAT) + data + bytes(-len(data) % BLOCK)


LAYOUTS = {layout.name: layout for layout in (Folder, Tar)}

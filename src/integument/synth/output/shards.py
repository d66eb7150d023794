"""A pack as tar shards in the style of WebDataset, always the same byte for byte.

::

    out/shard-000000.tar        whole people, in order
        000000.jpg              the picture
        000000.skin.png ...     a mask for every label
        000000.json             the record

People arrive in any order. Each waits as a file of its own in ``out/parts/``; when all people of a
shard are there, it is put together and takes their place.
"""

from __future__ import annotations

import io
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from integument.errors import UsageError
from integument.files import atomic_path
from integument.synth.recipe import Made

NAME = "tar"
PARTS = "parts"


class Shards:
    """Writes pictures into shards of ``pictures`` each, rounded up to whole people.

    ``views`` is how many pictures a person has. Raises :class:`UsageError` for a shard of none.
    """

    def __init__(self, out: Path, pictures: int, views: int) -> None:
        if pictures < 1:
            raise UsageError(f"shard: expected at least 1 picture in each, got {pictures}")
        self.out = out
        self.views = views
        self.people = -(-pictures // views)
        self._expected: Counter[int] = Counter()

    @property
    def identity(self) -> dict:
        return {"format": NAME, "pictures_per_shard": self.people * self.views}

    def expect(self, numbers: Iterable[int]) -> None:
        """Be told which people are still to come."""
        self._expected.update(number // self.people for number in numbers)

    def add(self, made: Made) -> None:
        """Write the pictures of one person to their waiting place; raises :class:`OutputError`."""
        with atomic_path(self._part(made.number)) as path, tarfile.open(path, "w:") as tar:
            for picture in made.pictures:
                for name, content in picture.files.items():
                    _append(tar, f"{picture.stem}.{name}", content)
                _append(tar, f"{picture.stem}.json", picture.record.encode())

    def settle(self, number: int) -> None:
        """Be told that the records of person ``number`` are safe: completes a shard, perhaps."""
        shard = number // self.people
        self._expected[shard] -= 1
        if not self._expected[shard]:
            del self._expected[shard]
            self._assemble(shard)

    def finish(self) -> None:
        """Complete the shards that a stopped run left in parts."""
        waiting = {int(part.stem) // self.people for part in (self.out / PARTS).glob("*.tar")}
        for shard in sorted(waiting):
            self._assemble(shard)
        if (self.out / PARTS).is_dir():
            (self.out / PARTS).rmdir()

    def _part(self, number: int) -> Path:
        return self.out / PARTS / f"{number:06d}.tar"

    def _assemble(self, shard: int) -> None:
        """Put the parts of a shard together, behind what it holds already from a smaller pack."""
        target = self.out / f"shard-{shard:06d}.tar"
        numbers = range(shard * self.people, (shard + 1) * self.people)
        parts = {number: part for number in numbers if (part := self._part(number)).exists()}
        with atomic_path(target) as path, tarfile.open(path, "w:") as tar:
            if target.exists():
                for name, content in _members(target):
                    # A smaller pack is a beginning of this one, but for its last person.
                    if int(name.partition(".")[0]) // self.views not in parts:
                        _append(tar, name, content)
            for part in parts.values():
                for name, content in _members(part):
                    _append(tar, name, content)
        for part in parts.values():
            part.unlink()


def _append(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    """Add a file; owner, time and rights are always the same."""
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            stream = tar.extractfile(member)
            assert stream is not None, member.name
            yield member.name, stream.read()
            tar.members.clear()  # which would grow with the shard

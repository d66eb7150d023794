"""Pictures in tar archives, WebDataset shards among them, read where they lie."""

from __future__ import annotations

import tarfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from integument.errors import InputError
from integument.sources.address import open_binary
from integument.sources.entry import Entry, harmless, is_picture

SUFFIX = ".tar"

COMPRESSED = (".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst")
"""Archives whose members cannot be reached without reading everything before them."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive (a path or an address) by the place of its bytes."""

    archive: str
    member: str
    offset: int
    size: int

    @property
    def name(self) -> str:
        return f"{self.archive}/{self.member}"

    def __str__(self) -> str:
        return self.name

    def read(self, size: int = -1) -> bytes:
        """The bytes of the file, ``size`` at most; raises InputError if it cannot be read."""
        wanted = self.size if size < 0 else min(size, self.size)
        with open_binary(self.archive) as file:
            file.seek(self.offset)
            data = file.read(wanted)
        if len(data) < wanted:
            raise InputError(f"{self.name}: the archive is cut short")
        return data


def pictures_in_tar(archive: str) -> list[Entry]:
    """The pictures in an archive that is not compressed, in its order.

    Of ``0001.jpg`` and ``0001.skin.png`` the second is a field of the first one's sample, as in
    WebDataset, and no picture by itself. Results belong into a folder with the archive's name.

    Raises
    ------
    InputError
        If it cannot be read, is no such archive, or has no pictures.
    """
    found: dict[str, Entry] = {}
    folder = PurePosixPath(archive.replace("\\", "/")).stem
    with open_binary(archive) as file:
        try:
            with tarfile.open(fileobj=file, mode="r:") as tar:
                for member in tar:
                    place = harmless(member.name)
                    if member.isreg() and is_picture(place):
                        source = Member(archive, member.name, member.offset_data, member.size)
                        found[member.name] = Entry(source, folder / place)
        except tarfile.TarError as error:
            raise InputError(f"{archive}: no tar archive that can be read: {error}") from None
    pictures = {entry.place.with_suffix("") for entry in found.values()}
    entries = [entry for entry in found.values() if not _is_field(entry.place, pictures)]
    if not entries:
        raise InputError(f"{archive}: no pictures in this archive")
    return entries


def _is_field(place: PurePosixPath, pictures: set[PurePosixPath]) -> bool:
    key, dot, _ = place.stem.partition(".")
    return bool(key and dot) and place.with_name(key) in pictures

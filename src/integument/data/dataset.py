"""What training and evaluation ask of labelled pictures, and a part of them chosen by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from integument.data.sample import Sample
from integument.errors import unknown


@runtime_checkable
class DataSet(Protocol):
    """Labelled pictures, read one at a time: a pack, an archive, or a part of one.

    Iterating gives the stems in order; :meth:`read` gives the :class:`Sample` of one.
    """

    @property
    def name(self) -> str: ...

    @property
    def path(self) -> Path: ...

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels that at least some pictures have, in the vocabulary's order."""

    @property
    def people_free(self) -> bool:
        """True if nobody is in any picture."""

    @property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """Stem → the split and subset it belongs to; stems that belong to none may be absent."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[str]: ...

    def __contains__(self, stem: object) -> bool: ...

    def read(self, stem: str, labels: Sequence[str] | None = None) -> Sample: ...

    def orphans(self) -> list[Any]:
        """Files without a partner, which usually means a wrong name; each has a readable str."""


class Selection:
    """The pictures of a data set that belong to all the parts named, such as ``test``.

    Raises :class:`UsageError` for a part that the data set does not have.
    """

    def __init__(self, data: DataSet, parts: Sequence[str]) -> None:
        self._data = data
        membership = data.parts
        known = sorted({part for of in membership.values() for part in of})
        for part in parts:
            if part not in known:
                raise unknown(f"part of {data.path}", part, known or ["(it has no parts)"])
        wanted = set(parts)
        self._stems = {stem: None for stem in data if wanted <= set(membership.get(stem, ()))}
        self.parts = {stem: membership[stem] for stem in self._stems}
        self.name = f"{data.name}#{','.join(parts)}"
        self.path = data.path
        self.labels = data.labels
        self.people_free = data.people_free

    def __len__(self) -> int:
        return len(self._stems)

    def __iter__(self) -> Iterator[str]:
        return iter(self._stems)

    def __contains__(self, stem: object) -> bool:
        return stem in self._stems

    def __repr__(self) -> str:
        return f"Selection({self.name!r}, {len(self)} pictures, labels={self.labels})"

    def read(self, stem: str, labels: Sequence[str] | None = None) -> Sample:
        """The picture called ``stem``; raises as the data set does, and for other parts' too."""
        if stem not in self._stems:
            raise unknown(f"picture of {self.name}", stem, list(self._stems)[:20])
        return self._data.read(stem, labels)

    def orphans(self) -> list[Any]:
        """Those of the whole data set: a file without a partner belongs to no part."""
        return self._data.orphans()

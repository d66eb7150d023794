"""What a running experiment may ask for, and where its finished parts are kept."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from integument.errors import UsageError, unknown
from integument.experiments.experiment import Experiment
from integument.files import atomic_write

if TYPE_CHECKING:
    from integument.data.dataset import DataSet

Choice = TypeVar("Choice")


@dataclass
class Context:
    """One run of one experiment.

    Attributes
    ----------
    root : folder of the scale; what experiments share - trainings, predictions, pictures that
        were made - lies in it, and a folder for each experiment
    given : name of a need -> the data sets that ``--data`` named for it
    seeds : those to run
    start : checkpoint that trainings begin with, for experiments that allow it
    say : receives one line at a time
    """

    experiment: Experiment
    scale: str
    root: Path
    given: Mapping[str, Sequence[str]] = field(default_factory=dict)
    seeds: tuple[int, ...] = (0,)
    say: Callable[[str], None] = lambda line: None
    command: str = ""
    start: Path | None = None
    _checksums: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [need.name for need in self.experiment.needs]
        for name in self.given:
            if name not in names:
                raise unknown(f"pictures for {self.experiment.name}", name, names)
        if self.start is not None and not self.experiment.can_start:
            raise UsageError(
                f"{self.experiment.name} does not begin with a checkpoint: leave out --init"
            )

    @property
    def folder(self) -> Path:
        """Of this experiment."""
        return self.root / self.experiment.name

    @property
    def _workers(self) -> int:
        """Processes that generate pictures: all that fit where there are thousands to make."""
        return (os.cpu_count() or 1) if self.scale == "full" else 1

    def by_scale(self, *, smoke: Choice, cpu: Choice, full: Choice) -> Choice:
        """The value for this scale."""
        return {"smoke": smoke, "cpu": cpu, "full": full}[self.scale]

    def check_data(self) -> None:
        """:class:`UsageError` if pictures are missing at full scale, InputError if they are wrong.

        Before anything has been computed.
        """
        missing = [
            need
            for need in self.experiment.needs
            if not need.optional and need.name not in self.given and not need.count(self.scale)
        ]
        if missing:
            wanted = "; ".join(f"{need.name}=DIR ({need.what})" for need in missing)
            raise UsageError(f"{self.experiment.name} at full scale needs --data {wanted}")
        from integument.experiments import sets

        for name, references in self.given.items():
            for reference in references:
                sets.require(reference, self.experiment.need(name).labels, name)

    def folders(self, name: str) -> tuple[str, ...]:
        """The data sets of a need, as references that :func:`open_data` takes.

        None for an optional need for which none were given.
        """
        if name in self.given:
            return tuple(self.given[name])
        need = self.experiment.need(name)
        if need.optional:
            return ()
        from integument.experiments import sets

        count = need.count(self.scale)
        assert count, f"{name}: check_data() lets nobody come here"
        what = _digest([need.labels, need.look])  # experiments share names, but not always labels
        folder = self.root / "data" / f"{name}-{count}-{what}"
        if not (folder / sets.DONE).exists():
            self.say(f"making {count} pictures for {name} in {folder}")
            sets.make(need, self.scale, folder, self._workers)
        return (str(folder),)

    def data(self, name: str) -> list[DataSet]:
        """The same, opened."""
        from integument.data.open import open_data

        return [open_data(folder) for folder in self.folders(name)]

    def part_of(self, name: str, count: int, labels: Sequence[str] | None = None) -> str:
        """``count`` pictures of a need as a pack; fewer are always among more."""
        from integument.experiments import sets

        source = self.data(name)[0]
        asked = [self.checksums(name), count, labels]
        folder = self.root / "data" / f"{name}-part-{count}-{_digest(asked)}"
        stems = sets.nested(list(source), count)
        return str(sets.subset(source, stems, folder, labels))

    def generated(self, name: str, count: int, **changes: Any) -> str:
        """``count`` pictures of the generator with other settings, as a pack of skin and body."""
        from integument.experiments import sets

        size = sets.SIDE[self.scale]
        folder = self.root / "data" / f"{name}-{count}-{_digest([changes, size])}"
        if not (folder / sets.DONE).exists():
            self.say(f"generating {count} pictures in {folder}")
            sets.generate(folder, count, size, changes, self._workers)
        return str(folder)

    def checksums(self, name: str) -> list[dict[str, Any]]:
        """What the pictures of a need are, see :func:`integument.experiments.sets.checksum`."""
        from integument.experiments import sets

        for folder in self.folders(name):
            if folder not in self._checksums:
                self._checksums[folder] = sets.checksum(folder)
        return [self._checksums[folder] for folder in self.folders(name)]

    def part(self, name: str, asked: Any, compute: Callable[[], Any]) -> Any:
        """A finished part read back, or computed now and kept; plain data.

        ``asked`` is everything it depends on: where that differs it is computed anew.
        """
        file = self.folder / "parts" / f"{name}.json"
        wanted = json.loads(json.dumps(asked))
        if file.exists():
            try:
                kept = json.loads(file.read_text(encoding="utf-8"))
                if kept["asked"] == wanted:
                    return kept["found"]
            except (ValueError, KeyError, TypeError):
                self.say(f"{file}: damaged, made again")
        found = compute()
        content = json.dumps({"asked": wanted, "found": found}, indent=1, ensure_ascii=False)
        atomic_write(file, f"{content}\n".encode())
        return json.loads(content)["found"]


def _digest(asked: Any) -> str:
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:10]

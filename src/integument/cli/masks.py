"""Files for every photograph: masks, the tinted photograph, what was found as JSON."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from integument.cli.batch import Outcome

if TYPE_CHECKING:
    from integument.many.recipe import Made
    from integument.many.task import Task
    from integument.people import People


@dataclass(frozen=True, slots=True)
class Masks:
    """Masks, overlay and JSON of every photograph: a :class:`integument.cli.batch.Job`, and the
    :class:`integument.many.recipe.Maker` of what it writes."""

    out: Path
    labels: tuple[str, ...]
    overlay: bool
    json: bool
    threshold: float
    overwrite: bool
    formats: tuple[str, ...] = ("png",)
    doing: str = "segmenting"
    done: str = "segmented"
    results: str = "files"

    def existing(self, task: Task) -> int:
        from integument.formats.names import format_paths
        from integument.outputs import output_paths

        if self.overwrite:
            return 0
        extra = output_paths(task.folder, task.stem, (), overlay=self.overlay, json=self.json)
        paths = list(extra.values())
        for name in self.formats:
            paths += format_paths(name, task.folder, task.stem, self.labels).values()
        return len(paths) if all(path.exists() for path in paths) else 0

    def make(self, task: Task, people: People) -> Made:
        """The content of all files of one photograph."""
        from integument.many.recipe import Made
        from integument.saving import Wanted, contents

        wanted = Wanted(
            labels=people.labels,
            threshold=self.threshold,
            stem=task.stem,
            formats=self.formats,
            overlay=self.overlay,
            json=self.json,
        )
        parts = {path: content() for path, content in contents(people, task.folder, wanted).items()}
        return Made(people.found, people.notes, people.photo.size, parts)

    def write(self, task: Task, made: Made) -> Outcome:
        from integument.files import atomic_write

        kept = 0
        for path, content in made.parts.items():
            if not self.overwrite and Path(path).exists():
                kept += 1
            else:
                atomic_write(path, content)
        return Outcome(len(made.parts) - kept, kept)

    def finish(self, tasks: Sequence[Task]) -> None:
        """What belongs to all photographs together, from the files that are there."""
        import json

        from integument.files import atomic_write
        from integument.formats.annotations import merge_coco, yolo_classes
        from integument.formats.names import format_paths

        if "coco" in self.formats:
            files = [format_paths("coco", t.folder, t.stem, self.labels)["coco"] for t in tasks]
            whole = merge_coco(file for file in files if file.exists())
            atomic_write(self.out / "coco.json", json.dumps(whole).encode() + b"\n")
        if "yolo" in self.formats:
            atomic_write(self.out / "classes.txt", yolo_classes().encode())


def make_masks(args: argparse.Namespace, labels: tuple[str, ...], out: Path) -> Masks:
    """The job that a verb's options describe."""
    from integument.formats.names import parse_formats

    return Masks(
        out=out,
        labels=labels,
        overlay=args.overlay,
        json=args.json,
        threshold=args.threshold,
        overwrite=args.overwrite,
        formats=parse_formats(args.format),
    )

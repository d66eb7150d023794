"""The history of a run, as a table and as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from integument.as_csv import as_csv
from integument.files import atomic_path, atomic_write


def write_csv(curve: Sequence[Mapping[str, Any]], path: Path) -> None:
    """One row a record; columns in the order in which they first appear."""
    rows = (
        {k: f"{v:.5g}" if isinstance(v, float) else v for k, v in record.items()}
        for record in curve
    )
    atomic_write(path, as_csv(rows))


def draw(curve: Sequence[Mapping[str, Any]], path: Path, title: str) -> None:
    """Loss on the left axis, score and IoU of each label on the right, over samples seen."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.5), layout="constrained")
    left = figure.add_subplot()
    right = left.twinx()
    seen = [record["samples"] / 1000 for record in curve]
    left.plot(
        seen, [record["loss"] for record in curve], color="0.6", marker=".", label="training loss"
    )
    for name in dict.fromkeys(name for record in curve for name in record):
        if not name.startswith("iou_"):
            continue
        points = [
            (x, record[name]) for x, record in zip(seen, curve, strict=True) if name in record
        ]
        right.plot(
            *zip(*points, strict=True), linewidth=1, marker=".", label=name.removeprefix("iou_")
        )
    right.plot(
        seen,
        [record["score"] for record in curve],
        color="black",
        linewidth=2,
        marker=".",
        label="score",
    )
    right.set_ylim(0, 1)
    right.set_ylabel("IoU on held-out pictures")
    left.set_xlabel("thousand samples seen")
    left.set_ylabel("training loss")
    left.set_title(title)
    handles = [*left.get_lines(), *right.get_lines()]
    right.legend(handles=handles, loc="lower right", fontsize="small", ncols=2)
    with atomic_path(path) as temporary:
        figure.savefig(temporary, dpi=110)

"""What whole numbers cost and gain: one network in float and in every kind of whole numbers.

Rows of a table for each checkpoint: float; whole numbers after training with ranges by ``minmax``
and by ``percentile``; and after some more training with rounding (quantisation-aware). Scored on
the same pictures and timed in turns in the same run.

The README that this table comes from calls its numbers quantisation-aware; its scripts quantise
after training. They are of the 1,134 pictures that were trained on, by the bitwise IoU of grey
values, and stand beside ours for reading, not for comparing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from integument.bench.backends import Job, open_job
from integument.bench.measure import machine
from integument.bench.timing import side_by_side
from integument.data.dataset import DataSet
from integument.data.open import open_data
from integument.errors import UsageError
from integument.evaluate.scoring import score
from integument.export import onnx, qat, quantize
from integument.export.quantize import QuantizeSettings
from integument.files import atomic_write
from integument.segmenter import Segmenter
from integument.train import checkpoint, recipes
from integument.train.checkpoint import Checkpoint
from integument.train.schedule import Budget

CALIBRATIONS = ("minmax", "percentile")
FLOAT, LEARNED = "float", "qat"

PUBLISHED = {
    "u2net": {FLOAT: "0.9571", "minmax": "0.9583 / 0.9585"},
    "u2netp": {FLOAT: "0.9276", "minmax": "0.9345 / 0.9312"},
    "deeplab_mobilenet": {FLOAT: "0.8602", "minmax": "0.8625 / 0.8624"},
}
"""Bitwise IoU: in float, and in the whole numbers of fbgemm / qnnpack."""

QAT_RATE = 1e-5
"""Learning rate of training with rounding, that of the source's description."""

HEADINGS = ("network", "version", "IoU", "bitwise IoU", "published", "MB", "ms")


@dataclass(frozen=True)
class TableOrder:
    """What is to be compared.

    Attributes
    ----------
    checkpoints : of ``integument train``; those trained with rounding give only the row ``qat``
    out : folder for the files, ``table.json`` and ``table.md``
    calibration : pictures whose ranges are learned, ``pictures`` of them
    truth : packs that are scored, ``limit`` pictures of each; means over packs and labels
    qat_steps : batches of training with rounding, on ``calibration``; 0 leaves the row out. What
        was trained before in the same ``out`` is taken
    rounds : how often each file is timed, on ``threads`` threads, one picture of its input size
    changes : ``name=value`` settings of that training
    """

    checkpoints: tuple[Path, ...]
    out: Path
    calibration: Path
    truth: tuple[Path, ...]
    pictures: int = 100
    limit: int = 200
    qat_steps: int = 0
    rounds: int = 10
    threads: int = 1
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """One file; ``published`` is what the source says of such a one, "" for nothing."""

    network: str
    version: str
    iou: float
    bitwise_iou: float
    published: str
    bytes: int
    milliseconds: float

    def cells(self) -> list[str]:
        """As :data:`HEADINGS` say."""
        return [
            *(self.network, self.version, f"{self.iou:.4f}", f"{self.bitwise_iou:.4f}"),
            *(self.published, f"{self.bytes / 1e6:.2f}", f"{self.milliseconds:.1f}"),
        ]


def rebuild(order: TableOrder, say: Callable[[str], None] = print) -> list[TableRow]:
    """Writes all files and the table, and returns its rows.

    Raises
    ------
    UsageError
        If two checkpoints are of one network, or a changed setting does not exist.
    ModelError, InputError, OutputError
        As for :func:`integument.export.report.export`.
    """
    calibration = open_data(order.calibration)  # a wrong path is told before minutes are spent
    truth = [open_data(folder) for folder in order.truth]
    saved = {path: checkpoint.load(path) for path in order.checkpoints}
    kinds = [(one.settings["net"], bool(one.settings.get("quantise"))) for one in saved.values()]
    if len(set(kinds)) < len(kinds):
        raise UsageError("two checkpoints of one network: give each only once, or other folders")
    rows: list[TableRow] = []
    for path, one in saved.items():
        rows += _rows(order, path, one, calibration, truth, say)
    machine_ = machine()
    content = {
        "machine": machine_,
        "threads": order.threads,
        "rows": [asdict(row) for row in rows],
    }
    atomic_write(order.out / "table.json", f"{json.dumps(content, indent=1)}\n".encode())
    atomic_write(order.out / "table.md", markdown(rows).encode())
    return rows


def markdown(rows: Sequence[TableRow]) -> str:
    """The table as Markdown."""
    lines = [HEADINGS, ["---"] * len(HEADINGS), *(row.cells() for row in rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _rows(
    order: TableOrder,
    path: Path,
    saved: Checkpoint,
    calibration: DataSet,
    truth: Sequence[DataSet],
    say: Callable[[str], None],
) -> list[TableRow]:
    network, size = saved.settings["net"], int(saved.settings["input_size"])
    images = quantize.calibration_images(calibration, size, order.pictures)
    files: dict[str, Path] = {}
    if not saved.settings.get("quantise"):
        files[FLOAT] = _in_float(saved, order.out / f"{network}.onnx")
        for method in CALIBRATIONS:
            files[method] = order.out / f"{network}.{method}.onnx"
            quantize.quantize(files[FLOAT], files[method], images, QuantizeSettings(method))
            say(f"{files[method]}: calibrated on {len(images)} pictures of {calibration.name}")
        if order.qat_steps:
            saved = _learn_rounding(order, path, saved, say)
    if saved.settings.get("quantise"):
        files[LEARNED] = _learned(saved, order.out / f"{network}.qat.onnx", images)
        say(f"{files[LEARNED]}: ranges learned in training")

    names = {version: f"{network} {version}" for version in files}
    runs = {
        version: open_job(Job(names[version], "onnxruntime", version, order.threads, str(file)))
        for version, file in files.items()
    }
    taken = {one.key: one.minimum for one in side_by_side(runs, [size], order.rounds).timings}
    rows = []
    for version, file in files.items():
        iou, bitwise = _scores(file, truth, order.limit)
        published = PUBLISHED.get(network, {}).get(version, "")
        row = TableRow(
            *(network, version, iou, bitwise, published),
            *(file.stat().st_size, taken[version]),
        )
        say(f"{names[version]}: IoU {iou:.4f}, {row.bytes / 1e6:.2f} MB, {row.milliseconds:.1f} ms")
        rows.append(row)
    return rows


def _in_float(saved: Checkpoint, file: Path) -> Path:
    net = saved.build()
    qat.strip(net)
    entries = onnx.metadata(
        *(saved.labels, int(saved.settings["input_size"]), file.stem, ""),
        attributes=net.attribute_names,
    )
    onnx.export(net, file, entries)
    onnx.parity(net, file)
    return file


def _learned(saved: Checkpoint, file: Path, images: Sequence[np.ndarray]) -> Path:
    """In whole numbers, with the ranges that the network learned to live with."""
    plain = _in_float(saved, file.with_suffix(".float.onnx"))
    ranges = qat.strip(saved.build())
    quantize.quantize(plain, file, images, QuantizeSettings("minmax"), ranges)
    plain.unlink()
    return file


def _learn_rounding(
    order: TableOrder, path: Path, saved: Checkpoint, say: Callable[[str], None]
) -> Checkpoint:
    """Trains on with rounding, or goes on where that was stopped, or takes what is done."""
    from integument.settings import assign
    from integument.train.loop import train
    from integument.train.run import Run

    kind = type(recipes.load(saved.recipe).SETTINGS)
    known = {part.name for part in fields(kind)}
    settings = kind(**{name: value for name, value in saved.settings.items() if name in known})
    settings = replace(settings, quantise=True, learning_rate=QAT_RATE, weights="none")
    run = Run(
        recipe=saved.recipe,
        settings=assign(settings, order.changes),
        out=order.out / f"{settings.net}.qat",
        budget=Budget(steps=order.qat_steps),
        people=(order.calibration,),
        start=path,
        task=recipes.task_of(saved.recipe),
    )
    if not (run.out / "final.pt").is_file():
        train(replace(run, resume=(run.out / "last.pt").is_file()), say=say)
    return checkpoint.load(run.out / "final.pt")


def _scores(file: Path, truth: Sequence[DataSet], limit: int) -> tuple[float, float]:
    """Mean over packs with people and their labels: IoU at one half, and bitwise IoU."""
    found = score(Segmenter(file, device="cpu"), truth, limit=limit)
    pairs: list[tuple[Any, Any]] = [
        (pack.mean(label)["iou"], pack.soft(label)["bitwise_iou"])
        for pack in found.packs
        if not pack.people_free
        for label in pack.labels
    ]
    if not pairs:
        return float("nan"), float("nan")
    iou, bitwise = np.mean(pairs, axis=0)
    return float(iou), float(bitwise)

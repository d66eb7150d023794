"""Everything that is done to export a checkpoint, and what was measured on the way."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch

from integument import __version__, nets
from integument.bench.backends import Job, open_job
from integument.bench.timing import side_by_side
from integument.data.dataset import DataSet
from integument.data.open import open_data
from integument.errors import UsageError
from integument.evaluate.scoring import score
from integument.export import onnx, qat, quantize
from integument.export.quantize import QuantizeSettings
from integument.files import atomic_write
from integument.nets.committee import Committee
from integument.nets.network import Network
from integument.presence import Presence
from integument.segmenter import Segmenter
from integument.train import checkpoint

DROP_LIMIT = 0.005
"""Largest fall in mean IoU that whole numbers may cost."""

REFERENCE = "deeplab_mobilenet"
"""What our speed is compared with: the usual choice for a small segmentation network."""

SPEED_SIZES = (256, 384)
SPEED_ROUNDS = 30
"""Sides of the pictures that are timed, in pixels, and how often."""


@dataclass(frozen=True)
class Order:
    """What is to be exported.

    Attributes
    ----------
    checkpoints : of ``integument train``; their averaged weights are used. Several vote
        (:class:`integument.nets.committee.Committee`)
    out : folder for ``<name>.onnx``, ``<name>.int8.onnx`` and ``<name>.json``
    name, licence : go into the files
    int8 : also in whole numbers; needs ``calibration``
    truth : packs on which float and whole numbers are scored; ``limit`` pictures of each
    input_size : longest side of pictures; None = that of the recipe
    speed : time the files side by side with :data:`REFERENCE`
    presence : how sure it is of people it sees, kept in the files; None to weigh no regions
    overview : size of a second look, relative to the first (:mod:`integument.overview`); 0 for none
    confirm : share of a picture from which on a region has to be seen in that look too; 0 for none
    closer : how much larger small people are looked at once more (:mod:`integument.closer`); 0 for
        never
    mirrored : whether the network looks at the mirror image too
    """

    checkpoints: tuple[Path, ...]
    out: Path
    name: str = "integument"
    licence: str = "Apache-2.0"
    int8: bool = False
    calibration: Path | None = None
    quantize: QuantizeSettings = field(default_factory=QuantizeSettings)
    truth: tuple[Path, ...] = ()
    limit: int = 200
    input_size: int | None = None
    speed: bool = False
    presence: Presence | None = None
    overview: float = 0.0
    confirm: float = 0.0
    closer: float = 0.0
    mirrored: bool = False


def export(order: Order, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Writes the files, measures, writes the report beside them and returns it.

    Raises
    ------
    UsageError
        If whole numbers are asked for without pictures to calibrate on, the network cannot take
        pictures of ``input_size``, or several networks do not fit together.
    ModelError
        For a checkpoint that cannot be used, or if torch and ONNX disagree.
    InputError, OutputError
        For packs, and files that cannot be written.
    """
    calibration = None
    if order.int8:
        if order.calibration is None:
            raise UsageError("whole numbers need pictures to calibrate on: expected a pack")
        calibration = open_data(order.calibration)  # a wrong path is told before minutes are spent
    truth = [open_data(folder) for folder in order.truth]

    saved = checkpoint.load(order.checkpoints[0])
    net, learned = _network(order, saved)
    input_size = order.input_size or int(saved.settings["input_size"])
    if input_size % net.multiple:
        raise UsageError(
            f"--input-size: expected a multiple of {net.multiple} for network "
            f"'{saved.settings['net']}', got {input_size}"
        )
    files = {"float": order.out / f"{order.name}.onnx"}
    entries = onnx.metadata(
        saved.labels,
        input_size,
        order.name,
        order.licence,
        presence=order.presence,
        overview=order.overview,
        confirm=order.confirm,
        closer=order.closer,
        attributes=net.attribute_names,
    )
    onnx.export(net, files["float"], entries)
    difference = onnx.parity(net, files["float"])
    say(f"{files['float']}: same as torch within {difference:.1g}")
    report: dict[str, Any] = {
        "checkpoint": {
            "file": ", ".join(map(str, order.checkpoints)),
            "recipe": saved.recipe,
            "step": saved.step,
            "samples": saved.step * int(saved.settings["batch"]),
        },
        "parameters": sum(p.numel() for p in net.parameters()),
        "labels": list(saved.labels),
        "attributes": list(net.attribute_names),
        "input_size": input_size,
        "parity": {"largest_difference": difference, "limit": onnx.PARITY_LIMIT},
        "versions": {
            "integument": __version__,
            "torch": torch.__version__,
            "onnxruntime": onnxruntime.__version__,
        },
    }
    if calibration is not None:
        files["int8"] = order.out / f"{order.name}.int8.onnx"
        images = quantize.calibration_images(calibration, input_size, order.quantize.pictures)
        quantize.quantize(files["float"], files["int8"], images, order.quantize, learned)
        said = f", {len(learned)} ranges learned in training" if learned else ""
        say(f"{files['int8']}: calibrated on {len(images)} pictures of {calibration.name}{said}")
        report["quantize"] = {
            **asdict(order.quantize),
            "calibration": str(order.calibration),
            "learned_ranges": len(learned),
        }
    if truth:
        report["scores"] = _scores(files, truth, order.limit, say)
    if order.speed:
        report["speed"] = _speed(files, calibration is not None, say)
    report["files"] = {
        kind: {"file": file.name, "bytes": file.stat().st_size} for kind, file in files.items()
    }
    text = json.dumps(report, indent=1) + "\n"
    atomic_write(order.out / f"{order.name}.json", text.encode())
    return report


def _network(order: Order, first: checkpoint.Checkpoint) -> tuple[Network, qat.Ranges]:
    """The network to export, and the ranges it learned, by name."""
    if len(order.checkpoints) == 1 and not order.mirrored:
        net = first.build()
        return net, qat.strip(net)
    members = [first]
    for path in order.checkpoints[1:]:
        members.append(checkpoint.load(path))
        if members[-1].labels != first.labels:
            raise UsageError(
                f"{path}: is for {', '.join(members[-1].labels)}: expected the labels of "
                f"{order.checkpoints[0]}, {', '.join(first.labels)}"
            )
    for path, member in zip(order.checkpoints, members, strict=True):
        if member.settings.get("quantise"):
            raise UsageError(
                f"{path}: learned with rounding, and its ranges are for it alone: export it "
                "without others and without --mirrored"
            )
    return Committee([member.build() for member in members], mirrored=order.mirrored).eval(), {}


def _scores(
    files: dict[str, Path], packs: Sequence[DataSet], limit: int, say: Callable[[str], None]
) -> dict[str, Any]:
    """Mean IoU of each file on each pack and label, and what whole numbers cost on average."""
    ious: dict[str, dict[str, float]] = {}
    for kind, file in files.items():
        found = score(Segmenter(file, device="cpu"), packs, limit=limit)
        ious[kind] = {
            f"{pack.name} {label}": pack.mean(label)["iou"]
            for pack in found.packs
            if not pack.people_free
            for label in pack.labels
        }
        values = "  ".join(f"{what} {value:.3f}" for what, value in ious[kind].items())
        say(f"mean IoU, {kind}: {values}")
    result: dict[str, Any] = {"pictures_a_pack": limit, "mean_iou": ious}
    if "int8" in ious:
        drop = float(np.mean([ious["float"][what] - ious["int8"][what] for what in ious["float"]]))
        result["int8_drop"] = drop
        result["int8_drop_limit"] = DROP_LIMIT
        verdict = "within" if drop <= DROP_LIMIT else "MORE THAN"
        say(f"whole numbers cost {drop:+.4f} mean IoU, {verdict} the limit of {DROP_LIMIT}")
    return result


def _speed(files: dict[str, Path], int8: bool, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Timings of our files and of the reference network, exported the same way in the same run."""
    with tempfile.TemporaryDirectory() as folder:
        # Its weights do not matter for the time it takes.
        torch.manual_seed(0)
        other = Path(folder) / f"{REFERENCE}.onnx"
        onnx.export(nets.build(REFERENCE, 1).eval(), other, {})
        models = {**files, f"{REFERENCE} float": other}
        if int8:
            rng = np.random.default_rng(0)
            noise = [rng.random((1, 3, 256, 256), dtype=np.float32) for _ in range(4)]
            models[f"{REFERENCE} int8"] = Path(folder) / f"{REFERENCE}.int8.onnx"
            quantize.quantize(other, models[f"{REFERENCE} int8"], noise)
        runs = {
            name: open_job(Job(name, "onnxruntime", name, threads=1, source=str(path)))
            for name, path in models.items()
        }
        timings = side_by_side(runs, SPEED_SIZES, SPEED_ROUNDS).timings
    for size in SPEED_SIZES:
        times = "  ".join(f"{t.key} {t.minimum:.2f}" for t in timings if t.size == size)
        say(f"one thread, {size}x{size}, least of {SPEED_ROUNDS}, ms: {times}")
    return [
        {"name": t.key, "size": t.size, "minimum": t.minimum, "median": t.median} for t in timings
    ]

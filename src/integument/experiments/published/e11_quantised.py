"""E11: the table of quantised networks of the README source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from integument.experiments.context import Context
from integument.experiments.experiment import Cost, Experiment, Need, Table
from integument.experiments.findings import Findings
from integument.experiments.published.e10_bitwise_miou import conditions

if TYPE_CHECKING:
    from integument.experiments.learning import Condition

COLUMNS = ("float", "fbgemm", "qnnpack", "int8")


def run(context: Context) -> Findings:
    """The networks of E10, exported in float and in whole numbers, on the training pictures."""
    from integument.experiments import scores
    from integument.segmenter import Segmenter

    findings = Findings()
    for row, condition in conditions(context).items():
        for column, file in _exported(context, condition).items():
            segmenter = scores.kept(context, Segmenter(file))
            result = scores.scored(context, segmenter, "train", "skin")
            findings.add("mIoU", row, {column: result.soft("skin")["bitwise_iou"]})
            scores.tell(findings, result)
    findings.note(
        "int8 is ONNX Runtime's static quantisation; the source used torch's, for two processors"
    )
    return findings


def _exported(context: Context, condition: Condition) -> dict[str, Path]:
    """``float`` and ``int8`` -> ONNX file."""
    from integument.experiments.learning import train
    from integument.export.quantize import QuantizeSettings
    from integument.export.report import Order, export

    checkpoint = train(context, condition, context.seeds[0])
    files = {
        "float": checkpoint.parent / "net.onnx",
        "int8": checkpoint.parent / "net.int8.onnx",
    }
    if not all(file.exists() for file in files.values()):
        pictures = context.by_scale(smoke=2, cpu=50, full=100)
        order = Order(
            checkpoints=(checkpoint,),
            out=checkpoint.parent,
            name="net",
            int8=True,
            calibration=Path(context.folders("train")[0]),
            quantize=QuantizeSettings(pictures=pictures),
        )
        export(order, say=lambda line: context.say(f"  {line}"))
    return files


EXPERIMENT = Experiment(
    name="e11",
    title="mIoU of quantised networks, bit by bit",
    source="README of a skin-segmentation project, 2025-10-03",
    run=run,
    cost=Cost("a minute", "an hour on a processor", "days on a GPU"),
    tables=(
        Table(
            "mIoU",
            COLUMNS,
            {
                "U²Net": (0.95706976, 0.9582526028, 0.9585405395, None),
                "U²NetP": (0.92763412, 0.9345262437, 0.9311561166, None),
                "DLMV": (0.86016590, 0.8624664545, 0.8623675622, None),
            },
            digits=4,
        ),
    ),
    needs=(Need("train", ("skin",), "1,134 pictures with skin masks (private)"),),
    remarks=(
        "Called quantisation-aware training there, but calibrated after training.",
        "Scores are of the pictures that were trained on.",
    ),
)

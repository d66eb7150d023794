"""E10: the bitwise mIoU table of the README source, and its later, held-out counterpart."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Cost, Experiment, Need, Ordering, Table
from integument.experiments.findings import Findings

TRAINING, HELD_OUT = "training pictures", "held out"
RULES = {
    "YCbCr": "ycbcr",
    "YCbCr & HSV": "ycbcr-hsv",
    "HSV": "hsv",
    "Face": "face-hsv",
    "elliptical": "ellipse",
    "rotated ellipse": "rotated-ellipse",
    "ICM": "mrf",
}
NETS = {"U²Net": "u2net", "U²NetP": "u2netp", "DLMV": "deeplab_mobilenet"}
LEARNERS = ("ICM",)


def conditions(context: Context) -> dict:
    """Row -> how its network is trained: the U²-Nets with their trainer, DLMV on the same data."""
    from integument.experiments.learning import Condition

    nets = context.by_scale(
        smoke={"U²NetP": "u2netp"}, cpu={k: NETS[k] for k in ("U²NetP", "DLMV")}, full=NETS
    )
    return {
        row: Condition(row, "deeplab_mobilenet", ("train",))
        if net == "deeplab_mobilenet"
        else Condition(row, "u2net", ("train",), (f"net={net}",))
        for row, net in nets.items()
    }


def run(context: Context) -> Findings:
    """Trains the networks, then scores them and the rules on both sets."""
    from integument.experiments import scores

    findings = Findings()
    learned = context.data("train")[0]
    segmenters = {row: scores.open_trained(context, c, 0) for row, c in conditions(context).items()}
    for row, name in RULES.items():
        learn = learned if row in LEARNERS else None
        segmenters[row] = scores.open_rule(context, name, learn=learn)
    for row, segmenter in segmenters.items():
        for table, data in ((TRAINING, "train"), (HELD_OUT, "test")):
            result = scores.scored(context, segmenter, data, "skin")
            numbers = {
                "mIoU": result.soft("skin")["bitwise_iou"],
                "IoU at 0.5": result.mean("skin")["iou"],
            }
            findings.add(table, row, numbers)
            if data == "test":
                scores.tell(findings, result)
    findings.note("MediaPipe needs its own file: integument evaluate --classical mediapipe=FILE")
    return findings


_OTHER = {"MediaPipe": 0.62159355, "YCbCr": 0.59500706, "YCbCr & HSV": 0.54362017}

EXPERIMENT = Experiment(
    name="e10",
    title="mIoU of networks and colour rules, bit by bit",
    source="README of a skin-segmentation project, 2025-10-03, and its later revision",
    run=run,
    cost=Cost("a minute", "an hour on a processor", "days on a GPU"),
    tables=(
        Table(
            TRAINING,
            ("mIoU", "IoU at 0.5"),
            {
                "U²Net": (0.95706976, None),
                "U²NetP": (0.92763412, None),
                "DLMV": (0.86016590, None),
                **{row: (value, None) for row, value in _OTHER.items()},
                "HSV": (0.53465931, None),
                "Face": (0.53284573, None),
            },
            digits=4,
        ),
        Table(
            HELD_OUT,
            ("mIoU", "IoU at 0.5"),
            {
                "U²Net": (0.9190, 0.9331),
                "U²NetP": (0.8191, 0.8302),
                "DLMV": (0.6554, 0.6607),
                "MediaPipe": (0.5558, 0.5570),
                "YCbCr": (0.5355, 0.5381),
                "YCbCr & HSV": (0.5622, 0.5649),
                "HSV": (0.5411, 0.5441),
                "Face": (0.3523, 0.3546),
                "elliptical": (0.5216, 0.5240),
                "rotated ellipse": (0.6076, 0.6107),
                "ICM": (0.6206, 0.6239),
            },
            digits=4,
        ),
    ),
    orderings=(
        Ordering(
            "networks in the order U²Net, U²NetP, DLMV, above the rule YCbCr",
            *(HELD_OUT, "mIoU", ("U²Net", "U²NetP", "DLMV", "YCbCr")),
        ),
        Ordering(
            "U²NetP is above the best colour rule",
            *(HELD_OUT, "mIoU", ("U²NetP", "ICM")),
        ),
        Ordering(
            "the tuned ellipse is above the plain one",
            *(HELD_OUT, "mIoU", ("rotated ellipse", "elliptical")),
        ),
    ),
    needs=(
        Need("train", ("skin",), "1,134 pictures with skin masks (private)"),
        Need("test", ("skin",), "82 held-out pictures", smoke=4, cpu=60),
    ),
    remarks=(
        "The first table is of the pictures that were trained on; only the second generalises.",
        "The metric compares grey values bit by bit and is no intersection over union.",
    ),
)

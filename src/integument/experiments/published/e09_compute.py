"""E9: parameters and multiply-accumulates of the three networks of the README source."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Cost, Experiment, Ordering, Table
from integument.experiments.findings import Findings

NETS = {
    "U²Net @1024": ("u2net", 1024),
    "U²NetP @1024": ("u2netp", 1024),
    "U²NetP @512": ("u2netp", 512),
    "DLMV @256": ("deeplab_mobilenet", 256),
}
COLUMNS = ("parameters", "GMACs")


def run(context: Context) -> Findings:
    """Counted on shapes alone; nothing is trained or timed."""
    import torch

    from integument.nets import build
    from integument.nets.count import multiply_accumulates, parameters

    findings = Findings()
    for row, (name, size) in NETS.items():
        with torch.device("meta"):
            net = build(name, labels=1)
            work = multiply_accumulates(net, size)
        findings.add("compute", row, {"parameters": parameters(net), "GMACs": work / 1e9})
    return findings


EXPERIMENT = Experiment(
    name="e9",
    title="Parameters and multiply-accumulates",
    source="README of a skin-segmentation project, 2025-10-03",
    run=run,
    cost=Cost("seconds", "seconds", "seconds"),
    tables=(
        Table(
            "compute",
            COLUMNS,
            {
                "U²Net @1024": (44_009_869, 604.007),
                "U²NetP @1024": (1_131_181, 205.082),
                "U²NetP @512": (1_131_181, 51.271),
                "DLMV @256": (11_020_337, 2.473),
            },
            digits=3,
        ),
    ),
    orderings=(
        Ordering(
            "U²NetP has fewer parameters than DLMV, and that fewer than U²Net",
            *("compute", "parameters", ("U²NetP @512", "DLMV @256", "U²Net @1024")),
            lower=True,
        ),
        Ordering(
            "U²NetP does a third of the work of U²Net",
            *("compute", "GMACs", ("U²NetP @1024", "U²Net @1024")),
            lower=True,
        ),
    ),
    judged_from="smoke",
    remarks=(
        "The source prints GFLOPs that are multiply-accumulates, with batch norm and enlarging "
        "counted too: ours are up to 1.5 % lower.",
    ),
)

"""E3: with and without guidance, on two backbones (Table 2 of mutual guidance)."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.published import guidance

NETS = {"UNet": "mutual_guidance", "DeepLab-MobileNet": "mutual_guidance_deeplab"}
WAYS = {"without MG": "no_guidance", "with MG": "scratch"}


def run(context: Context) -> Findings:
    """Four networks, from scratch."""
    from integument.experiments.comparing import compare, percentages

    findings = Findings()
    rows = [
        guidance.guided(f"{backbone}, {way}", f"net={net}", f"variant={variant}")
        for backbone, net in NETS.items()
        for way, variant in WAYS.items()
    ]
    compare(context, findings, "backbones", rows, percentages(), data="validation")
    return findings


EXPERIMENT = Experiment(
    name="e3",
    title="Guidance on two backbones (Table 2)",
    source=guidance.SOURCE,
    run=run,
    cost=guidance.COST,
    tables=(
        Table(
            "backbones",
            ("IoU",),
            {
                "UNet, without MG": (76.56,),
                "UNet, with MG": (80.11,),
                "DeepLab-MobileNet, without MG": (75.15,),
                "DeepLab-MobileNet, with MG": (79.02,),
            },
            "%",
        ),
    ),
    orderings=tuple(
        Ordering(
            f"guidance helps {name}",
            *("backbones", "IoU", (f"{name}, with MG", f"{name}, without MG")),
        )
        for name in NETS
    )
    + (
        Ordering(
            "UNet is above DeepLab-MobileNet with guidance",
            *("backbones", "IoU", ("UNet, with MG", "DeepLab-MobileNet, with MG")),
        ),
    ),
    needs=guidance.NEEDS,
    seeds=(3, 1),
    remarks=(*guidance.PRIVATE, "On the schedule from scratch, as the source says."),
)

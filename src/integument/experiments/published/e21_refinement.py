"""E21: Table 1 of label refinement, head and torso."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.published import refinement

DISTANCES = {
    "Hausdorff": "hausdorff",
    "Hausdorff ±": "hausdorff_deviation",
    "HD95": "hausdorff95",
    "mean distance": "mean_distance",
}
COLUMNS = ("Jaccard", "Jaccard ±", *DISTANCES)


def run(context: Context) -> Findings:
    """Two networks, from scratch and from VGG-16 weights where these are to be had."""
    from integument.experiments.comparing import compare, outlines

    findings = Findings()
    rows = refinement.conditions(context, findings)
    label = refinement.LABEL
    columns = outlines(label, DISTANCES)
    compare(
        *(context, findings, "head and torso", rows, columns),
        data="test",
        label=label,
        with_outlines=True,
    )
    findings.note("± is the deviation over pictures; distances are pixels of the pictures' size")
    return findings


EXPERIMENT = Experiment(
    name="e21",
    title="Label refinement and its U-Net (Table 1)",
    source=refinement.SOURCE,
    run=run,
    cost=refinement.COST,
    tables=(
        Table(
            "head and torso",
            COLUMNS,
            {
                "LRN": (91.67, 5.63, 32.84, 23.05, None, None),
                "LRN-VGG": (92.73, 5.24, 26.28, 20.07, None, None),
                "U-Net": (89.25, 7.19, 35.18, 19.63, None, None),
                "U-Net-VGG": (87.98, 7.53, 44.00, 16.75, None, None),
            },
        ),
    ),
    orderings=(
        Ordering(
            "label refinement is above its U-Net",
            *("head and torso", "Jaccard", ("LRN", "U-Net")),
        ),
        Ordering(
            "its outline is nearer too",
            *("head and torso", "Hausdorff", ("LRN", "U-Net")),
            lower=True,
        ),
        Ordering(
            "VGG-16 weights help label refinement",
            *("head and torso", "Jaccard", ("LRN-VGG", "LRN")),
        ),
        Ordering(
            "and hurt the U-Net",
            *("head and torso", "Jaccard", ("U-Net", "U-Net-VGG")),
        ),
    ),
    needs=refinement.NEEDS,
    seeds=(3, 1),
    remarks=(
        "One stray pixel decides a Hausdorff distance: HD95 and the mean distance stand beside it.",
        "Published truth comes from an automatic tool, of 48 pictures.",
    ),
)

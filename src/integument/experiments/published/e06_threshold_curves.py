"""E6: Fig. 6 of mutual guidance, IoU, Top-1, precision and recall by threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Ordering, Table
from integument.experiments.findings import Findings
from integument.experiments.published import guidance
from integument.experiments.published.e01_methods import HALVES, segmenters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from integument.evaluate.curves import Curves
    from integument.evaluate.report import PackScore

COLUMNS = ("best threshold", "IoU there", "average precision")
ROWS = (*guidance.RULES, guidance.MLP, *guidance.RIVALS, guidance.GUIDED)


def run(context: Context) -> Findings:
    """The networks and predictions of E1, at every threshold."""
    from integument.evaluate.curves import THRESHOLDS, curves
    from integument.experiments import scores
    from integument.experiments.charts import Line, lines

    findings = Findings()
    rows = segmenters(context, HALVES[0])
    made, results = {}, []
    for row, segmenter in rows.items():
        result = scores.scored(context, segmenter, "validation", "skin")
        made[row] = curves([one.levels for one in result.rows])
        results.append(result)
        threshold, iou = made[row].best
        numbers = (threshold, 100 * iou, 100 * made[row].average_precision)
        findings.add("curves", row, dict(zip(COLUMNS, numbers, strict=True)))
    scores.tell(findings, results[-1])
    across = THRESHOLDS[1:]  # at 0 every pixel is marked, whoever predicts
    tops = _top_ones(list(made.values()), results)
    for name, title, up, ys in (
        ("iou", "IoU by threshold", "IoU", [one.mean_iou[1:] for one in made.values()]),
        ("top1", "Top-1 by threshold", "share of pictures", [top[1:] for top in tops]),
    ):
        drawn = [Line(row, across, y) for row, y in zip(rows, ys, strict=True)]
        path = context.folder / f"{name}.png"
        findings.figures.append(lines(path, title, "threshold", up, drawn))
    drawn = [Line(r, c.pooled_recall[1:], c.pooled_precision[1:]) for r, c in made.items()]
    path = context.folder / "precision-recall.png"
    title = "Precision and recall"
    findings.figures.append(lines(path, title, "recall", "precision", drawn))
    return findings


def _top_ones(made: list[Curves], results: list[PackScore]) -> NDArray[np.float64]:
    """(methods, thresholds) over the pictures that all were scored on."""
    import numpy as np

    from integument.evaluate.ranking import top_one_curve

    names = [[row.picture for row in result.rows] for result in results]
    common = [name for name in names[0] if all(name in each for each in names)]
    return top_one_curve(
        np.stack(
            [
                one.iou[[each.index(name) for name in common]]
                for one, each in zip(made, names, strict=True)
            ]
        )
    )


EXPERIMENT = Experiment(
    name="e6",
    title="IoU, Top-1 and precision by threshold (Fig. 6)",
    source=guidance.SOURCE,
    run=run,
    cost=guidance.COST,
    tables=(Table("curves", COLUMNS, dict.fromkeys(ROWS, (None,) * 3)),),
    orderings=(
        Ordering(
            "at its best threshold the guided network is above U-Net at its own",
            *("curves", "IoU there", (guidance.GUIDED, "UNet")),
        ),
    ),
    needs=guidance.NEEDS,
    remarks=(*guidance.PRIVATE, "Hard methods have a flat curve and a single point."),
)

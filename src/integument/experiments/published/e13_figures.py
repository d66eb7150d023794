"""E13: histograms of hue, saturation and value in skin, and the grid of examples."""

from __future__ import annotations

from integument.experiments.context import Context
from integument.experiments.experiment import Cost, Experiment, Need, Table
from integument.experiments.findings import Findings

RULES = ("ycbcr", "ycbcr-hsv", "hsv", "face-hsv")


def run(context: Context) -> Findings:
    """Counts pixels, draws three histograms, and the rules' masks over a few pictures."""
    from integument.experiments.hsv import peak
    from integument.experiments.panel import panel
    from integument.experiments.scores import open_rule

    findings = Findings()
    asked = context.checksums("skin")
    counts = context.part("histograms", asked, lambda: _counted(context))
    peaks = {name: peak(values) for name, values in counts["skin"].items()}
    findings.add("peaks of skin", "skin", peaks)
    for name, values in counts["skin"].items():
        findings.figures.append(_draw(context, name, values, counts["rest"][name]))
    findings.pictures = sum(len(data) for data in context.data("skin"))
    rules = [open_rule(context, name) for name in RULES]
    findings.figures.append(panel(context, "examples", rules, "skin", "skin"))
    return findings


def _counted(context: Context) -> dict[str, dict[str, list[int]]]:
    from integument.experiments.hsv import histograms

    samples = (data.read(stem) for data in context.data("skin") for stem in data)
    return {
        side: {name: values.tolist() for name, values in channels.items()}
        for side, channels in histograms(samples).items()
    }


def _draw(context: Context, name: str, skin: list[int], rest: list[int]) -> str:
    from integument.experiments.charts import Line, lines

    drawn = [
        Line(title, range(len(values)), [100 * value / max(1, sum(values)) for value in values])
        for title, values in (("skin", skin), ("everything else", rest))
    ]
    title = {"H": "Hue", "S": "Saturation", "V": "Value"}[name]
    path = context.folder / f"{title.lower()}.png"
    return lines(path, f"{title} of skin", f"{title} (OpenCV's scale)", "% of pixels", drawn)


EXPERIMENT = Experiment(
    name="e13",
    title="Histograms of hue, saturation and value; examples",
    source="README of a skin-segmentation project, 2025-10-03",
    run=run,
    cost=Cost("seconds", "seconds", "minutes"),
    tables=(Table("peaks of skin", ("H", "S", "V"), {"skin": (11, 90, 210)}, digits=0),),
    needs=(Need("skin", ("skin",), "1,134 pictures with skin masks (private)", cpu=60),),
    remarks=("Peaks are read off the published figure: about 11, 90 and 210.",),
)

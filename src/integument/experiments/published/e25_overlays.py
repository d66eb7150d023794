"""E25: Figs. 5 and 6 of HairNet, hair in blue and skin in red; and how long a picture takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integument.experiments.context import Context
from integument.experiments.experiment import Experiment, Need, Table
from integument.experiments.findings import Findings
from integument.experiments.published import hair

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from integument.evaluate.scoring import Scorable

HAIR, SKIN = (40, 90, 230), (220, 40, 40)
PICTURES = 6


def run(context: Context) -> Findings:
    """The network of E23 over a few pictures of each set, and timed."""
    from integument.experiments import scores

    findings = Findings()
    network = scores.open_trained(context, hair.trained(), context.seeds[0])
    for name, need in hair.TESTS.items():
        findings.figures.append(_panel(context, network, name, need))
    timed = context.part("latency", _machine(), lambda: _time(context))
    findings.add("latency", "HairNet", {"ms": timed})
    findings.note("an iPad Pro of the third generation there; the processor of this machine here")
    findings.pictures = sum(len(d) for n in hair.TESTS.values() for d in context.data(n.name))
    return findings


def _machine() -> dict:
    from integument.bench.measure import machine

    return machine()


def _time(context: Context) -> float:
    from integument.bench.measure import Plan, measure

    rounds = context.by_scale(smoke=1, cpu=10, full=20)
    plan = Plan(("torch",), (224,), rounds=rounds, warm_up=1, memory=False)
    return measure(["net:hairnet"], plan, note=context.say).rows[0].median


def _panel(context: Context, network: Scorable, name: str, need: Need) -> str:
    from integument.data.split import spread
    from integument.experiments.charts import grid

    data = context.data(need.name)[0]
    rows = []
    for stem in spread(list(data), PICTURES):
        sample = data.read(stem, need.labels)
        found = {label: value >= 0.5 for label, value in network.predict(sample.image).items()}
        true = {label: sample.truth(label) for label in sample.labels}
        shape = sample.shape
        rows.append(
            [(sample.image, stem[:20]), (_painted(found, shape), ""), (_painted(true, shape), "")]
        )
    path = context.folder / f"{need.name}.png"
    return grid(path, (name, "found", "truth"), rows)


def _painted(masks: dict[str, NDArray[np.bool_]], shape: tuple[int, int]) -> NDArray[np.uint8]:
    import numpy as np

    picture = np.zeros((*shape, 3), np.uint8)
    for label, colour in (("face_skin", SKIN), ("hair", HAIR)):
        if label in masks:
            picture[masks[label]] = colour
    return picture


EXPERIMENT = Experiment(
    name="e25",
    title="Pictures of hair and face skin; latency (Figs. 5, 6)",
    source=hair.SOURCE,
    run=run,
    cost=hair.COST,
    tables=(Table("latency", ("ms",), {"HairNet": (350,)}, "ms", digits=0),),
    needs=(hair.TRAIN, *hair.TESTS.values()),
)

"""E12: seconds a picture, by backend, network and size, of the README source."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from integument.experiments.context import Context
from integument.experiments.experiment import Cost, Experiment, Number, Ordering, Table
from integument.experiments.findings import Findings

if TYPE_CHECKING:
    from integument.bench.measure import Plan

SIZES = (256, 320, 512, 1024)
NETS = {"u2net": "U²Net", "u2netp": "U²NetP", "deeplab_mobilenet": "DLMV"}
ROWS = {
    ("torch", "float"): "torch",
    ("torch.compile", "float"): "torch.compile",
    ("onnxruntime", "float"): "onnxruntime",
    ("onnxruntime", "int8"): "onnxruntime int8",
}


def _sizes(*seconds: float) -> tuple[Number, ...]:
    return seconds


def _only(seconds: float, size: int) -> tuple[Number, ...]:
    return tuple(seconds if size == each else None for each in SIZES)


PUBLISHED = {
    "U²Net · torch": _sizes(0.3108, 0.4828, 1.2603, 5.5562),
    "U²NetP · torch": _sizes(0.1559, 0.2331, 0.7607, 3.1737),
    "DLMV · torch": _sizes(0.0255, 0.0374, 0.0829, 0.4163),
    "U²Net · torch.compile": _sizes(0.2170, 0.4269, 1.2449, 5.6484),
    "U²NetP · torch.compile": _sizes(0.0986, 0.2029, 0.6119, 2.5031),
    "DLMV · torch.compile": _sizes(0.0289, 0.0328, 0.0997, 0.4766),
    "U²Net · onnxruntime": _only(3.0919, 1024),
    "U²NetP · onnxruntime": _only(0.3396, 512),
    "DLMV · onnxruntime": _only(0.0120, 256),
    "U²Net · onnxruntime qnnpack": _only(2.9634, 1024),
    "U²NetP · onnxruntime qnnpack": _only(0.4229, 512),
    "DLMV · onnxruntime qnnpack": _only(0.0134, 256),
    "U²Net · onnxruntime fbgemm": _only(2.9522, 1024),
    "U²NetP · onnxruntime fbgemm": _only(0.5856, 512),
    "DLMV · onnxruntime fbgemm": _only(0.0188, 256),
    "U²Net · torch CUDA": _only(0.4711, 1024),
    "U²NetP · torch CUDA": _only(0.0621, 512),
}


def run(context: Context) -> Findings:
    """The bench on these networks, a network at a time so that a stopped run goes on."""
    findings = Findings()
    names = context.by_scale(smoke=["deeplab_mobilenet"], cpu=list(NETS), full=list(NETS))
    for name in names:
        rows = context.part(
            f"{name}-seconds", _asked(context), lambda name=name: _time(context, name)
        )
        for row in rows:
            kind = ROWS.get((row["backend"], row["precision"]))
            if kind is not None:
                columns = {str(row["size"]): row["median"] / 1000}
                findings.add("seconds", f"{NETS[name]} · {kind}", columns)
    findings.note("seconds depend on the processor: compare rows with rows, not with the source")
    findings.note("rows of quantised networks and of CUDA have other names or are not measured")
    return findings


def _asked(context: Context) -> dict:
    from integument.bench.measure import machine

    return {"plan": asdict(_plan(context)), "machine": machine()}


def _plan(context: Context) -> Plan:
    from integument.bench.backends import installed
    from integument.bench.measure import Plan

    fast = ("torch",)
    usual = tuple(name for name in installed() if name != "openvino")
    return Plan(
        backends=context.by_scale(smoke=fast, cpu=usual, full=usual),
        sizes=context.by_scale(smoke=SIZES[:1], cpu=SIZES[:3], full=SIZES),
        rounds=context.by_scale(smoke=1, cpu=5, full=20),
        warm_up=context.by_scale(smoke=0, cpu=1, full=2),
        memory=False,
    )


def _time(context: Context, name: str) -> list[dict]:
    from integument.bench.measure import measure

    context.say(f"timing {name}")
    found = measure([f"net:{name}"], _plan(context), note=context.say)
    return [asdict(row) for row in found.rows]


EXPERIMENT = Experiment(
    name="e12",
    title="Seconds a picture by backend and size",
    source="README of a skin-segmentation project, 2025-10-03; Ryzen 7 4800H, GTX 1650 Ti",
    run=run,
    cost=Cost("seconds", "10 minutes on a processor", "an hour on a processor"),
    tables=(Table("seconds", tuple(map(str, SIZES)), PUBLISHED, "s", digits=4),),
    orderings=(
        Ordering(
            "DLMV is faster than U²NetP, and that faster than U²Net",
            *("seconds", "256", ("DLMV · torch", "U²NetP · torch", "U²Net · torch")),
            lower=True,
        ),
        Ordering(
            "compiled U²NetP is faster than plain",
            *("seconds", "512", ("U²NetP · torch.compile", "U²NetP · torch")),
            lower=True,
        ),
        Ordering(
            "ONNX Runtime runs DLMV faster than torch",
            *("seconds", "256", ("DLMV · onnxruntime", "DLMV · torch")),
            lower=True,
        ),
    ),
    remarks=(
        "The source found its quantised U²NetP slower than the float one on that processor.",
        "Medians of the network alone, one picture, one thread.",
    ),
)

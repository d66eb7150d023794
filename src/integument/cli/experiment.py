"""``integument experiment``: published tables and figures, made again."""

from __future__ import annotations

import argparse
import shlex
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from integument.cli.console import Console
from integument.cli.table import print_table
from integument.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from integument.experiments.experiment import Experiment
    from integument.experiments.report import Outcome

OUT = "runs/experiments"

EPILOG = """\
Scales: 'smoke' draws a few tiny pictures and takes a few steps, to see that everything runs; it
never decides anything. 'cpu' trains small networks for minutes, with several seeds, on pictures
that are generated or on your packs. 'full' is the published set-up, on the published data, which
--data must name. A run that was stopped goes on where it was when it is started again.

examples:
  integument experiment list                              what there is, with data and cost
  integument experiment list e1
  integument experiment run e9                            parameters: seconds
  integument experiment run e2 --scale cpu --data skin=portraits body=street validation=held_out
  integument experiment run e23 --scale full --data train=/data/CelebAMask-HQ#train …
  integument experiment report                            published, ours, difference, verdict
  integument experiment report runs/experiments/cpu --markdown experiments.md
"""


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "experiment",
        help="run published experiments again and compare",
        description="Make published tables and figures again, and print both side by side.",
        epilog=EPILOG,
    )
    actions = parser.add_subparsers(title="what to do", metavar="ACTION", required=True)

    listing = actions.add_parser("list", help="what there is, what it needs and costs")
    listing.add_argument("names", nargs="*", metavar="NAME", help="all about these")
    listing.set_defaults(run=run_list)

    running = actions.add_parser("run", help="run one or several", epilog=EPILOG)
    running.add_argument("names", nargs="+", metavar="NAME", help="such as e9, o1")
    running.add_argument(
        "--scale",
        default="smoke",
        metavar="SCALE",
        help="smoke, cpu or full (default: %(default)s)",
    )
    running.add_argument(
        "--data",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME=DIR",
        help="pictures for a need of the experiment; may be repeated for several folders",
    )
    running.add_argument(
        "--seeds", metavar="A,B", help="which (default: as many as the experiment has, from 0 up)"
    )
    running.add_argument(
        "--init",
        metavar="CHECKPOINT",
        help="weights that every training begins with, for a1 and a2 (default: from scratch)",
    )
    running.add_argument(
        "--out", default=OUT, metavar="DIR", help="where results go (default: %(default)s)"
    )
    running.set_defaults(run=run_run)

    reporting = actions.add_parser("report", help="published value, ours, difference, verdict")
    reporting.add_argument(
        "folder", nargs="?", default=OUT, metavar="DIR", help="of results (default: %(default)s)"
    )
    reporting.add_argument("--markdown", metavar="FILE", help="write it as Markdown too")
    reporting.add_argument("--json", metavar="FILE", help="write it as JSON too")
    reporting.set_defaults(run=run_report)


def run_list(args: argparse.Namespace, console: Console) -> int:
    """One line an experiment, or all about those that are named."""
    from integument.experiments import registry

    if args.names:
        for name in args.names:
            _describe(registry.load(name), console)
        return ExitCode.OK
    for name, experiment in registry.experiments().items():
        console.say(f"{name:<5}{experiment.title}  [{experiment.source.partition(',')[0]}]")
    if missing := registry.missing():
        console.say(f"not there yet: {', '.join(missing)}")
    return ExitCode.OK


def run_run(args: argparse.Namespace, console: Console) -> int:
    """Run what was asked for, one after the other, and print each report."""
    from integument.experiments import registry, report, runner

    chosen = [registry.load(name) for name in args.names]
    given = _given(args.data)
    known = {need.name for experiment in chosen for need in experiment.needs}
    if strange := [name for name in given if name not in known]:
        from integument.errors import unknown

        raise unknown(f"pictures for {', '.join(args.names)}", strange[0], sorted(known))
    seeds = None if args.seeds is None else _seeds(args.seeds)
    for experiment in chosen:
        needed = {need.name for need in experiment.needs}
        file = runner.run(
            experiment,
            scale=args.scale,
            given={name: folders for name, folders in given.items() if name in needed},
            out=args.out,
            seeds=seeds,
            start=args.init,
            command=_command(args, experiment.name),
            say=console.note,
        )
        for outcome in report.collect(file.parent):
            _print(outcome, console)
        console.note(f"everything is in {file}")
    return ExitCode.OK


def run_report(args: argparse.Namespace, console: Console) -> int:
    """Print what has been found so far; write it where asked."""
    from integument.experiments import report
    from integument.files import atomic_write

    outcomes = report.collect(args.folder)
    for outcome in outcomes:
        _print(outcome, console)
    if args.markdown is not None:
        atomic_write(args.markdown, report.as_markdown(outcomes).encode())
    if args.json is not None:
        atomic_write(args.json, report.as_json(outcomes).encode())
    return ExitCode.OK


def _describe(experiment: Experiment, console: Console) -> None:
    console.say(f"{experiment.name}: {experiment.title}")
    console.say(f"  source  {experiment.source}")
    for scale in ("smoke", "cpu", "full"):
        console.say(f"  {scale:<7} {getattr(experiment.cost, scale)}")
    for need in experiment.needs:
        masks = ", ".join(need.labels) or "any of the labels"
        made = f"; {need.full:,} are generated if none are given" if need.full else ""
        made = "; may be left out" if need.optional else made
        console.say(f"  data    {need.name}=DIR: masks of {masks}; in full {need.what}{made}")
    for ordering in experiment.orderings:
        console.say(f"  claim   {ordering.claim}")
    for remark in experiment.remarks:
        console.say(
            textwrap.fill(remark, 96, initial_indent="  note    ", subsequent_indent=" " * 10)
        )


def _given(texts: list[str]) -> dict[str, list[str]]:
    """``["skin=a", "skin=b"]`` -> ``{"skin": ["a", "b"]}``."""
    given: dict[str, list[str]] = {}
    for text in texts:
        name, equals, folder = text.partition("=")
        if not equals or not folder:
            raise UsageError(f"--data {text}: expected NAME=DIR, as 'experiment list NAME' says")
        given.setdefault(name, []).append(folder)
    return given


def _seeds(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(word) for word in text.split(","))
    except ValueError:
        raise UsageError(f"--seeds: expected numbers as in '0,1,2', got '{text}'") from None


def _command(args: argparse.Namespace, name: str) -> str:
    words = ["integument", "experiment", "run", name, "--scale", args.scale]
    words += ["--data", *args.data] if args.data else []
    words += ["--seeds", args.seeds] if args.seeds else []
    words += ["--init", args.init] if args.init else []
    return shlex.join([*words, "--out", str(Path(args.out))])


def _print(outcome: Outcome, console: Console) -> None:
    from integument.experiments.report import grounds, heading

    console.say(f"{outcome.experiment.title} - {heading(outcome)}")
    for table in outcome.experiment.tables:
        cells = [cell for cell in outcome.cells if cell.table == table.name]
        if not cells:
            continue
        unit = f" ({table.unit})" if table.unit else ""
        headings = (f"{table.name}{unit}", "", "published", "ours", "difference")
        print_table(console, headings, [(cell.row, cell.column, *cell.texts()) for cell in cells])
    for verdict in outcome.verdicts:
        console.say(f"{verdict.verdict}: {verdict.claim} ({grounds(verdict)})")
    for name in outcome.result["figures"]:
        console.say(f"figure: {outcome.file.parent / name}")
    for note in outcome.result["notes"]:
        console.say(f"note: {note}")
    console.say()

"""``integument train``: learn a network from packs of pictures."""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from integument.cli.console import Console
from integument.cli.options import add_packs_option, add_set_option
from integument.errors import ExitCode, UsageError
from integument.extras import require

if TYPE_CHECKING:
    from integument.data.sampler import Stream
    from integument.train.run import Run

DESCRIPTION = """\
Train a network by a recipe, on packs made by 'integument synth' or any others of that layout.

A run may be stopped at any moment (Ctrl-C, or the power) and goes on with --resume. Packs may
grow while it runs. Needs the 'train' extra."""

EPILOG = """\
examples:
  integument train --list
  integument train integument --data people --negatives backgrounds --hours 8 --out runs/first
  integument train integument --data people --negatives backgrounds --out runs/first --resume
  integument train integument --data people --steps 2000 --set batch=16 --set learning_rate=1e-3
  integument train integument --data people --smoke        does it run at all? (seconds)
"""

TOLD = ("Source", "Expect", "Time")
"""Of each recipe, by ``--list``."""

SMOKE = ("size=64", "input_size=64", "batch=4", "workers=0", "validation_pictures=4")
SMOKE_STEPS = 20


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "train", help="train a network", description=DESCRIPTION, epilog=EPILOG
    )
    parser.add_argument("recipe", nargs="?", metavar="RECIPE", help="one of those --list shows")
    parser.add_argument("--list", action="store_true", help="list the recipes and end")

    data = parser.add_argument_group("pictures")
    add_packs_option(data, "--data", "packs with people")
    add_packs_option(
        data,
        "--negatives",
        "packs in which nobody is: examples of nothing, and grounds for small pictures",
    )
    add_packs_option(
        data,
        "--validation",
        "packs to choose the best state by (default: a held-out part of --data)",
    )
    data.add_argument("--stream", action="store_true", help="also generate people while training")

    run_group = parser.add_argument_group("run")
    run_group.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the run (default: runs/RECIPE)"
    )
    length = run_group.add_mutually_exclusive_group()
    length.add_argument("--hours", type=float, metavar="H", help="how long to train")
    length.add_argument("--steps", type=int, metavar="N", help="how many batches to train")
    add_set_option(run_group, "change a setting of the recipe")
    start = run_group.add_mutually_exclusive_group()
    start.add_argument("--resume", action="store_true", help="go on with the run in --out")
    start.add_argument(
        "--init", type=Path, metavar="CHECKPOINT", help="begin with the weights of another run"
    )
    run_group.add_argument(
        "--smoke", action="store_true", help=f"{SMOKE_STEPS} tiny steps, to see that it runs"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Train what was asked for; returns the exit code."""
    from integument.train import recipes

    if args.list:
        for name in recipes.RECIPES:
            console.say(f"{name}: {recipes.summary(name)}")
            for heading, text in recipes.described(name).items():
                if heading in TOLD:
                    lead = f"  {heading.lower():7} "
                    console.say(
                        textwrap.fill(text, 96, initial_indent=lead, subsequent_indent=" " * 10)
                    )
        return ExitCode.OK
    planned = _plan(args)

    # Only now: everything that can be wrong with the arguments has been said without waiting.
    from integument.train.loop import train

    train(planned, say=console.note)
    console.say(str(planned.out / "final.pt"))
    return ExitCode.OK


def _plan(args: argparse.Namespace) -> Run:
    from integument.settings import assign
    from integument.train import recipes
    from integument.train.schedule import Budget

    if args.recipe is None:
        raise UsageError(f"which recipe? Known: {', '.join(recipes.RECIPES)}")
    recipe = recipes.load(args.recipe)
    if not args.data and not args.stream:
        raise UsageError("nothing to learn from: expected --data PACK…, or --stream")
    # Tried before torch is imported, so that a slip is told without waiting.
    settings = assign(assign(recipe.SETTINGS, SMOKE if args.smoke else ()), args.assignments)

    if args.hours is not None or args.steps is not None:
        budget = Budget(steps=args.steps, hours=args.hours)
    elif args.smoke:
        budget = Budget(steps=SMOKE_STEPS)
    else:
        budget = None if args.resume else recipe.BUDGET

    require("training", "train", "torch")
    from integument.train.run import Run, saved_settings

    out = args.out or Path("runs") / args.recipe
    if args.resume:
        settings = assign(saved_settings(out, type(recipe.SETTINGS)), args.assignments)
    return Run(
        recipe=args.recipe,
        settings=settings,
        out=out,
        budget=budget,
        people=tuple(args.data),
        negatives=tuple(args.negatives),
        validation=tuple(args.validation),
        stream=_stream(settings.size) if args.stream else None,
        resume=args.resume,
        start=args.init,
        task=recipes.task_of(args.recipe),
    )


def _stream(size: int) -> Stream:
    from functools import partial

    from integument import synth

    return partial(synth.stream, settings=synth.Settings(size=size))

"""``integument background``: another background, and whether a portrait is fit for a passport."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from integument.cli.console import Console
from integument.cli.options import DEFAULT_OUT, STDIN
from integument.cli.pictures import Pictures, add_picture_options, run_pictures
from integument.errors import UsageError

if TYPE_CHECKING:
    from integument.many.task import Task
    from integument.people import People

DESCRIPTION = """\
Put another background behind the people of photographs; no rim of the old one stays.

For photo.jpg this writes photo_background.jpg. Orientation and colour profile of the
photograph are kept. Files that exist already are kept unless --overwrite."""

EPILOG = """\
examples:
  integument background me.jpg                          white
  integument background me.jpg --to '#dfe6ee' -o id.jpg
  integument background team/ --to office.jpg -o out
  integument background call.jpg --to blur
  integument background me.jpg --to transparent         as 'integument cutout'
  integument background me.jpg --passport               is it fit? what is wrong?
  integument background - < me.jpg > white.png

--passport checks: one head; upright; shoulders in the picture; the head not cut off and
the trunk reaching the bottom; the head 50 to 80 % of the height (--head-size). What is wrong
is said for each picture and written to photo_passport.json. The picture is made in any
case; the exit code is 8 if one did not pass.
"""


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "background",
        help="put another background behind people",
        description=DESCRIPTION,
        epilog=EPILOG,
    )
    parser.add_argument(
        "--to",
        default="white",
        metavar="BACKGROUND",
        help="a colour (white, '#dfe6ee'), blur, transparent, or a picture (default: white)",
    )
    parser.add_argument(
        "--of",
        default="body",
        choices=("body", "head_torso"),
        help="what stays (default: %(default)s)",
    )
    parser.add_argument(
        "--passport", action="store_true", help="check whether it would do for a passport"
    )
    parser.add_argument(
        "--head-size",
        metavar="LOW-HIGH",
        help="with --passport: height of the head in percent of the picture (default: 50-80)",
    )
    add_picture_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Make the pictures; returns the exit code."""
    from integument.compose import TRANSPARENT, check_background

    check_background(args.to)
    if args.head_size and not args.passport:
        raise UsageError("--head-size is of --passport: give both")
    job = Pictures(
        make=lambda people: people.background(args.to, of=args.of),
        kind="background",
        out=DEFAULT_OUT,
        doing="changing backgrounds",
        done="done",
        transparent=args.to == TRANSPARENT,
    )
    if args.passport:
        job.always = True  # what a picture lacks is said in every run
        job.remark = Inspector(_head_size(args.head_size), job)
    return run_pictures(args, console, job)


class Inspector:
    """Checks portraits, and writes the findings beside the results."""

    def __init__(self, head_size: tuple[float, float], job: Pictures) -> None:
        self.head_size = head_size
        self.job = job

    def __call__(self, task: Task, people: People) -> tuple[tuple[str, ...], bool]:
        """Lines that say what is wrong (or that nothing is), and whether all is well."""
        import json

        from integument.files import atomic_write
        from integument.passport import check

        findings = check(people, head_size=self.head_size)
        fit = all(finding.passed for finding in findings)
        facts = {"fit": fit, "checks": [finding.to_dict() for finding in findings]}
        if str(task.source) != STDIN or self.job.file is not None:
            stem = self.job.file.stem if self.job.file else task.stem
            path = task.folder / f"{stem}_passport.json"
            atomic_write(path, json.dumps(facts, indent=2).encode() + b"\n")
        if fit:
            return ("passport: passes the checks",), True
        wrong = [finding for finding in findings if not finding.passed]
        return tuple(f"passport: {finding.check}: {finding.text}" for finding in wrong), False


def _head_size(text: str | None) -> tuple[float, float]:
    from integument.passport import HEAD_SIZE

    if text is None:
        return HEAD_SIZE
    try:
        low, high = (float(part) / 100 for part in text.split("-"))
    except ValueError:
        raise UsageError(f"--head-size: expected two percentages as 50-69, got '{text}'") from None
    return low, high

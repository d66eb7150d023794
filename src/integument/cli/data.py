"""``integument data``: look at labelled pictures before trusting a number made on them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from integument.cli.console import Console
from integument.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from integument.data.dataset import DataSet
    from integument.data.verify import Finding

Result = TypeVar("Result")

SAMPLE = 100
"""Pictures that ``verify`` reads without ``--all``: enough to tell polarity, in seconds."""

EPILOG = """\
DIR may also be written KIND=DIR, and DIR#PART for a split or subset, here and wherever labelled
pictures are named: "hgr=/data/hands#test". KIND of plain pairs names what they show: pairs:hair.

examples:
  integument data layouts                           which data sets are known, how they must lie
  integument data verify /data/ECU                  counts, pairs, files, polarity
  integument data verify /data/mine --as pairs:hair --all
  integument data manifest /data/ECU                fix the splits in a file beside the pictures
  integument data stats "/data/ECU#test" --json
"""

SHOWN = 20
"""Lines of one kind that ``verify`` prints."""

MARKS = {True: "ok  ", False: "BAD ", None: "    "}


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "data",
        help="check, list and count labelled pictures",
        description="Look at a pack, or at a published data set as it comes from its archive.",
        epilog=EPILOG,
    )
    actions = parser.add_subparsers(title="what to do", metavar="ACTION", required=True)
    verify = _add(actions, "verify", run_verify, "counts, unmatched files, damage, polarity")
    _add_json(verify)
    verify.add_argument(
        "--all", action="store_true", help=f"read every picture (default: {SAMPLE}, spread evenly)"
    )
    listing = _add(actions, "manifest", run_manifest, "write pictures, masks and splits as CSV")
    listing.add_argument(
        "--out",
        metavar="FILE",
        help="where to; - is standard output (default: in DIR, where it decides the splits)",
    )
    listing.add_argument("--force", action="store_true", help="replace a stored manifest")
    stats = _add(actions, "stats", run_stats, "sizes, splits, share of pixels of each label")
    _add_json(stats)
    stats.add_argument("--limit", type=int, metavar="N", help="read N pictures, spread evenly")
    layouts = actions.add_parser(
        "layouts",
        help="the data sets that are known",
        description="List the data sets that are known, their licences and layouts.",
    )
    _add_json(layouts)
    layouts.set_defaults(run=run_layouts)


def _add(
    actions: argparse._SubParsersAction,
    name: str,
    run: Callable[[argparse.Namespace, Console], int],
    about: str,
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.")
    parser.add_argument("data", metavar="DIR", help="a pack or data set, also KIND=DIR#PART")
    parser.add_argument(
        "--as", dest="kind", metavar="NAME", help="its layout (default: recognised)"
    )
    parser.add_argument(
        "--invert", action="store_true", help="masks mark what is not the label: turn them round"
    )
    parser.add_argument(
        "--threshold", type=int, metavar="N", help="limit of the mask's encoding, 0 to 255"
    )
    parser.add_argument(
        "--stem-regex", metavar="RE", help="pair files by the first group of this in their stems"
    )
    parser.set_defaults(run=run)
    return parser


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON")


def run_verify(args: argparse.Namespace, console: Console) -> int:
    """Print every finding; 3 if one of them is bad."""
    from dataclasses import asdict

    from integument.data.verify import verify

    data = _open(args)
    stems = _spread(data, None if args.all else SAMPLE)
    findings = _watched(console, "checking", stems, lambda step: verify(data, stems, advance=step))
    bad = sum(finding.ok is False for finding in findings)
    if args.json:
        rows = [asdict(finding) for finding in findings]
        console.json({"name": data.name, "path": str(data.path), "bad": bad, "findings": rows})
    else:
        console.say(f"{data.path}: {data.name}")
        for line in _lines(findings):
            console.say(line)
        console.say(f"{bad} things are not as they should be" if bad else "nothing wrong was found")
    return ExitCode.INPUT if bad else ExitCode.OK


def run_manifest(args: argparse.Namespace, console: Console) -> int:
    """Write the manifest; refuses to replace a stored one without ``--force``."""
    from integument.data import manifest
    from integument.data.inventory import inventory
    from integument.files import atomic_write

    data = _open(args)
    rows = inventory(data)
    content = manifest.write(rows)
    if args.out == "-":
        console.write_bytes(content)
        return ExitCode.OK
    target = Path(args.out) if args.out else getattr(data, "root", data.path) / manifest.NAME
    if target.exists() and not args.force:
        raise UsageError(
            f"{target}: is there already and decides the splits: --force to replace it, "
            "or --out FILE to write elsewhere"
        )
    atomic_write(target, content)
    console.say(f"{target}: {len(rows)} pictures of {data.name}")
    if orphans := data.orphans():
        console.note(f"{data.path}: files without a partner left out: {len(orphans)}")
    return ExitCode.OK


def run_stats(args: argparse.Namespace, console: Console) -> int:
    """Print the numbers; 3 if a picture could not be read."""
    from integument.data.stats import stats

    if args.limit is not None and args.limit < 1:
        raise UsageError(f"--limit: expected at least 1 picture, got {args.limit}")
    data = _open(args)
    stems = _spread(data, args.limit)
    found = _watched(console, "counting", stems, lambda step: stats(data, stems, advance=step))
    if args.json:
        console.json(found)
    else:
        console.say(f"{data.path}: {data.name}, {found['pictures']} pictures")
        for part, count in found["parts"].items():
            console.say(f"  {part:<12}{count} pictures")
        for side, of in found["sizes"].items():
            console.say(f"  {side:<12}{of['least']} to {of['most']}, median {of['median']} pixels")
        for label, of in found["labels"].items():
            console.say(f"  {label:<12}{_described(of)}")
    for line in found["unreadable"]:
        console.note(line)
    return ExitCode.INPUT if found["unreadable"] else ExitCode.OK


def run_layouts(args: argparse.Namespace, console: Console) -> int:
    """Print the registry of data sets."""
    from integument.data.readers import LAYOUTS

    fields = ("title", "use", "licence", "expected")
    table = {name: {f: getattr(of, f) for f in fields} for name, of in LAYOUTS.items()}
    if args.json:
        console.json(table)
        return ExitCode.OK
    for name, of in table.items():
        console.say(f"{name}: {of['title']}")
        console.say(f"  for       {of['use']}")
        console.say(f"  licence   {of['licence']}")
        console.say(f"  layout    {of['expected']}")
    return ExitCode.OK


def _lines(findings: Sequence[Finding]) -> Iterator[str]:
    """A line a finding, of each check no more than a person will read."""
    said: dict[tuple[str, bool | None], int] = {}
    for finding in findings:
        kind = (finding.check, finding.ok)
        said[kind] = said.get(kind, 0) + 1
        if said[kind] <= SHOWN:
            yield f"{MARKS[finding.ok]}{finding.check:<12}{finding.text}"
    for (check, ok), count in said.items():
        if count > SHOWN:
            yield f"{MARKS[ok]}{check:<12}and {count - SHOWN} more like this: --json has them all"


def _open(args: argparse.Namespace) -> DataSet:
    from integument.data.open import open_data
    from integument.data.readers.layout import Options

    options = Options(inverted=args.invert, threshold=args.threshold, stem_regex=args.stem_regex)
    return open_data(args.data, args.kind, options)


def _spread(data: DataSet, limit: int | None) -> list[str]:
    from integument.data.split import spread

    return spread(list(data), limit)


def _watched(
    console: Console,
    what: str,
    stems: list[str],
    work: Callable[[Callable[[], object]], Result],
) -> Result:
    from integument.progress import Progress

    with Progress(what, total=len(stems), unit="pictures", stream=console.stderr) as progress:
        return work(progress.advance)


def _described(of: dict[str, float]) -> str:
    if not of["pictures"]:
        return "no pictures"
    return (
        f"{of['pictures']} pictures, {of['empty']} of them empty; "
        f"{of['mean']:.1%} of the pixels ({of['least']:.1%} to {of['most']:.1%})"
    )

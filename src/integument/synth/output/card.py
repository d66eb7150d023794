"""``README.md`` of a pack: the data card, written by the run that made it."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import integument
from integument.files import atomic_write
from integument.labels import LABELS
from integument.settings import changes
from integument.synth.coverage import SINGLE
from integument.synth.output import folder, shards
from integument.synth.output.index import Summary
from integument.synth.output.meta import LICENCE
from integument.synth.recipe import Recipe
from integument.synth.settings import Settings

NAME = "README.md"

LAYOUT = {
    folder.NAME: """\
- `images/000000.jpg`: the picture, sRGB
- `masks/<label>/000000.png`: how much of each pixel belongs to the label, 0 to 255; "in" is 128
  and more""",
    shards.NAME: """\
- `shard-000000.tar`: for each picture `000000.jpg` (sRGB), `000000.<label>.png` (how much of each
  pixel belongs to the label, 0 to 255; "in" is 128 and more) and `000000.json` (its record)""",
}

PARTS = f"""
There are masks of single parts too: {", ".join(f"`{name}`" for name in SINGLE)}. In `instances`
the value of a pixel is the number of the person it belongs to, from 1; 0 is nobody.
"""

PHOTOGRAPHS = """
PHOTOGRAPHS is a folder with the photographs that `meta.json` lists.
"""

ROMAN = dict(enumerate(("I", "II", "III", "IV", "V", "VI"), 1))


def write(out: Path, recipe: Recipe, layout: Mapping[str, object], summary: Summary) -> None:
    """Write the card of the pack in ``out``; raises :class:`OutputError`."""
    atomic_write(out / NAME, card(recipe, layout, summary).encode())


def card(recipe: Recipe, layout: Mapping[str, object], summary: Summary) -> str:
    """The card as Markdown; the same pack has the same card."""
    size, views = recipe.settings.size, recipe.settings.views
    changed = changes(recipe.settings, Settings())
    framings = [(name, summary.framings[name]) for name in sorted(summary.framings)]
    tones = [(ROMAN[tone], summary.tones[tone]) for tone in sorted(summary.tones)]
    return f"""\
# Synthetic people, seed {recipe.seed}

{summary.pictures} pictures of {size} x {size} pixels with exact masks, {views} of each person,
made by Integument {integument.__version__} with its renderer `{recipe.renderer}`. Nobody in them
exists. All are adults, and dressed at least in underwear or swimwear.

## Layout

{LAYOUT[str(layout["format"])]}
- `index.csv`: size, framing, tone, hair and share of each label, a row a picture
- `records.jsonl`: every sampled value, a line a picture
- `meta.json`: seed, settings, meaning of the labels
- `manifest.sha256`: checksums; `sha256sum --check manifest.sha256` verifies the pack

## Labels

{_table(("label", "meaning", "includes", "excludes"), _label_rows())}
{PARTS if recipe.settings.parts else ""}
## Who and what is shown

{_counted("framing", framings)}

{_counted("skin tone (Fitzpatrick)", tones)}

Pictures with nobody in them: {summary.nobody}.

## Settings

{_settings(changed)}

## Licence

{LICENCE}

## Making it again

The same version, seed and settings, on the same kind of processor, give the same files:

    {_command(recipe, layout, changed, summary.pictures)}
{PHOTOGRAPHS if recipe.backgrounds is not None else ""}"""


def _label_rows() -> list[tuple[str, ...]]:
    return [(f"`{it.name}`", it.meaning, it.includes, it.excludes) for it in LABELS]


def _counted(title: str, counts: list[tuple[str, int]]) -> str:
    total = Counter(dict(counts)).total() or 1
    rows = [(name, str(count), f"{100 * count / total:.1f} %") for name, count in counts]
    return _table((title, "pictures", "share"), rows)


def _settings(changed: list[str]) -> str:
    if not changed:
        return "All as they are by default."
    return "\n".join(["As by default, except:", "", *(f"- `{change}`" for change in changed)])


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _command(
    recipe: Recipe, layout: Mapping[str, object], changed: list[str], pictures: int
) -> str:
    words = ["integument", "synth", "--count", str(pictures), "--seed", str(recipe.seed)]
    words += ["--out", "people"]
    if recipe.renderer != Recipe.renderer:
        words += ["--renderer", recipe.renderer]
    if layout["format"] != folder.NAME:
        words += ["--format", str(layout["format"])]
        words += ["--shard", str(layout["pictures_per_shard"])]
    if recipe.backgrounds is not None:
        words += ["--backgrounds", "PHOTOGRAPHS"]
    for change in changed:
        words += ["--set", change]
    return shlex.join(words)

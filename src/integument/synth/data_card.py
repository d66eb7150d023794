"""The data card of a pack: what it is, how it is spread, what it may be used for, how to repeat."""

from __future__ import annotations

import dataclasses
from collections import Counter

from integument.labels import LABELS
from integument.synth.settings import Settings

TEMPLATE = """\
# {name}

{count} pictures of people who do not exist, {size}×{size} pixels, with exact masks.

Made by integument {version} with the {renderer} renderer, seed {seed}{backgrounds}.
{licence}

## Labels

Masks are coverage, 0 to 255: a pixel is in where the value is 128 or more.

| label | is | includes | excludes |
|---|---|---|---|
{labels}

## How it is spread

{spread}
Every sampled value of every picture is in `records.jsonl`; `integument synth inspect` draws more.

## Settings that differ from the defaults

{changed}
## What it is not

No person and no photograph of a person went into it. Adults only, never nude. Tones are those of
the generator's skin model, drawn to be even, not as they are spread in any population; whether a
model trained on them serves real people of every tone has to be measured on real photographs.

## To repeat it

The same version, seed, settings and photographs give the same bytes:
`integument synth --count {count} --seed {seed} …`; `sha256sum -c SHA256SUMS` tells whether a copy
is whole.
"""


def text(meta: dict, records: list[dict]) -> str:
    """Markdown, from what ``meta.json`` holds and the records of all pictures."""
    made = meta["generator"]
    photographs = len(made["backgrounds"])
    return TEMPLATE.format(
        name=meta["name"][0].upper() + meta["name"][1:],
        count=len(records),
        size=made["settings"]["size"],
        version=meta["integument"],
        renderer=made["renderer"],
        seed=made["seed"],
        backgrounds=f", before {photographs} photographs" if photographs else "",
        licence=meta["licence"],
        labels="\n".join(
            f"| {label.name} | {label.meaning} | {label.includes} | {label.excludes} |"
            for label in LABELS
        ),
        spread=_spread(records),
        changed=_changed(made["settings"]),
    )


def _spread(records: list[dict]) -> str:
    people = [record["person"] for record in records if "person" in record]
    groups = {
        "framing": Counter(record["camera"]["framing"] for record in records),
        "skin tone (Fitzpatrick)": Counter(str(p["skin"]["tone"]) for p in people),
        "hair": Counter(p["hair"]["kind"] for p in people),
        "people in the picture": Counter(str(record["people"]) for record in records),
    }
    lines = ["| | pictures |", "|---|---|"]
    for title, counted in groups.items():
        told = ", ".join(f"{name} {number}" for name, number in sorted(counted.items()))
        lines.append(f"| {title} | {told} |")
    return "\n".join(lines) + "\n"


def _changed(settings: dict) -> str:
    default = dataclasses.asdict(Settings())
    lines = [f"- `{k}` = {v}" for k, v in settings.items() if default.get(k) != v]
    return "\n".join(lines) + "\n" if lines else "None.\n"

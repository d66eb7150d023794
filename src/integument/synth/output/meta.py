"""``meta.json``: what a pack is, and by which a later run knows whether it may go on with it."""

from __future__ import annotations

import json
from pathlib import Path

import integument
from integument import lock
from integument.errors import UsageError
from integument.files import atomic_write
from integument.labels import LABELS

LICENCE = (
    "Synthetic. People: generated, from CC0 MakeHuman / MPFB2 data. "
    "Backgrounds: the licences of the photographs given with --backgrounds."
)

NAME = "meta.json"
VERSION = "integument"
"""The key of the version that made the pack: another version makes other pictures."""

UNSAID = {"renderer": "raster", "format": "folder"}
"""What a pack that does not say so was made with."""


def claim(out: Path, identity: dict) -> None:
    """Write ``meta.json``, or check that the one there describes the same pack.

    A pack that has no pictures yet may change its mind. Raises :class:`UsageError` for a folder
    that holds something else, naming what differs.
    """
    others = {p.name for p in out.iterdir()} - {lock.NAME}
    if NAME in others:
        differing = _difference(out, identity)
        if not differing:
            return
        if others != {NAME}:
            raise UsageError(
                f"{out}: was made with another {differing}; repeat it as it was, or give a new "
                "--out"
            )
    elif others:
        raise UsageError(f"{out}: is not empty and holds no synthetic pack; give a new --out")
    meta = {
        "name": f"synthetic people, seed {identity['seed']}",
        "licence": LICENCE,
        "mask_kind": "soft",
        "label_semantics": {
            label.name: f"{label.meaning}. Includes {label.includes}. Excludes {label.excludes}."
            for label in LABELS
        },
        VERSION: integument.__version__,
        "generator": identity,
    }
    atomic_write(out / NAME, json.dumps(meta, indent=1).encode())


def _difference(out: Path, identity: dict) -> str:
    """What the pack in ``out`` was made with that is not as in ``identity``; "" if nothing is."""
    try:
        meta = json.loads((out / NAME).read_text(encoding="utf-8"))
        found = UNSAID | meta["generator"]
        settings = dict(found["settings"])
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(f"{out}: holds another pack; give a new folder with --out") from None
    if meta.get(VERSION) != integument.__version__:
        return f"integument {meta.get(VERSION)}"
    for key, value in identity.items():
        if key == "settings":
            changed = [name for name in value if settings.get(name) != value[name]]
            if changed:
                return ", ".join(changed)
        elif found.get(key) != value:
            return key
    return ""

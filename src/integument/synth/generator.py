"""Writes a pack of synthetic people to disk: resumable, by any number of workers, always the same.

Layout (that of every pack, see :mod:`integument.data.pack`; for ``tar`` see
:mod:`integument.synth.layouts`)::

    out/images/000000.jpg
    out/masks/<label>/000000.png      coverage 0..255; "in" is 128 and more
    out/index.csv                     id, size, framing, tone, hair and shares of each picture
    out/records.jsonl                 every sampled value of every picture
    out/meta.json                     seed, settings, meaning of the labels, licence
    out/README.md                     the data card: what it is, for people
    out/SHA256SUMS                    of every file, as ``sha256sum -c`` reads it

While a run is under way, finished people leave their records in ``out/records/``; these tell the
next run what is already there, and are joined into ``records.jsonl`` when all are done.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import integument
from integument import lock
from integument.errors import OutputError, UsageError, unknown
from integument.files import atomic_write
from integument.labels import LABELS, NAMES
from integument.synth import data_card, execution
from integument.synth.backgrounds import Photographs
from integument.synth.layouts import LAYOUTS
from integument.synth.manifest import write_checksums
from integument.synth.person_files import Job
from integument.synth.renderers import open_renderer
from integument.synth.settings import Settings

LICENCE = (
    "Synthetic. People: generated, from CC0 MakeHuman / MPFB2 data. "
    "Backgrounds: the licences of the photographs given with --backgrounds."
)
INDEX_COLUMNS = ("id", "width", "height", "framing", "tone", "hair", "hair_colour", "clothed")


def generate(
    out: str | os.PathLike[str],
    count: int,
    seed: int = 0,
    settings: Settings | None = None,
    backgrounds: str | None = None,
    workers: int = 1,
    advance: Callable[[int], None] = lambda n: None,
    *,
    layout: str = "folder",
    renderer: str = "raster",
    cluster: str | None = None,
) -> int:
    """Make ``count`` pictures in ``out`` and return how many had to be made now.

    ``advance`` is called with the number of pictures each time a person is done (first with
    those that were there). The same arguments give the same files, byte for byte, whatever
    ``workers`` and ``cluster`` are. Stopping and calling again continues.

    Parameters
    ----------
    workers : processes on this machine
    layout : ``folder``, or ``tar`` for shards as WebDataset reads them
    renderer : ``raster`` or ``cycles``, see :mod:`integument.synth.renderers`
    cluster : address of a Dask scheduler that makes the people in place of this machine

    Raises :class:`UsageError` where ``out`` holds a pack made with other settings,
    :class:`InputError` for a background folder without pictures, :class:`OutputError`, and what
    :func:`integument.synth.execution.on_cluster` and
    :func:`integument.synth.renderers.open_renderer` raise.
    """
    out, settings = Path(out), settings or Settings()
    if count < 1:
        raise UsageError(f"count: expected at least 1 picture, got {count}")
    if workers < 1:
        raise UsageError(f"workers: expected at least 1, got {workers}")
    if layout not in LAYOUTS:
        raise unknown("format", layout, LAYOUTS)
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out}: is a file; give a folder with --out")
    if cluster is None:
        open_renderer(renderer)  # an absent one is told before anything is written
    identity = _identity(count, seed, settings, backgrounds, layout, renderer)
    with lock.exclusive(out):
        _claim(out, identity)
        done = _finished(out)
        jobs = []
        for number in range(-(-count // settings.views)):
            wanted = min(settings.views, count - number * settings.views)
            if len(done.get(number, [])) < wanted:
                jobs.append(Job(seed, number, range(wanted), settings, backgrounds, renderer))
        missing = sum(len(job.views) for job in jobs)
        advance(count - missing)
        if not jobs and (out / "SHA256SUMS").exists():
            return 0
        writer = LAYOUTS[layout](out)
        if cluster is not None:
            pace = execution.on_cluster(jobs, writer, cluster) if jobs else ()
        elif workers == 1:
            pace = execution.here(jobs, writer)
        else:
            pace = execution.in_processes(jobs, writer, workers) if jobs else ()
        if jobs:
            (out / "SHA256SUMS").unlink(missing_ok=True)  # of what was there before
        for pictures in pace:
            advance(pictures)
        writer.finish(-(-count // settings.views))
        _join(out, count, settings.size)
        write_checksums(out)
    return missing


def _identity(count, seed, settings: Settings, backgrounds, layout, renderer) -> dict:
    photographs = Photographs(backgrounds) if backgrounds else None
    names = (
        [str(p.relative_to(photographs.folder)) for p in photographs.paths] if photographs else []
    )
    identity = {
        "seed": seed,
        "settings": asdict(settings),
        "backgrounds": names,
        "format": layout,
        "renderer": renderer,
    }
    if layout == "tar":  # finished shards are not opened again
        identity["count"] = count
    return identity


def _claim(out: Path, identity: dict) -> None:
    """Write ``meta.json``, or check that the one there describes the same pack."""
    path = out / "meta.json"
    if path.exists():
        try:
            found = json.loads(path.read_text())["generator"]
        except (ValueError, KeyError, TypeError):
            raise UsageError(f"{out}: holds another pack; give a new folder with --out") from None
        for key, value in identity.items():
            if found.get(key) != value:
                if key == "settings":
                    changed = [k for k in value if found.get(key, {}).get(k) != value[k]]
                    key = ", ".join(changed)
                raise UsageError(
                    f"{out}: was made with another {key}; repeat it as it was, or give a new --out"
                )
        return
    if any(p.name != lock.NAME for p in out.iterdir()):
        raise UsageError(f"{out}: is not empty and holds no synthetic pack; give a new --out")
    meta = {
        "name": f"synthetic people, seed {identity['seed']}",
        "licence": LICENCE,
        "mask_kind": "soft",
        "label_semantics": {
            label.name: f"{label.meaning}. Includes {label.includes}. Excludes {label.excludes}."
            for label in LABELS
        },
        "integument": integument.__version__,
        "generator": identity,
    }
    atomic_write(path, json.dumps(meta, indent=1).encode())


def _finished(out: Path) -> dict[int, list[str]]:
    """Person number -> record lines already on disk."""
    done: dict[int, list[str]] = {}
    whole = out / "records.jsonl"
    parts = sorted((out / "records").glob("*.jsonl"))
    for path in [whole, *parts] if whole.exists() else parts:
        fresh: dict[int, list[str]] = {}
        for line in path.read_text().splitlines():
            fresh.setdefault(json.loads(line)["person_number"], []).append(line)
        for number, lines in fresh.items():
            if len(lines) > len(done.get(number, [])):
                done[number] = lines
    return done


def _index_row(record: dict, size: int) -> dict:
    own, view = record.get("person", {}), record.get("view", {})
    return {
        "id": record["id"],
        "width": size,
        "height": size,
        "framing": record["camera"]["framing"],
        "tone": own.get("skin", {}).get("tone", ""),
        "hair": own.get("hair", {}).get("kind", ""),
        "hair_colour": own.get("hair", {}).get("colour", ""),
        "clothed": int(view["clothed"]) if view else "",
        **{f"share_{name}": share for name, share in record["share"].items()},
    }


def _join(out: Path, count: int, size: int) -> None:
    """Write what describes the whole pack, and drop the records of single people."""
    lines = [line for _, group in sorted(_finished(out).items()) for line in group][:count]
    atomic_write(out / "records.jsonl", ("\n".join(lines) + "\n").encode())
    records = [json.loads(line) for line in lines]
    text = io.StringIO()
    writer = csv.DictWriter(
        text, [*INDEX_COLUMNS, *(f"share_{n}" for n in NAMES)], lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(_index_row(record, size) for record in records)
    atomic_write(out / "index.csv", text.getvalue().encode())
    meta = json.loads((out / "meta.json").read_text())
    atomic_write(out / "README.md", data_card.text(meta, records).encode())
    if (out / "records").exists():
        for path in (out / "records").glob("*.jsonl"):
            path.unlink()
        (out / "records").rmdir()

"""Writes a pack of synthetic people to disk: resumable, by any number of workers, always the same.

Layout (that of every pack, see :mod:`integument.data.pack`)::

    out/images/000000.jpg
    out/masks/<label>/000000.png      coverage 0..255; "in" is 128 and more
    out/index.csv                     id, size, framing, tone, hair and shares of each picture
    out/records.jsonl                 every sampled value of every picture
    out/meta.json                     seed, settings, meaning of the labels, licence

While a run is under way, finished people leave their records in ``out/records/``; these tell the
next run what is already there, and are joined into ``records.jsonl`` when all are done.
"""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from pathlib import Path

import cv2

import integument
from integument import lock
from integument.errors import OutputError, UsageError
from integument.files import atomic_write
from integument.labels import LABELS, NAMES
from integument.synth.backgrounds import Photographs
from integument.synth.picture import Picture, pictures_of
from integument.synth.settings import Settings

JPEG_QUALITY = 95
"""Of the stored file; the compression that belongs to the photograph was applied before."""

LICENCE = (
    "Synthetic. People: generated, from CC0 MakeHuman / MPFB2 data. "
    "Backgrounds: the licences of the photographs given with --backgrounds."
)


def _encode(extension: str, picture, parameters: list[int]) -> bytes:
    ok, data = cv2.imencode(extension, picture, parameters)
    assert ok
    return data.tobytes()


def _write_picture(out: Path, picture: Picture) -> None:
    jpeg = [
        cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    ]  # fmt: skip
    for label, mask in picture.masks.items():
        png = _encode(".png", mask, [cv2.IMWRITE_PNG_COMPRESSION, 3])
        atomic_write(out / "masks" / label / f"{picture.stem}.png", png)
    image = _encode(".jpg", picture.image[..., ::-1], jpeg)
    atomic_write(out / "images" / f"{picture.stem}.jpg", image)


_photographs: Photographs | None = None  # of this worker process


def _start_worker(backgrounds: str | None) -> None:
    global _photographs
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    cv2.setNumThreads(1)
    _photographs = Photographs(backgrounds) if backgrounds else None


def _make_person(out: Path, seed: int, number: int, settings: Settings, views: range) -> int:
    """Make the pictures of one person; the record file comes last and marks them as done."""
    lines = []
    for picture in pictures_of(seed, number, settings, _photographs, views):
        _write_picture(out, picture)
        lines.append(json.dumps(picture.record, separators=(",", ":")))
    atomic_write(out / "records" / f"{number:06d}.jsonl", ("\n".join(lines) + "\n").encode())
    return len(lines)


def _identity(seed: int, settings: Settings, backgrounds: str | None) -> dict:
    photographs = Photographs(backgrounds) if backgrounds else None
    names = (
        [str(p.relative_to(photographs.folder)) for p in photographs.paths] if photographs else []
    )
    return {"seed": seed, "settings": asdict(settings), "backgrounds": names}


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


INDEX_COLUMNS = ("id", "width", "height", "framing", "tone", "hair", "hair_colour", "clothed")


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
    """Write ``records.jsonl`` and ``index.csv`` and drop the single records."""
    lines = [line for _, group in sorted(_finished(out).items()) for line in group][:count]
    atomic_write(out / "records.jsonl", ("\n".join(lines) + "\n").encode())
    text = io.StringIO()
    writer = csv.DictWriter(
        text, [*INDEX_COLUMNS, *(f"share_{n}" for n in NAMES)], lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(_index_row(json.loads(line), size) for line in lines)
    atomic_write(out / "index.csv", text.getvalue().encode())
    for path in (out / "records").glob("*.jsonl"):
        path.unlink()
    (out / "records").rmdir()


def generate(
    out: str | os.PathLike[str],
    count: int,
    seed: int = 0,
    settings: Settings | None = None,
    backgrounds: str | None = None,
    workers: int = 1,
    advance: Callable[[int], None] = lambda n: None,
) -> int:
    """Make ``count`` pictures in ``out`` and return how many had to be made now.

    ``advance`` is called with the number of pictures each time a person is done (first with
    those that were there). The same arguments give the same files, byte for byte, whatever
    ``workers`` is. Stopping and calling again continues.

    Raises :class:`UsageError` where ``out`` holds a pack made with other settings,
    :class:`InputError` for a background folder without pictures, and :class:`OutputError`.
    """
    out, settings = Path(out), settings or Settings()
    if count < 1:
        raise UsageError(f"count: expected at least 1 picture, got {count}")
    if workers < 1:
        raise UsageError(f"workers: expected at least 1, got {workers}")
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out}: is a file; give a folder with --out")
    with lock.exclusive(out):
        return _generate(out, count, seed, settings, backgrounds, workers, advance)


def _generate(out: Path, count, seed, settings, backgrounds, workers, advance) -> int:
    _claim(out, _identity(seed, settings, backgrounds))
    done = _finished(out)
    todo = []
    for number in range(-(-count // settings.views)):
        wanted = min(settings.views, count - number * settings.views)
        if len(done.get(number, [])) < wanted:
            todo.append((number, range(wanted)))
    missing = sum(len(views) for _, views in todo)
    advance(count - missing)
    if not todo and not (out / "records").exists():
        return 0
    (out / "records").mkdir(exist_ok=True)
    if workers == 1:
        global _photographs
        _photographs = Photographs(backgrounds) if backgrounds else None
        for number, views in todo:
            advance(_make_person(out, seed, number, settings, views))
    elif todo:
        _make_in_parallel(out, seed, settings, backgrounds, workers, todo, advance)
    _join(out, count, settings.size)
    return missing


def _make_in_parallel(out, seed, settings, backgrounds, workers, todo, advance) -> None:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(
        workers, mp_context=context, initializer=_start_worker, initargs=(backgrounds,)
    )
    try:
        jobs = {
            pool.submit(_make_person, out, seed, number, settings, views): number
            for number, views in todo
        }
        for job in as_completed(jobs):
            advance(job.result())
    except BaseException:
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown()

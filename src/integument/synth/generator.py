"""Makes a pack of synthetic people: resumable, by any number of workers, always the same.

Layout (that of every pack, see :mod:`integument.data.pack`)::

    out/images/000000.jpg             or, as ``tar``, out/shard-000000.tar
    out/masks/<label>/000000.png      coverage 0..255; "in" is 128 and more
    out/index.csv                     id, size, framing, tone, hair and shares of each picture
    out/records.jsonl                 every sampled value of every picture
    out/meta.json                     seed, settings, meaning of the labels, licence
    out/README.md                     the data card
    out/manifest.sha256               checksums of all of these

Workers make people (:mod:`integument.synth.recipe`); this process alone writes them down
(:mod:`integument.synth.output`), so that a run can be stopped, or killed, at any moment.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from integument import lock
from integument.errors import OutputError, UsageError, unknown
from integument.files import remove_leftovers
from integument.synth import recipe as recipes
from integument.synth.backgrounds import Photographs
from integument.synth.output import card, index, manifest, meta
from integument.synth.output.folder import Folder
from integument.synth.output.journal import Journal
from integument.synth.output.shards import Shards
from integument.synth.recipe import Job, Made, Recipe, in_this_process, make_here
from integument.synth.settings import Settings
from integument.work.cluster import on_cluster
from integument.work.local import in_processes

FORMATS = ("folder", "tar")

SHARD = 1000
"""Pictures in a tar shard: some 60 MB at 256 pixels a side, in reach of what WebDataset advises,
and few enough that a shard that was not finished costs little to put together again."""


def generate(
    out: str | os.PathLike[str],
    count: int,
    seed: int = 0,
    settings: Settings | None = None,
    backgrounds: str | None = None,
    workers: int = 1,
    advance: Callable[[int], None] = lambda n: None,
    *,
    renderer: str = "raster",
    format: str = "folder",
    shard: int = SHARD,
    cluster: str | None = None,
    note: Callable[[str], None] = lambda text: None,
) -> int:
    """Make ``count`` pictures in ``out`` and return how many had to be made now.

    The same arguments give the same files, byte for byte, whatever ``workers`` and ``cluster``
    are. Stopping and calling again continues.

    Parameters
    ----------
    out : folder of the pack
    count : pictures in it
    seed : start of all chance, 0 or more
    settings : of the generator; those by default
    backgrounds : folder of photographs without people
    workers : processes on this machine
    advance : called with the number of pictures each time a person is done (first with those
        that were there)
    renderer : ``raster``, or ``cycles`` for Blender's
    format : ``folder``, or ``tar`` for shards in the style of WebDataset
    shard : pictures in a tar shard, rounded up to whole people
    cluster : address of a Dask scheduler whose workers make the people
    note : called with a line for a person about how the run goes

    Raises
    ------
    UsageError
        For an impossible argument, or where ``out`` holds a pack made with other ones.
    InputError
        For a background folder without pictures.
    OutputError
        If something cannot be written.
    MissingExtraError
        If the renderer or Dask is not installed.
    DeviceError
        If no scheduler answers at ``cluster``.
    """
    out, settings = Path(out), settings or Settings()
    if count < 1:
        raise UsageError(f"count: expected at least 1 picture, got {count}")
    if workers < 1:
        raise UsageError(f"workers: expected at least 1, got {workers}")
    if cluster is not None and workers > 1:
        raise UsageError("workers: are processes of this machine; a cluster brings its own")
    if format not in FORMATS:
        raise unknown("format", format, FORMATS)
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out}: is a file; give a folder with --out")
    layout = Folder(out) if format == "folder" else Shards(out, shard, settings.views)
    names = recipes.names_of(Photographs(backgrounds)) if backgrounds else ()
    digest = recipes.digest(names) if names else ""
    recipe = Recipe(seed, settings, renderer, backgrounds, digest)

    def make(jobs: list[Job]) -> Iterator[Made]:
        if cluster is not None:
            return on_cluster(partial(make_here, recipe), jobs, cluster, note)
        if workers > 1:
            return in_processes(partial(make_here, recipe), jobs, workers)
        return in_this_process(recipe, jobs)

    with lock.exclusive(out):
        meta.claim(out, recipe.identity(names) | layout.identity)
        with Journal(out) as journal:
            return _complete(out, count, recipe, layout, journal, make, advance)


def _complete(
    out: Path,
    count: int,
    recipe: Recipe,
    layout: Folder | Shards,
    journal: Journal,
    make: Callable[[list[Job]], Iterator[Made]],
    advance: Callable[[int], None],
) -> int:
    """Make what is missing and close the pack; returns how many pictures were missing."""
    jobs = _missing(out, count, recipe.settings.views, journal)
    missing = sum(job.views for job in jobs)
    advance(count - missing)
    if not jobs and not journal.was_stopped:
        return 0
    if journal.was_stopped:
        remove_leftovers(out)
    journal.start()
    layout.expect(job.number for job in jobs)
    if jobs:
        with contextlib.closing(make(jobs)) as people:
            for made in people:
                layout.add(made)
                journal.add(made.number, [picture.record for picture in made.pictures])
                layout.settle(made.number)
                advance(len(made.pictures))
    layout.finish()
    summary = index.write(out, journal.records(), recipe.settings.size)
    card.write(out, recipe, layout.identity, summary)
    manifest.write(out)
    journal.close()
    return missing


def _missing(out: Path, count: int, views: int, journal: Journal) -> list[Job]:
    """The people who are not there yet; a person who has too few pictures is made again."""
    there = journal.last_picture(views)
    if there > count:
        raise UsageError(
            f"{out}: holds pictures up to number {there} already; ask for at least --count "
            f"{there}, or give a new --out"
        )
    wanted = (
        Job(number, min(views, count - number * views)) for number in range(-(-count // views))
    )
    return [job for job in wanted if journal.pictures(job.number) < job.views]

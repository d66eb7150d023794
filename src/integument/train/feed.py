"""From packs on disk to tensors on the device."""

from __future__ import annotations

import atexit
import itertools
import os
import signal
from collections.abc import Iterator

import torch
from torch.utils.data import DataLoader

from integument.data.augment import AugmentSettings
from integument.data.backdrop import BackdropSettings
from integument.data.redress import RedressSettings
from integument.data.sampler import Batch, Supply, SupplySettings
from integument.errors import InputError
from integument.losses.masked import label_weights
from integument.nets import ARCHITECTURES
from integument.train.distributed import Team
from integument.train.labels import undrawn
from integument.train.run import Run
from integument.train.settings import Settings
from integument.train.task import Learning
from integument.train.validate import ValidationSet, held_out_sets


def make_supply(run: Run, stride: int, answers: tuple[str, ...], team: Team) -> Supply:
    """The training pictures of a run, as far as this process makes them."""
    settings = run.settings
    return Supply(
        run.people,
        run.negatives,
        SupplySettings(
            labels=run.labels,
            size=settings.size,
            stride=stride,
            batch=settings.batch,
            negatives=settings.negatives,
            streamed=settings.streamed,
            mix=settings.mix,
            ratio=settings.shares(),
            policy=settings.augment,
            augment=AugmentSettings(redress=RedressSettings(probability=settings.redress)),
            backgrounds=BackdropSettings(probability=settings.backgrounds),
            answers=answers,
            rank=team.rank,
            ranks=team.size,
            held_out=settings.held_out,
            cache_bytes=settings.cache_bytes // max(1, settings.workers),
            rescan_seconds=settings.rescan_seconds,
        ),
        settings.seed,
        run.stream,
    )


def undrawn_labels(run: Run, supply: Supply) -> list[str]:
    """Labels of the run that are drawn in none of its packs.

    Raises :class:`InputError` for a pack without any of them, and where one is missing that the
    network is bound to and the task cannot do without. What streams has all labels.
    """
    if run.stream is not None:
        return []
    bound = ARCHITECTURES[run.settings.net].labels
    needed = [label for label in bound if label not in run.task.dispensable]
    return undrawn(supply.drawn, run.labels, needed)


def make_validation(run: Run, stride: int) -> list[ValidationSet]:
    """The validation packs of a run, or the held-out parts of its training packs.

    People-free packs are always scored by their held-out part.
    """
    settings = run.settings
    common = {
        "labels": run.labels,
        "size": settings.input_size,
        "stride": stride,
        "limit": settings.validation_pictures,
    }
    if run.validation:
        sets = held_out_sets(run.validation, share=1.0, **common)
    else:
        sets = held_out_sets(run.people, share=settings.held_out, **common)
    return sets + held_out_sets(run.negatives, share=settings.held_out, **common)


def batches(supply: Supply, settings: Settings, first: int) -> Iterator[Batch]:
    """Batches ``first``, ``first + 1``, … without end, prepared ahead by worker processes."""
    loader = DataLoader(
        supply,  # type: ignore[arg-type]  (anything with __getitem__ will do)
        batch_size=None,
        sampler=itertools.count(first),  # type: ignore[arg-type]
        num_workers=settings.workers,
        prefetch_factor=4 if settings.workers else None,
        worker_init_fn=_begin_worker,
        # A forked copy of OpenCV's or OpenMP's threads waits for ever for the ones left behind.
        multiprocessing_context="spawn" if settings.workers else None,
        pin_memory=torch.cuda.is_available() and settings.device != "cpu",
    )
    try:
        yield from loader
    except InputError as error:
        # A worker hands its errors over with a whole traceback inside; the last line is ours.
        line = str(error).strip().splitlines()[-1]
        kind = f"{type(error).__module__}.{type(error).__name__}: "
        raise InputError(line.removeprefix(kind)) from None


def on_device(
    batch: Batch, device: torch.device, answers: tuple[str, ...], progress: float, number: int
) -> Learning:
    """The batch as tasks take it; pictures are channels last in memory."""
    image, masks, void, flags, source, told = (part.to(device, non_blocking=True) for part in batch)
    target = masks.float() / 255
    return Learning(
        image.permute(0, 3, 1, 2).float() / 255,
        target,
        label_weights(flags, void > 0, target.shape),
        source,
        dict(zip(answers, told.unbind(1), strict=True)),
        progress,
        number,
    )


def _begin_worker(worker: int) -> None:
    """Interrupts are the parent's affair, and the end is quick: worker processes hold nothing that
    must be put away, and libraries that take down their threads at exit may abort over it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    atexit.register(os._exit, 0)

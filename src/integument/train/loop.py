"""The training loop. Read it from top to bottom; everything it calls is named for what it does.

A run lives in one folder::

    settings.json   what was asked, with versions
    last.pt         the state to resume from, written every few minutes
    best.pt         the averaged weights with the best score so far
    final.pt        the averaged weights at the end
    curve.csv, curve.png   loss and scores over time

Killed at any moment, it goes on from ``last.pt``: batch ``k`` is a function of the seed and ``k``
(:mod:`integument.data.sampler`), so nothing is seen twice or left out.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import asdict

import torch
from torch import nn

from integument import nets
from integument.errors import IntegumentError
from integument.lock import exclusive
from integument.losses.masked import segmentation_loss
from integument.progress import duration
from integument.train import checkpoint, curve
from integument.train.checkpoint import Checkpoint
from integument.train.ema import AveragedWeights
from integument.train.feed import batches, make_supply, make_validation, on_device, pick_device
from integument.train.run import (
    Run,
    State,
    agreed_budget,
    load_weights,
    previous_state,
    write_settings,
)
from integument.train.schedule import Budget, learning_rate
from integument.train.validate import Scores, validate


def train(run: Run, say: Callable[[str], None] = print) -> State:
    """Trains until the budget is used up; ``say`` receives one line at a time.

    Raises
    ------
    UsageError
        If the folder holds a run and ``resume`` is not set, or the settings changed since.
    InputError, ModelError, OutputError, DeviceError
        For packs, checkpoints, the folder and the device.
    IntegumentError
        If the loss is no longer a number. The last state before that has been kept.
    """
    saved = previous_state(run)
    budget = agreed_budget(run, saved)
    with exclusive(run.out):
        return _train(run, saved, budget, say)


def _train(run: Run, saved: Checkpoint | None, budget: Budget, say: Callable[[str], None]) -> State:
    settings, labels = run.settings, run.labels
    device, half = pick_device(settings)
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)

    net = nets.build(settings.net, len(labels))
    if run.start is not None:
        load_weights(net, run.start)
    net = net.to(device, memory_format=torch.channels_last).train()
    averaged = AveragedWeights(net, settings.ema)
    optimiser = torch.optim.AdamW(_parameter_groups(net, settings.weight_decay))
    state = State()
    if saved is not None:
        assert saved.model is not None and saved.optimiser is not None
        net.load_state_dict(saved.model)
        averaged.net.load_state_dict(saved.ema)
        optimiser.load_state_dict(saved.optimiser)
        torch.set_rng_state(saved.random)
        state = State(saved.step, saved.seconds, saved.best, saved.curve)

    supply = make_supply(run, net.stride)
    validation = make_validation(run, net.stride)
    say(
        f"{'resuming' if saved else 'training'} {run.recipe} for {budget}: "
        f"{len(supply)} pictures with people, {supply.people_free} without, "
        f"{sum(len(part.examples) for part in validation)} to validate on; "
        f"{device.type}, {'bfloat16' if half else 'float32'}, in {run.out}"
    )
    write_settings(run, budget, device)

    def snapshot() -> Checkpoint:
        return Checkpoint(
            recipe=run.recipe,
            settings=asdict(settings),
            budget=asdict(budget),
            step=state.step,
            seconds=state.seconds,
            ema=averaged.net.state_dict(),
            model=net.state_dict(),
            optimiser=optimiser.state_dict(),
            random=torch.get_rng_state(),
            curve=state.curve,
            best=state.best,
            data=[str(folder) for folder in (*run.people, *run.negatives)],
        )

    def judge() -> None:
        """Validates the averaged weights; records the scores and keeps the best."""
        scores = validate(averaged.net, validation, labels, device)
        state.curve.append(_record(state, settings.batch, mean_loss, optimiser, scores))
        say(_score_line(scores))
        # Without anything to validate on, the newest is taken to be the best.
        if not scores.score <= state.best:
            state.best = scores.score
            checkpoint.save(snapshot().without_optimiser(), run.out / "best.pt")
        curve.write_csv(state.curve, run.out / "curve.csv")
        curve.draw(state.curve, run.out / "curve.png", f"{run.recipe}, {budget}")

    begun = time.monotonic() - state.seconds
    mean_loss = float("nan")
    logged = checked = stored = state.seconds
    logged_step = state.step
    checkpoint.save(snapshot(), run.out / "last.pt")
    diverged = False
    try:
        for batch in batches(supply, settings, state.step):
            state.seconds = time.monotonic() - begun
            progress = budget.progress(state.step, state.seconds)
            if progress >= 1.0:
                break
            rate = settings.learning_rate * learning_rate(
                progress, settings.warm_up, settings.final_learning_rate
            )
            for group in optimiser.param_groups:
                group["lr"] = rate

            image, target, weight = on_device(batch, device)
            with torch.autocast(device.type, torch.bfloat16, enabled=half):
                logits = net(image)
            loss = segmentation_loss(logits, target, weight, settings.dice)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            norm = nn.utils.clip_grad_norm_(net.parameters(), settings.clip)
            value = loss.item()
            if not math.isfinite(value) or not math.isfinite(norm.item()):
                diverged = True
                raise IntegumentError(
                    f"training diverged at step {state.step}: loss {value:g}, gradient norm "
                    f"{norm.item():g}; the state before it is kept in {run.out / 'last.pt'}; "
                    f"start from it with --init and a learning_rate below "
                    f"{settings.learning_rate:g}"
                )
            optimiser.step()
            averaged.update(net, state.step)
            state.step += 1
            mean_loss = value if math.isnan(mean_loss) else 0.99 * mean_loss + 0.01 * value

            state.seconds = time.monotonic() - begun
            if state.seconds - logged >= settings.log_seconds:
                pace = (state.step - logged_step) * settings.batch / (state.seconds - logged)
                say(_log_line(state, settings.batch, mean_loss, rate, pace, progress))
                logged, logged_step = state.seconds, state.step
            if state.seconds - checked >= settings.validation_seconds:
                judge()
                checked = time.monotonic() - begun
            if state.seconds - stored >= settings.checkpoint_seconds:
                checkpoint.save(snapshot(), run.out / "last.pt")
                stored = time.monotonic() - begun
        judge()
    finally:
        # Interrupted or done: what has been learned is kept. Once diverged, the batch-norm
        # statistics are spoiled too, and the state on disk is the better one.
        if not diverged:
            checkpoint.save(snapshot(), run.out / "last.pt")
    checkpoint.save(snapshot().without_optimiser(), run.out / "final.pt")
    say(f"done: {state.step} steps in {duration(state.seconds)}, best score {state.best:.4f}")
    return state


def _parameter_groups(net: nn.Module, weight_decay: float) -> list[dict]:
    """Convolution weights decay; biases and batch-norm scales do not."""
    kernels = [p for p in net.parameters() if p.ndim > 1]
    others = [p for p in net.parameters() if p.ndim <= 1]
    return [
        {"params": kernels, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]


def _record(
    state: State,
    batch: int,
    mean_loss: float,
    optimiser: torch.optim.Optimizer,
    scores: Scores,
) -> dict[str, float | int]:
    """One row of the curve."""
    record: dict[str, float | int] = {
        "step": state.step,
        "samples": state.step * batch,
        "hours": state.seconds / 3600,
        "loss": mean_loss,
        "learning_rate": optimiser.param_groups[0]["lr"],
        "score": scores.score,
    }
    record.update({f"iou_{label}": value for label, value in scores.labels.items()})
    record.update({f"pack_{pack}": value for pack, value in scores.packs.items()})
    if scores.marked is not None:
        record["people_free_marked"] = scores.marked
    return record


def _log_line(
    state: State, batch: int, mean_loss: float, rate: float, pace: float, progress: float
) -> str:
    left = state.seconds * (1 - progress) / progress if progress > 0 else math.inf
    return (
        f"step {state.step}, {state.step * batch / 1000:.1f}k samples, loss {mean_loss:.4f}, "
        f"rate {rate:.2g}, {pace:.1f} samples/s, {duration(state.seconds)} so far, "
        f"{duration(left) if math.isfinite(left) else 'unknown time'} left"
    )


def _score_line(scores: Scores) -> str:
    parts = [f"score {scores.score:.4f}"]
    parts += [f"{label} {value:.3f}" for label, value in scores.labels.items()]
    if len(scores.packs) > 1:
        parts += [f"[{pack} {value:.3f}]" for pack, value in scores.packs.items()]
    if scores.marked is not None:
        parts.append(f"people-free pictures marked {scores.marked:.2%}")
    return "  validation: " + ", ".join(parts)

"""The training loop. Read it from top to bottom; everything it calls is named for what it does.

A run lives in one folder::

    settings.json   what was asked, with versions
    last.pt         the state to resume from, written every few minutes
    best.pt         the averaged weights with the best score so far
    final.pt        the averaged weights at the end
    curve.csv, curve.png   loss and scores over time
    tensorboard/    the same and more, where the package tensorboard is installed

Killed at any moment, it goes on from ``last.pt``: batch ``k`` is a function of the seed and ``k``
(:mod:`integument.data.sampler`), so nothing is seen twice or left out.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable
from dataclasses import asdict

import torch
from torch import Tensor, nn

from integument.errors import IntegumentError
from integument.export import qat
from integument.lock import exclusive
from integument.losses.gradient_norms import gradient_norms
from integument.progress import duration
from integument.train import checkpoint, curve, optimisers
from integument.train.board import Board
from integument.train.checkpoint import Checkpoint
from integument.train.distributed import Team, join, leave
from integument.train.ema import AveragedWeights
from integument.train.feed import (
    batches,
    make_supply,
    make_validation,
    on_device,
    undrawn_labels,
)
from integument.train.phases import Course, freeze
from integument.train.precision import Arithmetic, pick_device, pick_dtype
from integument.train.pretrained import SCRATCH, pretrain
from integument.train.run import (
    Run,
    State,
    agreed_budget,
    load_weights,
    previous_state,
    write_settings,
)
from integument.train.schedule import Budget, learning_rate
from integument.train.task import Phase
from integument.train.validate import Scores, validate

NAMED = 8
"""Pictures of a batch that are named when it went wrong."""


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
    team = join()
    with exclusive(run.out) if team.leads else contextlib.nullcontext():
        try:
            return _train(run, saved, budget, team, say if team.leads else _silent)
        finally:
            leave(team)


def _silent(line: str) -> None:
    """What the other processes say."""


def _train(
    run: Run, saved: Checkpoint | None, budget: Budget, team: Team, say: Callable[[str], None]
) -> State:
    settings, labels = run.settings, run.labels
    device = pick_device(settings)
    arithmetic = Arithmetic(device, pick_dtype(settings, device))
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)

    task = run.task(settings, labels)
    net = task.build()
    task.pretrained = settings.weights != SCRATCH
    if run.start is not None:
        load_weights(net, labels, run.start)
    elif saved is None:  # the leader's weights are everybody's: see below
        begun = team.leads and pretrain(net, settings.weights, say)
        task.pretrained = bool(team.first(begun))
    elif saved.pretrained is not None:
        task.pretrained = saved.pretrained
    if settings.quantise:
        qat.prepare(net)
    net = net.to(device, memory_format=torch.channels_last)
    helpers = task.helpers(net).to(device)
    averaged = AveragedWeights(net, settings.ema)
    learning = nn.ModuleDict({"net": net, "helpers": helpers})
    optimiser = optimisers.make(settings, learning)
    course = Course(task.phases(), settings.patience)
    state = State()
    if saved is not None:
        assert saved.model is not None and saved.optimiser is not None
        net.load_state_dict(saved.model)
        averaged.net.load_state_dict(saved.ema)
        helpers.load_state_dict(saved.helpers or {})
        optimiser.load_state_dict(saved.optimiser)
        torch.set_rng_state(saved.random)
        course.restore(saved.course)
        arithmetic.restore(saved.scaler)
        state = State(saved.step, saved.seconds, saved.best, saved.curve)
    team.agree(net)
    team.agree(averaged.net)
    team.agree(helpers)

    supply = make_supply(run, net.stride, task.answers, team)
    validation = make_validation(run, net.stride)
    missing = undrawn_labels(run, supply)
    say(
        f"{'resuming' if saved else 'training'} {run.recipe} for {budget}: "
        f"{len(supply)} pictures with people, {supply.people_free} without, "
        f"{sum(len(part.examples) for part in validation)} to validate on; "
        f"{arithmetic}, in {run.out}"
    )
    if missing:
        say(f"  nobody drew {', '.join(missing)} in these packs: not learned")
    board = Board(run.out) if team.leads else None
    if team.leads:
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
            net_options=settings.net_options(),
            helpers=helpers.state_dict(),
            course=course.state,
            scaler=arithmetic.state,
            pretrained=task.pretrained,
        )

    def store(content: Checkpoint, name: str) -> None:
        if team.leads:
            checkpoint.save(content, run.out / name)

    def begin(phase: Phase) -> None:
        freeze(phase, net)
        for one in (net, averaged.net):
            task.begin(one, phase)

    def judge() -> None:
        """Validates the averaged weights; records the scores and keeps the best."""
        if team.leads:
            scores = validate(averaged.net, validation, labels, device)
            state.curve.append(_record(state, settings.batch, mean_loss, optimiser, scores))
            say(_score_line(scores))
            assert board is not None
            board.add({k: v for k, v in state.curve[-1].items() if k != "step"}, state.step)
            curve.write_csv(state.curve, run.out / "curve.csv")
            curve.draw(state.curve, run.out / "curve.png", f"{run.recipe}, {budget}")
        score = team.first(scores.score if team.leads else 0.0)
        course.judged(score)
        # Without anything to validate on, the newest is taken to be the best.
        if not score <= state.best:
            state.best = score
            store(snapshot().without_optimiser(), "best.pt")

    begun = time.monotonic() - state.seconds
    mean_loss = float("nan")
    logged = checked = stored = state.seconds
    logged_step = state.step
    begin(course.phase)
    if len(course.phases) > 1:
        say(f"  phase: {course.phase.name}")
    store(snapshot(), "last.pt")
    diverged = False
    try:
        for batch in batches(supply, settings, state.step):
            state.seconds = team.first(time.monotonic() - begun)
            progress = budget.progress(state.step, state.seconds)
            if progress >= 1.0 or (settings.early_stop and course.finished(settings.schedule)):
                break
            if course.advance(progress):
                begin(course.phase)
                if course.phase.anew:
                    state.best = State().best
                say(f"  phase: {course.phase.name}, from step {state.step}")
            rate = settings.learning_rate * course.phase.rate
            rate *= learning_rate(
                course.within(progress), settings.warm_up, settings.final_learning_rate,
                settings.schedule, course.falls,
            )  # fmt: skip
            for group in optimiser.param_groups:
                group["lr"] = rate

            examples = on_device(batch, device, task.answers, progress, state.step)
            with arithmetic.reduced():
                terms = task.terms(net, helpers, examples, course.phase)
            loss = torch.stack([term.float() for term in terms.values()]).sum()
            told = state.seconds - logged >= settings.log_seconds
            norms = (
                gradient_norms(terms, [p for p in learning.parameters() if p.requires_grad])
                if told and settings.gradient_norms
                else {}
            )
            arithmetic.backward(loss, optimiser)
            team.average(learning.parameters())
            arithmetic.true_gradients(optimiser)
            norm = nn.utils.clip_grad_norm_(learning.parameters(), settings.clip)
            value = team.mean(loss.item())
            if not math.isfinite(value) or not arithmetic.bears(norm.item()):
                diverged = True
                raise IntegumentError(
                    f"training diverged at step {state.step}: loss {value:g} "
                    f"({_spelled(terms)}), gradient norm {norm.item():g}, in the batch of "
                    f"{_listed(supply.names(state.step))}; the state before it is kept in "
                    f"{run.out / 'last.pt'}; start from it with --init and a learning_rate "
                    f"below {settings.learning_rate:g}"
                )
            arithmetic.step(optimiser)
            averaged.update(net, state.step)
            state.step += 1
            mean_loss = value if math.isnan(mean_loss) else 0.99 * mean_loss + 0.01 * value

            state.seconds = team.first(time.monotonic() - begun)
            if told:
                pace = (state.step - logged_step) * settings.batch / (state.seconds - logged)
                say(_log_line(state, settings.batch, mean_loss, rate, pace, progress))
                if board is not None:
                    parts = {f"loss/{name}": term.item() for name, term in terms.items()}
                    board.add({**parts, "rate": rate, "samples_per_second": pace}, state.step)
                if norms:
                    say("  gradient norms: " + ", ".join(f"{k} {v:.3g}" for k, v in norms.items()))
                logged, logged_step = state.seconds, state.step
            if state.seconds - checked >= settings.validation_seconds:
                judge()
                checked = team.first(time.monotonic() - begun)
            if state.seconds - stored >= settings.checkpoint_seconds:
                store(snapshot(), "last.pt")
                stored = state.seconds
        judge()
    finally:
        # Interrupted or done: what has been learned is kept. Once diverged, the batch-norm
        # statistics are spoiled too, and the state on disk is the better one.
        if not diverged:
            store(snapshot(), "last.pt")
        if board is not None:
            board.close()
    store(snapshot().without_optimiser(), "final.pt")
    say(f"done: {state.step} steps in {duration(state.seconds)}, best score {state.best:.4f}")
    return state


def _spelled(terms: dict[str, Tensor]) -> str:
    return ", ".join(f"{name} {term.item():g}" for name, term in terms.items())


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


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

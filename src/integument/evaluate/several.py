"""Several segmenters on the same packs, each on the labels it knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from integument.errors import InputError, unknown
from integument.evaluate.report import PackScore, Report
from integument.evaluate.scoring import DEFAULT_THRESHOLD, Pictures, Scorable, score


def score_several(
    segmenters: Sequence[Scorable],
    packs: Sequence[Pictures],
    labels: Sequence[str] | None = None,
    *,
    limit: int | None = None,
    threshold: float = DEFAULT_THRESHOLD,
    outlines: bool = False,
    advance: Callable[[], object] | None = None,
) -> list[Report]:
    """Score every segmenter as :func:`integument.evaluate.scoring.score` does.

    Every report has all the packs, in their order; a segmenter that knows none of a pack's labels
    has an empty score there. Segmenters of the same name are numbered; packs of the same name get
    their folders into it.

    Raises
    ------
    As ``score``; UsageError for a label that none of the segmenters predicts; InputError for a
    pack without a label that any of them predicts.
    """
    everything = list(dict.fromkeys(name for one in segmenters for name in one.labels))
    for label in labels or ():
        if label not in everything:
            who = ", ".join(segmenter.name for segmenter in segmenters)
            raise unknown(f"label for {who}", label, everything)
    wanted = [
        [name for name in segmenter.labels if labels is None or name in labels]
        for segmenter in segmenters
    ]
    for pack in packs:
        if not any(_shared(pack, names) for names in wanted):
            expected = ", ".join(everything if labels is None else labels)
            has = ", ".join(pack.labels) or "none"
            raise InputError(
                f"{pack.path}: nothing to score: expected masks of {expected}, it has {has}"
            )
    reports = []
    for segmenter, names in zip(segmenters, wanted, strict=True):
        own = [pack for pack in packs if _shared(pack, names)]
        report = score(
            segmenter,
            own,
            names,
            limit=limit,
            threshold=threshold,
            outlines=outlines,
            advance=advance,
        )
        scores = iter(report.packs)
        filled = [next(scores) if pack in own else _empty(pack, threshold) for pack in packs]
        reports.append(replace(report, packs=tuple(filled)))
    for report in reports:
        _tell_packs_apart(report.packs)
    return _told_apart(reports)


def _shared(pack: Pictures, names: Sequence[str]) -> bool:
    return any(name in pack.labels for name in names)


def _empty(pack: Pictures, threshold: float) -> PackScore:
    base, stress = getattr(pack, "base", ""), getattr(pack, "stress_name", "")
    return PackScore(
        pack.name, str(pack.path), pack.people_free, (), threshold, base=base, stress=stress
    )


def _told_apart(reports: Sequence[Report]) -> list[Report]:
    """The reports, with numbers after names that occur more than once."""
    names = [report.segmenter for report in reports]
    return [
        replace(report, segmenter=f"{name} #{names[: place + 1].count(name)}")
        if names.count(name) > 1
        else report
        for place, (name, report) in enumerate(zip(names, reports, strict=True))
    ]


def _tell_packs_apart(scores: Sequence[PackScore]) -> None:
    """Give different packs of one name, such as two called "test", names that say which."""
    folders: dict[str, set[str]] = {}
    for one in scores:
        folders.setdefault(one.base or one.name, set()).add(one.path)
    for one in scores:
        name = one.base or one.name
        if len(folders[name]) > 1:
            name = f"{name} ({one.path})"
        if one.stress:
            one.base, one.name = name, f"{name} · {one.stress}"
        else:
            one.name = name

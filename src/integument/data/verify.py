"""Is a data set whole, paired, readable and the right way round? Every answer is one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from integument.data.archive import Archive
from integument.data.dataset import DataSet
from integument.data.pack import Pack
from integument.data.polarity import Polarity
from integument.data.sample import Sample
from integument.errors import InputError
from integument.labels import get

INVARIANT_SHARE = 0.01
"""Share of a label's pixels outside a label that contains it, from which a picture is counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``ok`` is None for what is merely told."""

    check: str
    ok: bool | None
    text: str


def verify(
    data: DataSet,
    stems: Sequence[str] | None = None,
    *,
    advance: Callable[[], object] | None = None,
) -> list[Finding]:
    """Check a data set; pictures called ``stems`` are read, by default all.

    A picture that cannot be read is a finding, and the rest go on.
    """
    findings = [*_counts(data), *_pairs(data), *_manifest(data)]
    polarity = {label: Polarity(label) for label in data.labels}
    outside: Counter[tuple[str, str]] = Counter()
    chosen = list(data) if stems is None else list(stems)
    unreadable = 0
    for stem in chosen:
        try:
            sample = data.read(stem)
        except InputError as error:
            unreadable += 1
            findings.append(Finding("files", False, str(error)))
        else:
            outside.update(_violations(sample))
            for votes in polarity.values():
                votes.add(sample)
        if advance is not None:
            advance()
    read = len(chosen) - unreadable
    findings.append(Finding("files", not unreadable, f"{read} of {len(chosen)} pictures read"))
    if not data.people_free:
        findings += [_judged(votes) for votes in polarity.values()]
    findings += [
        Finding("containment", None, f"{inner} lies outside {outer} in {count} of {read} pictures")
        for (inner, outer), count in sorted(outside.items())
    ]
    return findings


def _counts(data: DataSet) -> Iterator[Finding]:
    """The numbers of pictures against the published ones."""
    yield Finding(
        "counts", None, f"{len(data)} pictures with {', '.join(data.labels) or 'no masks'}"
    )
    if isinstance(data, Pack) and isinstance(count := data.meta.get("count"), int):
        ok = len(data) == count
        yield Finding("counts", ok, f"{len(data)} pictures, meta.json says {count}")
    if not isinstance(data, Archive):
        return
    have = Counter(part for parts in data.parts.values() for part in parts)
    for part in data.layout.parts:
        count = have[part.name] if part.name else len(data)
        published = (" at least " if part.at_least else " ") + " or ".join(map(str, part.pictures))
        if not count and part.optional:
            yield Finding("counts", None, f"{part.name}: not there (published:{published})")
        else:
            what = f"{part.name}: {count}" if part.name else f"{count}"
            yield Finding("counts", part.fits(count), f"{what} pictures, published:{published}")


def _pairs(data: DataSet) -> Iterator[Finding]:
    """Files without a partner, each by name."""
    orphans = data.orphans()
    for file in orphans:
        yield Finding("pairs", False, f"{file}: no partner of the same name")
    if not orphans:
        yield Finding("pairs", True, "every file has its partner")
    if isinstance(data, Archive):
        for file in data.listing.ignored:
            yield Finding("pairs", None, f"{file}: known litter, passed over")


def _manifest(data: DataSet) -> Iterator[Finding]:
    """Pictures that the stored manifest names but the folder lacks, and the reverse."""
    if not isinstance(data, Archive) or data.stored_splits is None:
        return
    absent = [stem for stem in data.stored_splits if stem not in data]
    unlisted = [stem for stem in data if stem not in data.stored_splits]
    for stems, what in ((absent, "listed but not there"), (unlisted, "there but not listed")):
        if stems:
            names = ", ".join(stems[:5]) + (" ..." if len(stems) > 5 else "")
            yield Finding("manifest", False, f"{len(stems)} pictures {what}: {names}")
    if not absent and not unlisted:
        yield Finding("manifest", True, "the splits are those of the stored manifest")


def _judged(votes: Polarity) -> Finding:
    if votes.verdict == "undecided":
        return Finding("polarity", None, f"{votes.label}: too few pictures to tell ({votes})")
    if votes.verdict == "right":
        return Finding("polarity", True, f"{votes.label}: the right way round ({votes})")
    return Finding("polarity", False, f"{votes.label}: looks reversed (only {votes}): try --invert")


def _violations(sample: Sample) -> Iterator[tuple[str, str]]:
    """Pairs of labels of which the first should lie within the second, and does not here."""
    for inner in sample.labels:
        mask = sample.truth(inner)
        for outer in get(inner).within:
            if outer in sample.masks and mask.any():
                beyond = mask & ~sample.truth(outer)
                if beyond.sum() > INVARIANT_SHARE * mask.sum():
                    yield inner, outer

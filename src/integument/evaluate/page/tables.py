"""The tables of the page."""

from __future__ import annotations

from collections.abc import Iterator

from integument.bench.counts import Counts
from integument.evaluate.evaluation import Evaluation, labels_of, tone_table
from integument.evaluate.page.lines import swatch
from integument.evaluate.page.markup import Markup, join, section, signed, table, tag
from integument.evaluate.report import PackScore
from integument.evaluate.tone_table import FEWEST_PICTURES, ToneTable

_MEBIBYTE = 1 << 20


def overview(found: Evaluation) -> Markup:
    """IoU of every segmenter on every pack and label, with intervals; the best is bold."""
    rows = []
    for scores in found.plain():
        for label in labels_of(scores):
            pictures = max(len(score.counts(label)) for score in scores)
            if pictures:
                best = max(score.mean(label)["iou"] for score in scores if score.counts(label))
                cells = [_iou_cell(score, label, best) for score in scores]
                rows.append((scores[0].name, label, pictures, *cells))
    return section(
        "IoU at a glance",
        table(("pack", "label", "pictures", *found.names), rows, texts=2),
        about="Intersection over union, mean over pictures, with its 95 % bootstrap interval over "
        f"pictures. Threshold {found.reports[0].threshold:g}.",
    )


def nobody(found: Evaluation) -> Markup:
    """What is marked where nobody is."""
    rows = [
        (
            score.name,
            label,
            _named(index, report.segmenter),
            len(score.counts(label)),
            *(f"{score.marked(label)[key]:.2%}" for key in ("mean", "max", "empty")),
        )
        for index, report in enumerate(found.reports)
        for score in report.packs
        if score.people_free and not score.stress
        for label in score.labels
        if score.counts(label)
    ]
    headings = ("pack", "label", "segmenter", "pictures", "marked", "at most", "left empty")
    return section(
        "Pictures of nobody",
        table(headings, sorted(rows, key=lambda row: row[:2]), texts=3),
        about="Share of pixels marked: every one is wrong.",
    )


def details(found: Evaluation) -> Markup:
    """Every mean of every segmenter."""
    rows = [
        (
            score.name,
            label,
            _named(index, found.names[index]),
            *(f"{value:.3f}" for value in score.mean(label).values()),
            f"{score.pooled(label)['iou']:.3f}",
            *(f"{value:.{digits}f}" for value, digits in _soft(score, label)),
            *_outline_cells(score, label),
        )
        for scores in found.plain()
        for label in labels_of(scores)
        for index, score in enumerate(scores)
        if score.counts(label)
    ]
    return section(
        "All metrics",
        table(
            (
                *("pack", "label", "segmenter", "IoU", "precision", "recall", "F1", "accuracy"),
                *("IoU pooled", "IoU bitwise", "MAE", "Hausdorff", "HD95", "mean distance"),
                "boundary IoU",
            ),
            rows,
            texts=3,
        ),
        about="Means over pictures, except the pooled IoU, which is over all pixels together. "
        "The bitwise IoU compares 8-bit grey values bit by bit, as some published tables do; MAE "
        "is in grey values, 0 to 255. Distances are between outlines, in pixels of the picture; "
        "± is the deviation over pictures, and where one mask is empty the distance is the "
        "picture's diagonal, counted in brackets.",
    )


def classes(found: Evaluation) -> Markup:
    """Several classes at once, in the three readings."""
    rows = [
        (
            score.name,
            _named(index, found.names[index]),
            reading,
            *(f"{values[key]:.3f}" for key in ("miou", "macc", "accuracy")),
        )
        for scores in found.plain()
        for index, score in enumerate(scores)
        for reading, values in score.classes().items()
    ]
    return section(
        "Classes",
        table(("pack", "segmenter", "mean over", "mIoU", "mAcc", "pixel accuracy"), rows, texts=3),
        about="Hair, skin and background as one choice a pixel, over all pixels together. Hair "
        "lies over skin. Tables that average over other classes cannot be compared.",
    )


def pairs(found: Evaluation) -> Markup:
    """Top-1 rates, and every two segmenters compared picture by picture."""
    top = [
        (
            one.pack,
            one.label,
            _named(index, name),
            len(one.pictures),
            f"{one.top.first[index]:.1%}",
            f"{one.top.split[index]:.1%}",
            one.top.ties,
        )
        for one in found.comparisons
        for index, name in enumerate(one.names)
    ]
    tests = [
        (
            one.pack,
            one.label,
            f"{pair.first} − {pair.second}",
            signed(pair.difference.mean),
            f"{signed(pair.difference.low)} … {signed(pair.difference.high)}",
            _p(pair.sign_flip),
            _p(pair.wilcoxon),
            _p(pair.corrected),
        )
        for one in found.comparisons
        for pair in one.pairs
    ]
    rate = ("pack", "label", "segmenter", "pictures", "Top-1", "ties split", "ties")
    test = ("pack", "label", "difference of", "IoU", "95 % interval", "p sign-flip", "p Wilcoxon")
    return section(
        "Who is better",
        table(rate, top, texts=3),
        table((*test, "p, all pairs"), tests, texts=3),
        about="Top-1: the share of pictures on which a segmenter has the highest IoU of those "
        "compared here, a tie going to the one listed first. Below, paired over pictures: "
        "a sign-flip permutation test of the means and Wilcoxon's signed-rank test, two-sided; "
        "the last column is the former corrected for all pairs (Holm).",
    )


def _gap(by_tone: ToneTable) -> str:
    gap = by_tone.gap
    if gap is None:
        return f"No gap is told: fewer than two tones have {FEWEST_PICTURES} pictures."
    return (
        f"Gap {gap.value:.3f} ({gap.low:.3f} … {gap.high:.3f}) between tones of "
        f"{FEWEST_PICTURES} pictures and more; worst tone: {by_tone.worst}."
    )


def tones(found: Evaluation) -> Markup:
    """Skin by tone."""
    parts = []
    for scores in found.plain():
        for index, score in enumerate(scores):
            by_tone = tone_table(found.tones, score)
            rows = [
                (
                    row.tone,
                    row.pictures,
                    _bar(row.score.value),
                    f"{row.score.low:.3f} … {row.score.high:.3f}",
                )
                for row in by_tone.rows
                if row.score is not None
            ]
            if rows:
                title = join([_named(index, found.names[index]), f" on {score.name}"])
                parts += [
                    tag("h3", title),
                    table(("tone", "pictures", "IoU", "95 % interval"), rows),
                    tag("p", _gap(by_tone)),
                ]
    return section(
        "Skin tones",
        *parts,
        about="Tones are estimated from the pixels of the true skin. They depend on light, "
        "exposure and camera, are no statement about a person, and are no phototype. Groups of "
        "few pictures have wide intervals and decide nothing.",
    )


def speed(found: Evaluation) -> Markup:
    """How large and how fast each segmenter is."""
    rows = [
        (
            _named(index, found.names[index]),
            subject.provenance.get("device") or "",
            "–" if subject.size is None else f"{subject.size / _MEBIBYTE:.2f}",
            *_counted(subject.counts),
            *(
                ("–", "–", "–")
                if subject.speed is None
                else (
                    f"{subject.speed.seconds * 1000:.1f}",
                    f"{subject.speed.megapixel * 1000:.0f}",
                    subject.speed.pictures,
                )
            ),
        )
        for index, subject in enumerate(found.subjects)
    ]
    return section(
        "Speed and size",
        table(
            (
                *("segmenter", "device", "file, MiB", "parameters", "GMACs"),
                *("ms a picture", "ms a megapixel", "timed"),
            ),
            rows,
            texts=2,
        ),
        about="Medians of when each prediction was made, with everything before and after the "
        "network, whatever else the machine was doing. GMACs are billions of "
        "multiply-accumulates for a square picture of the network's input size.",
    )


def _counted(counts: Counts | None) -> tuple[str, str]:
    """Parameters and billions of multiply-accumulates."""
    if counts is None:
        return "–", "–"
    work = counts.multiply_accumulates
    return f"{counts.parameters:,}", "–" if work is None else f"{work / 1e9:.2f}"


def failures(found: Evaluation) -> Markup:
    """Pictures that could not be scored."""
    rows: Iterator[tuple[str, ...]] = (
        (report.segmenter, score.name, failure.picture, failure.reason)
        for report in found.reports
        for score in report.packs
        for failure in score.failures
    )
    return section("Not scored", table(("segmenter", "pack", "picture", "why"), rows, texts=4))


def _iou_cell(score: PackScore, label: str, best: float) -> Markup:
    if not score.counts(label):
        return Markup("–")
    mean, low, high = score.interval(label)
    number = f"{mean:.3f}"
    shown = tag("b", number) if mean >= best else tag("span", number)
    return join([_bar_of(mean, shown), tag("small", f"{low:.3f} … {high:.3f}")])


def _bar(share: float) -> Markup:
    return _bar_of(share, tag("span", f"{share:.3f}"))


def _bar_of(share: float, shown: Markup) -> Markup:
    return tag("span", shown, class_="bar", style=f"--share:{share:.3f}")


def _soft(score: PackScore, label: str) -> tuple[tuple[float, int], tuple[float, int]]:
    soft = score.soft(label)
    return (soft["bitwise_iou"], 3), (soft["absolute_error"], 1)


def _outline_cells(score: PackScore, label: str) -> list[str]:
    found = score.outlines(label)
    if not found:
        return ["–"] * 4
    empty = f" ({found['undefined']:.0f})" if found["undefined"] else ""
    return [
        f"{found['hausdorff']:.1f} ± {found['hausdorff_deviation']:.1f}{empty}",
        f"{found['hausdorff95']:.1f}",
        f"{found['mean_distance']:.2f}",
        f"{found['boundary_iou']:.3f}",
    ]


def _named(index: int, name: str) -> Markup:
    return join([swatch(index), name])


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"

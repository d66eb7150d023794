"""The worst and the best pictures of every pack and label, with what each segmenter made of them.

Where everything is right the picture shows through in green; what was missed is blue, what was
marked wrongly is orange, ignored pixels are hatched grey.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.arrays import to_bytes
from integument.data.sample import Sample
from integument.errors import InputError
from integument.evaluate.evaluation import Evaluation, labels_of
from integument.evaluate.page.lines import swatch
from integument.evaluate.page.markup import Markup, fold, join, section, tag
from integument.evaluate.report import Row
from integument.evaluate.scoring import Pictures, Scorable

WORST, BEST = 6, 3
"""Pictures a pack and label: failures teach more than successes."""

HEIGHT = 168
"""Of a picture on the page, pixels: an outline can be judged, a page stays a few MiB."""

HITS, EXTRAS, MISSES = (0, 158, 115), (230, 100, 0), (20, 90, 220)
"""RGB of right, wrongly marked and missed pixels; told apart by any colour vision."""

_STRENGTH = 0.6
_QUALITY = [cv2.IMWRITE_JPEG_QUALITY, 82]


def cases_section(found: Evaluation) -> Markup:
    """A grid of pictures for every pack and label; by the mean IoU of all segmenters."""
    parts = []
    for pack, scores in zip(found.packs, found.by_pack(), strict=True):
        if scores[0].people_free or scores[0].stress:
            continue
        for label in labels_of(scores):
            tables = [score.by_picture(label) for score in scores]
            worst, best = chosen([table for table in tables if table])
            grids = [
                grid
                for title, stems in (("Worst", worst), ("Best", best))
                if (grid := _grid(found, pack, label, title, stems, tables))
            ]
            if grids:
                first = label == labels_of(scores)[0]
                parts.append(fold(f"{scores[0].name} · {label}", *grids, open_=first))
    colours = (("right", HITS), ("marked wrongly", EXTRAS), ("missed", MISSES))
    keys = [
        tag("span", tag("i", class_="swatch", style=f"background:rgb{rgb}"), name, class_="key")
        for name, rgb in colours
    ]
    return section(
        "Worst and best pictures",
        tag("p", *keys, class_="legend") if parts else "",
        *parts,
        about="Chosen by the IoU averaged over the segmenters. Under each picture its IoU.",
    )


def chosen(tables: Sequence[Mapping[str, Row]]) -> tuple[list[str], list[str]]:
    """The worst and the best pictures of those that every segmenter was scored on.

    Pictures in which a label rightly is nowhere and nobody marked it are left out: there is
    nothing to see. No picture is in both lists.
    """
    if not tables:
        return [], []
    common = [name for name in tables[0] if all(name in table for table in tables)]
    seen = [
        name
        for name in common
        if any(
            (c := table[name].counts).hits or c.extras or c.misses
            for table in tables
        )
    ]  # fmt: skip
    ordered = sorted(seen, key=lambda name: sum(table[name].counts.iou for table in tables))
    worst = ordered[: min(WORST, (len(ordered) + 1) // 2)]
    rest = ordered[len(worst) :]
    return worst, rest[::-1][:BEST]


def overlay(
    rgb: NDArray[np.uint8],
    marked: NDArray[np.bool_],
    truth: NDArray[np.bool_],
    ignored: NDArray[np.bool_] | None = None,
) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 RGB: a greyed picture with right and wrong pixels in colour."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)[:, :, None]
    shown = np.repeat(60 + 0.7 * grey, 3, axis=2)
    known = np.ones(truth.shape, bool) if ignored is None else ~ignored
    for colour, where in (
        (HITS, marked & truth & known),
        (EXTRAS, marked & ~truth & known),
        (MISSES, ~marked & truth & known),
    ):
        tint = np.array(colour, np.float32)
        shown[where] = (1 - _STRENGTH) * shown[where] + _STRENGTH * tint
    rows, columns = np.indices(truth.shape, sparse=True)
    shown[~known & ((rows + columns) // 4 % 2 == 0)] *= 0.6
    return to_bytes(shown)


def _grid(
    found: Evaluation,
    pack: Pictures,
    label: str,
    title: str,
    stems: Sequence[str],
    tables: Sequence[Mapping[str, Row]],
) -> Markup:
    cards = [
        tag("div", *_card(found, pack.read(stem, (label,)), label, stem, tables), class_="case")
        for stem in stems
    ]
    return join([tag("h3", title), tag("div", *cards, class_="cases")]) if cards else Markup()


def _card(
    found: Evaluation,
    sample: Sample,
    label: str,
    stem: str,
    tables: Sequence[Mapping[str, Row]],
) -> Iterator[Markup]:
    yield _figure(sample.image, tag("span", stem), f"picture {stem}")
    for index, (subject, report) in enumerate(zip(found.subjects, found.reports, strict=True)):
        if stem not in tables[index]:
            continue
        iou = f"{tables[index][stem].counts.iou:.3f}"
        shown = _prediction(subject.segmenter, sample, label, report.threshold)
        caption = join([swatch(index), tag("b", iou), tag("small", f" {report.segmenter}")])
        yield _figure(shown, caption, f"{report.segmenter}, {label}: IoU {iou}")


def _prediction(
    segmenter: Scorable, sample: Sample, label: str, threshold: float
) -> NDArray[np.uint8]:
    try:
        marked = np.asarray(segmenter.predict(sample.image)[label]) >= threshold
    except InputError:  # a stored prediction that has been damaged since
        return sample.image
    return overlay(sample.image, marked, sample.truth(label), sample.ignored(label))


def _figure(rgb: NDArray[np.uint8], caption: Markup, alternative: str) -> Markup:
    height, width = rgb.shape[:2]
    scale = HEIGHT / height
    size = (max(1, round(width * scale)), HEIGHT)
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    _, data = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), _QUALITY)
    source = "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode("ascii")
    image = tag("img", src=source, alt=alternative, width=size[0], height=size[1], loading="lazy")
    return tag("figure", Markup(image.removesuffix("</img>")), tag("figcaption", caption))

"""The page: what it says, in order."""

from __future__ import annotations

from integument import __version__
from integument.evaluate.evaluation import Evaluation
from integument.evaluate.page import tables
from integument.evaluate.page.cases import cases_section
from integument.evaluate.page.charts import curve_section
from integument.evaluate.page.lines import swatch
from integument.evaluate.page.markup import Markup, document, join, section, table, tag
from integument.evaluate.page.stress import stress_section
from integument.evaluate.report import POLICY


def build(found: Evaluation) -> str:
    """The whole page as HTML; it refers to nothing outside itself."""
    title = " vs ".join(found.names) if len(found.names) < 4 else f"{len(found.names)} segmenters"
    return document(
        f"Evaluation: {title}",
        tag("header", tag("h1", title), _summary(found)),
        tables.overview(found),
        tables.nobody(found),
        tables.pairs(found),
        curve_section(found),
        tables.details(found),
        tables.classes(found),
        tables.tones(found),
        stress_section(found),
        cases_section(found),
        tables.speed(found),
        tables.failures(found),
        _method(found),
    )


def _summary(found: Evaluation) -> Markup:
    plain = [scores[0] for scores in found.by_pack() if not scores[0].stress]
    pictures = sum(len({row.picture for row in score.rows}) for score in plain)
    facts = (
        (len(found.reports), "segmenters" if len(found.reports) > 1 else "segmenter"),
        (len(plain), "packs" if len(plain) > 1 else "pack"),
        (f"{pictures:,}", "pictures"),
        (f"{found.reports[0].threshold:g}", "threshold"),
    )
    return tag(
        "div",
        *(tag("p", tag("b", number), f" {unit}") for number, unit in facts),
        class_="facts",
    )


def _method(found: Evaluation) -> Markup:
    models = [
        (
            join([swatch(index), name]),
            subject.provenance.get("asked_for") or "",
            tag("code", subject.provenance.get("sha256") or "–"),
        )
        for index, (name, subject) in enumerate(zip(found.names, found.subjects, strict=True))
    ]
    data = [
        (scores[0].name, scores[0].path, len({row.picture for row in scores[0].rows}))
        for scores in found.by_pack()
        if not scores[0].stress
    ]
    settings = [(key, value) for key, value in found.settings.items() if value is not None]
    return section(
        "How it was measured",
        tag("p", f"{POLICY[0].upper()}{POLICY[1:]}."),
        table(("segmenter", "asked for", "SHA-256"), models, texts=3),
        table(("pack", "folder", "pictures"), data, texts=2),
        table(("setting", "value"), settings, texts=2),
        tag("p", f"integument {__version__}", class_="about"),
    )

"""The classical segmenters by name, and how to open one."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from integument.errors import UsageError, unknown
from integument.settings import assign

if TYPE_CHECKING:
    from integument.classical.rule import Rule
    from integument.data.pack import Pack


@dataclass(frozen=True, slots=True)
class Entry:
    """One classical segmenter.

    Attributes
    ----------
    where : ``module:class`` below ``integument.classical``
    number : the number under which experiments refer to it
    """

    where: str
    number: str

    def open(self) -> type[Rule[Any]]:
        """The class."""
        module, _, name = self.where.partition(":")
        return getattr(importlib.import_module(f"integument.classical.{module}"), name)


ENTRIES: dict[str, Entry] = {
    "rgb": Entry("rgb_rules:RgbRules", "C1"),
    "mixed": Entry("mixed_rule:MixedRule", "C2"),
    "hsv": Entry("hsv_range:HsvRange", "C3"),
    "face-hsv": Entry("face_adaptive:FaceAdaptive", "C4"),
    "ycbcr": Entry("ycbcr_box:YCbCrBox", "C5"),
    "ycbcr-hsv": Entry("ycbcr_hsv:YCbCrHsv", "C6"),
    "ellipse": Entry("ellipse:Ellipse", "C7"),
    "rotated-ellipse": Entry("ellipse:RotatedEllipse", "C8"),
    "mrf": Entry("mrf:Mrf", "C9"),
    "mixtures": Entry("mixtures:Mixtures", "C10"),
    "adaptive-mixtures": Entry("adaptive_mixtures:AdaptiveMixtures", "C10"),
    "histogram": Entry("histogram:Histogram", "C11"),
    "mlp": Entry("mlp:Mlp", "C12"),
    "mediapipe": Entry("mediapipe:MediaPipe", "C13"),
}
"""Name → where it is."""


def load(
    name: str, *, settings_file: str | Path | None = None, learn_from: Pack | None = None
) -> Rule[Any]:
    """The classical segmenter called ``name``, ready to predict.

    Parameters
    ----------
    settings_file : a TOML file with settings to change; see the rule's ``settings_type``
    learn_from : labelled pictures for the rules that learn; the others leave them alone

    Raises
    ------
    UsageError
        For an unknown name or setting, or a rule that must learn and has nothing to learn from.
    InputError
        If the file cannot be read, or the pictures lack what is to be learned.
    """
    if name not in ENTRIES:
        raise unknown("classical segmenter", name, ENTRIES)
    rule = ENTRIES[name].open()
    settings = assign(rule.settings_type(), file=settings_file)
    if learn_from is not None:
        return rule.learn(learn_from, settings)
    if rule.needs_pictures:
        raise UsageError(
            f"'{name}' learns its colours from labelled pictures: name a pack with --learn-from"
        )
    return rule(settings)


def load_text(text: str, learn_from: Pack | None = None) -> Rule[Any]:
    """:func:`load` for ``name`` or ``name=settings.toml``, as on the command line."""
    name, _, file = text.partition("=")
    return load(name, settings_file=file or None, learn_from=learn_from)

"""The rules on colour that can be tuned by eye, their sliders, and their settings as files.

A file is what ``integument evaluate --classical NAME=FILE`` reads: TOML, one line a setting.
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from typing import Any

from integument.classical.registry import ENTRIES
from integument.classical.rule import Rule
from integument.errors import InputError, UsageError, unknown
from integument.settings import assign

RULES = {
    "hsv": "Hue, saturation, value",
    "ycbcr": "Cb and Cr, box",
    "ellipse": "Cb and Cr, ellipse",
    "face-hsv": "Colours of the face",
}
"""Name → what it is called on the page."""


@dataclasses.dataclass(frozen=True, slots=True)
class Slider:
    """One setting of one rule, as the page draws it."""

    name: str
    default: float
    least: float
    most: float
    step: float


_HUE, _BYTE = (0, 179, 1), (0, 255, 1)
RANGES: dict[str, tuple[float, float, float]] = {
    "hue_low": _HUE,
    "hue_high": _HUE,
    **dict.fromkeys(
        ("saturation_low", "saturation_high", "value_low", "value_high")
        + ("subtract_red", "subtract_green", "subtract_blue")
        + ("cb_low", "cb_high", "cr_low", "cr_high"),
        _BYTE,
    ),
    "cb": (60, 180, 0.01),
    "cr": (100, 220, 0.01),
    "a": (1, 60, 0.01),
    "b": (1, 60, 0.01),
    "angle": (0, 180, 0.1),
    "ellipse": (1, 31, 1),
    "blur": (0, 31, 1),
    "spread": (0.1, 4, 0.1),
    "scale_factor": (1.05, 2, 0.05),
    "min_neighbours": (0, 20, 1),
    "min_size": (10, 300, 1),
}
"""Setting → least, most and step of its slider: what is physically possible, or where a longer
slider would only be harder to set. A file may go beyond, as far as the rule itself allows."""


def sliders(rule: str) -> list[Slider]:
    """The sliders of a rule, in the order of its settings."""
    defaults = _defaults(rule)
    return [
        Slider(field.name, getattr(defaults, field.name), *RANGES[field.name])
        for field in dataclasses.fields(defaults)
    ]


def opened(rule: str, texts: Mapping[str, str]) -> Rule[Any]:
    """The rule with these settings changed; raises UsageError for what does not fit."""
    defaults = _defaults(rule)
    return ENTRIES[rule].open()(_assigned(defaults, texts))


def read_file(rule: str, content: bytes) -> dict[str, float]:
    """All settings of a rule after a file.

    Raises
    ------
    InputError
        If it is not TOML.
    UsageError
        If a setting is unknown or its value does not fit.
    """
    defaults = _defaults(rule)
    try:
        values = tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"settings: not readable as TOML: {str(error)[:200]}") from None
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UsageError(f"{name[:60]}: expected a number")
    changed = _assigned(defaults, {name: repr(value) for name, value in values.items()})
    return dataclasses.asdict(changed)


def write_file(rule: str, texts: Mapping[str, str]) -> str:
    """The file of a rule with these settings: every setting, those unchanged too."""
    settings = _assigned(_defaults(rule), texts)
    lines = [f"{name} = {value!r}" for name, value in dataclasses.asdict(settings).items()]
    head = f"# integument evaluate --data PACK --classical {rule}=THIS_FILE"
    return "\n".join([head, *lines]) + "\n"


def _defaults(rule: str) -> Any:
    if rule not in RULES:
        raise unknown("rule", rule[:60], RULES)
    return ENTRIES[rule].open().settings_type()


def _assigned(defaults: Any, texts: Mapping[str, str]) -> Any:
    try:
        return assign(defaults, [f"{name}={text}" for name, text in texts.items()])
    except UsageError as error:
        # Written for the command line, whose option nobody has typed here.
        raise UsageError(str(error).removeprefix("--set ")) from None

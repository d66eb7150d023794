"""Whether packs have the masks that a run learns from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from integument.errors import InputError


def undrawn(
    drawn: Mapping[Path, Collection[str]], wanted: Collection[str], needed: Collection[str]
) -> list[str]:
    """Labels of ``wanted`` that nobody drew: their channels learn from people-free pictures alone.

    Parameters
    ----------
    drawn : folder with people → labels drawn in it
    wanted : labels of the run
    needed : those without which the network makes no sense

    Raises
    ------
    InputError
        If a folder has none of ``wanted``, or no folder has one of ``needed``.
    """
    for folder, labels in drawn.items():
        if not set(labels) & set(wanted):
            raise InputError(
                f"{folder}: no masks of {_either(wanted)}, which this run learns; it has "
                f"{', '.join(labels) or 'none at all'}: leave it out, or change --set labels="
            )
    known = {label for labels in drawn.values() for label in labels}
    for label in wanted:
        if label in needed and label not in known:
            raise InputError(
                f"no masks of {label} in {', '.join(map(str, drawn))}: "
                f"this network learns {' and '.join(needed)}: add a pack that has them"
            )
    return [label for label in wanted if label not in known]


def _either(labels: Collection[str]) -> str:
    *most, last = labels
    return f"{', '.join(most)} or {last}" if most else last

"""Networks, one architecture a file, addressed by name. They know neither data nor files.

Importing this package does not import torch; :func:`build` does.
"""

from __future__ import annotations

from importlib import import_module
from inspect import signature
from typing import TYPE_CHECKING, Any

from integument.errors import UsageError, unknown
from integument.extras import require
from integument.nets.catalogue import ALIASES, ARCHITECTURES, Architecture

if TYPE_CHECKING:
    from integument.nets.network import Network

__all__ = ["ALIASES", "ARCHITECTURES", "Architecture", "build", "kind_of"]


def build(name: str, labels: int, **settings: Any) -> Network:
    """A freshly initialised network with ``labels`` output channels.

    ``settings`` are those of its class, on top of what its entry in :data:`ARCHITECTURES` says.

    Raises :class:`~integument.errors.UsageError` for a name that does not exist, a number of
    labels that the network cannot have or a setting it does not know, and
    :class:`~integument.errors.MissingExtraError` where torch is not installed.
    """
    kind = kind_of(name)
    entry = ARCHITECTURES[name]
    if entry.labels and labels != len(entry.labels):
        raise UsageError(
            f"network '{name}' is for {len(entry.labels)} labels ({', '.join(entry.labels)}), "
            f"got {labels}"
        )
    settings = {**entry.settings, **settings}
    known = [argument for argument in signature(kind).parameters if argument != "labels"]
    for setting in settings:
        if setting not in known:
            raise unknown(f"setting of network '{name}'", setting, known)
    return kind(labels=labels, **settings)


def kind_of(name: str) -> type[Network]:
    """The class of a network; errors as those of :func:`build`."""
    if name not in ARCHITECTURES:
        raise unknown("network", name, ARCHITECTURES)
    module, _, attribute = ARCHITECTURES[name].where.partition(":")
    # Asked first, so that its absence is told apart from our faults.
    require("building a network", "train", "torch")
    kind: type[Network] = getattr(import_module(f"{__name__}.{module}"), attribute)
    return kind

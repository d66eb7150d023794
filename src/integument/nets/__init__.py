"""Networks, one architecture a file, addressed by name. They know neither data nor files.

Importing this package does not import torch; :func:`build` does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from integument.errors import MissingExtraError, unknown

if TYPE_CHECKING:
    from torch import nn

ARCHITECTURES: dict[str, str] = {
    "integument": "integument.nets.integument:Integument",
    "integument_fast": "integument.nets.integument:IntegumentFast",
    "deeplab_mobilenet": "integument.nets.deeplab_mobilenet:DeepLabMobileNet",
}
"""Name of each architecture and where its class is."""


def build(name: str, labels: int) -> nn.Module:
    """A freshly initialised network with ``labels`` output channels.

    Raises :class:`~integument.errors.UsageError` for a name that does not exist and
    :class:`~integument.errors.MissingExtraError` where torch is not installed.
    """
    if name not in ARCHITECTURES:
        raise unknown("network", name, ARCHITECTURES)
    module, _, attribute = ARCHITECTURES[name].partition(":")
    try:
        import torch  # noqa: F401  (asked first, so that its absence is told apart from our faults)
    except ImportError:
        raise MissingExtraError("building a network", extra="train") from None
    return getattr(import_module(module), attribute)(labels=labels)

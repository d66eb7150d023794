"""What a network begins with: ImageNet weights for its backbone, or nothing, and saying which."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from integument.errors import UsageError
from integument.nets.backbones.weights import load_imagenet
from integument.nets.network import Network

SCRATCH, IMAGENET = "none", "imagenet"


def pretrain(net: Network, weights: str, say: Callable[[str], None]) -> bool:
    """Fills the backbone of ``net`` as the setting ``weights`` says; whether it was filled.

    ``weights`` is ``none``, ``imagenet`` or a file in torchvision's form. What was done is told to
    ``say`` in one line, where there is a backbone at all.

    Raises :class:`UsageError` for a network without a backbone, and what :func:`load_imagenet` does
    for a file that does not fit.
    """
    backbone = getattr(net, "backbone", None)
    if weights == SCRATCH:
        if getattr(backbone, "published", None) is not None:
            say(f"  {type(backbone).__name__}: from scratch; --set weights=imagenet begins trained")
        return False
    if backbone is None:
        raise UsageError(
            f"setting 'weights': {type(net).__name__} has no backbone that is trained on ImageNet: "
            "use weights=none"
        )
    file = None if weights == IMAGENET else Path(weights)
    if not load_imagenet(backbone, file, warn=lambda line: say(f"  {line}")):
        return False
    say(f"  {type(backbone).__name__}: begins with {file or 'ImageNet weights'}")
    return True

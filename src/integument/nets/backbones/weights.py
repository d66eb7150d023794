"""Published ImageNet weights for a backbone: from a file, from the cache, or fetched."""

from __future__ import annotations

import hashlib
import pickle
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from integument.errors import InputError, ModelError, OutputError, UsageError
from integument.models.fetch import cache_folder, download

HOST = "https://download.pytorch.org/models"
"""Of torchvision's weights: BSD-3-Clause, learned from ImageNet, which is for research."""


@dataclass(frozen=True, slots=True)
class Published:
    """Where the weights of a backbone are and how their names differ from ours.

    Attributes
    ----------
    file : name of the file, as published
    sha256 : its checksum in hexadecimal
    prefix : what published names begin with where ours do not
    names : (ours, published) pieces of a parameter's name
    """

    file: str
    sha256: str
    prefix: str = ""
    names: tuple[tuple[str, str], ...] = ()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{HOST}/{self.file}"

    @property
    def cached(self) -> Path:
        """Where a fetched file is kept."""
        return cache_folder() / "backbones" / self.file

    def name_of(self, ours: str) -> str:
        """The published name of our parameter ``ours``."""
        for mine, theirs in self.names:
            ours = ours.replace(mine, theirs)
        return self.prefix + ours


def load_imagenet(
    backbone: nn.Module,
    file: Path | None = None,
    *,
    fetch: bool = True,
    warn: Callable[[str], None] = warnings.warn,
) -> bool:
    """Fills ``backbone`` with ImageNet weights; False, after a warning, where there are none.

    Parameters
    ----------
    backbone : one of this package, such as the ``backbone`` of a network
    file : a state dict in torchvision's form; by default the published one, which is fetched to
        the cache folder when it is first needed, unless INTEGUMENT_OFFLINE is set
    fetch : whether the network may be used at all
    warn : receives the one line that says training starts from scratch

    Raises
    ------
    InputError
        If ``file`` cannot be read.
    ModelError
        If it holds the weights of something else, or has the published name and another checksum.
    UsageError
        If no weights are published for this backbone and no file is given.
    """
    published: Published | None = getattr(backbone, "published", None)
    name = type(backbone).__name__
    if file is not None:
        _check(file, published)
        _fill(backbone, published, file)
        return True
    if published is None:
        raise UsageError(f"{name}: no ImageNet weights are published for it: give a file")
    if not published.cached.is_file():
        try:
            if not fetch:
                raise ModelError(f"{published.file} is not at {published.cached}")
            download(published.url, published.cached, sha256=published.sha256)
        except (ModelError, OutputError) as error:
            warn(f"no ImageNet weights for {name}, training starts from scratch: {error}")
            return False
    _fill(backbone, published, published.cached)
    return True


def _check(file: Path, published: Published | None) -> None:
    """A file with the published name should be that file; others may be anybody's weights."""
    if published is None or file.name != published.file:
        return
    try:
        with file.open("rb") as stream:
            got = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror or error}") from error
    if got != published.sha256:
        raise ModelError(
            f"{file}: damaged, or not the published file: checksum {got[:12]}… instead of "
            f"{published.sha256[:12]}…; fetch it again from {published.url}, or, if these are "
            "weights of your own, give the file another name"
        )


def _fill(backbone: nn.Module, published: Published | None, file: Path) -> None:
    theirs = _read(file)
    ours = backbone.state_dict()
    filled: dict[str, Tensor] = {}
    for key, tensor in ours.items():
        name = published.name_of(key) if published is not None else key
        if name not in theirs:
            # Batch normalisation counted no steps when the oldest files were written.
            if key.endswith("num_batches_tracked"):
                filled[key] = tensor
                continue
            raise ModelError(
                f"{file}: not the weights of {type(backbone).__name__}: '{name}' is missing"
            )
        if theirs[name].shape != tensor.shape:
            raise ModelError(
                f"{file}: not the weights of {type(backbone).__name__}: '{name}' should be "
                f"{tuple(tensor.shape)}, got {tuple(theirs[name].shape)}"
            )
        filled[key] = theirs[name]
    backbone.load_state_dict(filled)


def _read(file: Path) -> dict[str, Tensor]:
    try:
        state = torch.load(file, map_location="cpu", weights_only=True)
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror or error}") from error
    except (RuntimeError, EOFError, ValueError, pickle.UnpicklingError) as error:
        raise InputError(f"{file}: not a file of torch weights") from error
    if not isinstance(state, dict):
        raise InputError(f"{file}: expected a state dict, got {type(state).__name__}")
    return state

"""The one vocabulary of what hair is like, as :mod:`integument.labels` is that of masks.

The generator writes these words, readers map data sets onto them, networks answer in this order,
and the command line and the files use these names.
"""

from __future__ import annotations

from collections.abc import Iterable

COLOURS = ("black", "blond", "brown", "gray")
"""The four of HairNet, as the attributes of CelebA are spelled."""

SHADES = (*COLOURS, "red", "dyed")
"""Those, and two that are none of them."""

BINARY = ("straight", "wavy", "bangs", "bald")
"""Independent questions of yes or no. Coils and locs are neither straight nor wavy."""

COLOUR = "hair_colour"
"""The column of an ``index.csv``, and what the outputs of a network begin with."""


def outputs(colours: Iterable[str]) -> tuple[str, ...]:
    """Names of a network's outputs: a softmax over ``colours``, then a sigmoid for each of
    :data:`BINARY`."""
    return (*(f"{COLOUR}:{colour}" for colour in colours), *BINARY)

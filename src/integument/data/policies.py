"""How batches are put together, by the names that settings use. Light enough for any import."""

from __future__ import annotations

MIXES = ("pool", "alternate", "ratio")
"""``pool``: any picture of any folder. ``alternate``: each batch from one folder, in turn, the
shorter ones over again. ``ratio``: every batch holds pictures of every folder in fixed shares."""

AUGMENTS = ("full", "light", "zoom", "patch", "views", "head", "none")
"""``full``: everything (:mod:`integument.data.augment`). The others are those of the sources:
``light`` flips, resizes and crops (mutual guidance); ``zoom`` flips, zooms by up to 20 % and turns
by up to 20 degrees (label refinement); ``patch`` takes random patches of the picture as it is
(S2MGen); ``views`` goes through the seven views of the U²-Net trainer, epoch by epoch
(:mod:`integument.data.views`); ``head`` is ``full`` on the square around the largest head
(:mod:`integument.data.heads`); ``none`` fits the picture into the crop."""

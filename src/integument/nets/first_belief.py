"""What mutual guidance may believe before it has looked: a box of a body and the colour of skin.

The paper begins with nothing, and tries as an alternative a filled box around the body and a
mixture of Gaussians for skin. It does not say where its boxes come from. Here they are given, as
``(left, top, right, bottom)`` in pixels, or taken from where the colour of skin is: that needs no
detector, is the same in training and in an exported file, and never looks at the truth.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from integument.classical.mixtures import probability_table

BINS = 32
"""Colours are told apart in so many steps a channel: 128 kilobytes of table."""

PRIOR = 0.3
"""How likely a pixel is skin before its colour is seen, as in the classical segmenter."""

OUTLIERS = 0.02
"""Share of skin-coloured pixels left out at each end: wood and sand are never far."""

MARGIN = 0.25
"""A body reaches further than its skin: by this share of the box's side, at each end."""

BODY_WIDTH, BODY_HEIGHT = 3.0, 7.5
"""A standing person in faces: shoulders are about three wide, a figure seven and a half high."""


class FirstBelief(nn.Module):
    """Pictures ``(N, 3, H, W)`` float RGB in [0, 1] → beliefs ``(N, 2, H, W)``, skin and body."""

    table: Tensor

    def __init__(self) -> None:
        super().__init__()
        # Published numbers, not weights: they are in no checkpoint.
        table = torch.from_numpy(probability_table(BINS, PRIOR))
        self.register_buffer("table", table, persistent=False)

    def forward(self, image: Tensor, boxes: Tensor | None = None) -> Tensor:
        """``boxes`` ``(N, 4)`` are those of bodies; NaN, or none at all: from the colours."""
        skin = self.skin(image)
        found = box_of_colour(skin)
        if boxes is not None:
            found = torch.where(boxes.isnan(), found, boxes.to(found))
        return torch.cat([skin, filled(found, image)], dim=1)

    def skin(self, image: Tensor) -> Tensor:
        """The probability ``(N, 1, H, W)`` of skin by colour alone."""
        red, green, blue = (image * BINS).long().clamp(0, BINS - 1).unbind(1)
        return self.table[(red * BINS + green) * BINS + blue][:, None].to(image.dtype)


def box_of_colour(skin: Tensor) -> Tensor:
    """A body's box ``(N, 4)`` from probabilities of skin ``(N, 1, H, W)``; empty without any."""
    likely = (skin[:, 0] >= 0.5).float()
    left, right = _reach(likely.sum(1))
    top, bottom = _reach(likely.sum(2))
    across, down = MARGIN * (right - left), MARGIN * (bottom - top)
    return torch.stack([left - across, top - down, right + across, bottom + down], dim=1)


def _reach(counts: Tensor) -> tuple[Tensor, Tensor]:
    """Where pixels begin and end, but for outliers, from their number ``(N, L)`` along a side."""
    so_far = counts.cumsum(1)  # whole numbers: exact, so every runtime draws the same box
    total = so_far[:, -1:]
    begin = (so_far <= OUTLIERS * total).sum(1)
    end = (so_far < (1 - OUTLIERS) * total).sum(1) + 1
    seen = total[:, 0] > 0
    return torch.where(seen, begin, 0).float(), torch.where(seen, end, 0).float()


def box_around(mask: Tensor) -> Tensor:
    """The box ``(N, 4)`` around ``mask`` ``(N, H, W)``, at least one half; NaN around nothing."""
    there = mask >= 0.5
    columns, rows = there.any(1), there.any(2)
    (left, right), (top, bottom) = _ends(columns), _ends(rows)
    box = torch.stack([left, top, right, bottom], dim=1).float()
    return torch.where(columns.any(1, keepdim=True), box, torch.nan)


def _ends(there: Tensor) -> tuple[Tensor, Tensor]:
    """First and one past the last True of ``(N, L)``."""
    there = there.int()
    return there.argmax(1), there.shape[1] - there.flip(1).argmax(1)


def box_of_face(faces: Tensor) -> Tensor:
    """Boxes ``(N, 4)`` of the people whose faces have the boxes ``(N, 4)``, upright and whole."""
    left, top, right, bottom = faces.unbind(1)
    middle, half = (left + right) / 2, BODY_WIDTH * (right - left) / 2
    return torch.stack(
        [middle - half, top, middle + half, top + BODY_HEIGHT * (bottom - top)], dim=1
    )


def filled(boxes: Tensor, image: Tensor) -> Tensor:
    """Ones inside ``boxes`` ``(N, 4)``, zeros outside: ``(N, 1, H, W)`` for pictures of that size.

    Sides may lie between pixels or outside the picture.
    """
    left, top, right, bottom = boxes[:, :, None].unbind(1)
    x = torch.arange(image.shape[3], device=image.device) + 0.5
    y = torch.arange(image.shape[2], device=image.device) + 0.5
    across, down = (x > left) & (x < right), (y > top) & (y < bottom)
    return (down[:, None, :, None] & across[:, None, None, :]).to(image.dtype)

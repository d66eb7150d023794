"""How carefully the edge of what was found is drawn: the levels, and the way from name to work.

========  ========================================================================================
``fast``  masks follow brightness (:mod:`integument.refine`); cut-outs mix the colours of both
          sides pixel by pixel (:mod:`integument.matte`)
``fine``  both come from closed-form matting in a band around the edge, which also looks at how
          neighbours hang together (:mod:`integument.closed_form`); takes more time
========  ========================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from integument.errors import unknown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FAST, FINE = EDGES = ("fast", "fine")


def check_edges(edges: str) -> str:
    """``edges`` itself; raises UsageError unless it is one of :data:`EDGES`."""
    if edges not in EDGES:
        raise unknown("edges", edges, EDGES)
    return edges


def marked(
    probability: NDArray[np.float32], rgb: NDArray[np.uint8], threshold: float, edges: str
) -> NDArray[np.bool_]:
    """``(H, W) bool``: who is at least as probable as ``threshold``, with an edge of that level.

    With ``fine`` the threshold says who is marked, and where about the edge lies; the edge itself
    is where coverage is one half.
    """
    if edges == FAST:
        return probability >= threshold
    from integument.matte import matte

    centred = (probability + (0.5 - threshold)).clip(0, 1)
    return matte(centred, rgb, edges=FINE) >= 0.5

"""Segmenters that look at the colour of each pixel, from the literature before neural networks.

They are here to be measured: ``integument evaluate --classical rgb --data PACK`` scores them like
any network. Each is an object with ``name``, ``labels`` and ``predict``; :mod:`~.registry` lists
them. What each does, where it comes from and how well it does: ``docs/classical.md``.

>>> from integument.classical import load
>>> load("rgb").labels
('skin',)
"""

from integument.classical.registry import ENTRIES, load

__all__ = ["ENTRIES", "load"]

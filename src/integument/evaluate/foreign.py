"""Segmenters that are not ours, named as ``module:attribute``.

The attribute is an object with ``name``, ``labels`` and ``predict`` (see
:class:`integument.evaluate.scoring.Scorable`), or something to call that returns one::

    # rules.py
    import numpy as np

    class Reddish:
        name, labels = "reddish", ("skin",)

        def predict(self, rgb):
            red, green, blue = np.moveaxis(rgb.astype(int), -1, 0)
            return {"skin": ((red > 95) & (red > green + 15) & (red > blue)).astype(np.float32)}

``integument evaluate --model rules:Reddish --data PACK`` then scores it like any other.
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

from integument.errors import UsageError, unknown
from integument.evaluate.scoring import Scorable

_ENTRY = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")


def is_entry(text: str) -> bool:
    """True if the text reads as ``module:attribute`` and is not a file.

    >>> is_entry("rules:Reddish"), is_entry("integument"), is_entry("C:/models/a.onnx")
    (True, False, False)
    """
    return _ENTRY.fullmatch(text) is not None and not Path(text).exists()


def load(entry: str) -> Scorable:
    """The segmenter behind ``module:attribute``; modules in the current folder are found too.

    Raises
    ------
    UsageError
        If there is no such module or attribute, or what it gives is not a segmenter.
    """
    module_name, _, attribute = entry.partition(":")
    here = str(Path.cwd())
    sys.path.insert(0, here)
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise UsageError(f"model '{entry}': cannot import {module_name}: {error}") from error
    finally:
        sys.path.remove(here)
    if not hasattr(module, attribute):
        public = [name for name in vars(module) if not name.startswith("_")]
        raise unknown(f"attribute of {module_name}", attribute, public)
    found = getattr(module, attribute)
    # A class has the attributes too, but its predict() lacks an object to work with.
    if isinstance(found, type) or not isinstance(found, Scorable):
        found = found() if callable(found) else found
    if not isinstance(found, Scorable):
        raise UsageError(
            f"model '{entry}': expected an object with name, labels and predict(rgb), "
            f"got {type(found).__name__}"
        )
    return found

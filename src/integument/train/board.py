"""Curves for TensorBoard, in the folder of the run, where the package ``tensorboard`` is there."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class Board:
    """Writes numbers by step; does nothing without ``tensorboard``, or where it cannot write."""

    def __init__(self, folder: Path) -> None:
        self._writer: Any = None
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError:
            return
        with contextlib.suppress(OSError):
            self._writer = SummaryWriter(str(folder / "tensorboard"))

    def add(self, numbers: Mapping[str, float], step: int) -> None:
        """Add ``numbers`` by name; ``step`` is that of the run."""
        if self._writer is None:
            return
        try:
            for name, value in numbers.items():
                self._writer.add_scalar(name, value, step)
        except OSError:  # a full disk: told by what matters more, the next saved state
            self._writer = None

    def close(self) -> None:
        """Write what is still in memory."""
        if self._writer is not None:
            with contextlib.suppress(OSError):
                self._writer.close()

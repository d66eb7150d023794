"""What the tests of scoring share: small packs, written to disk."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from integument.data.pack import Pack


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Pack]:
    """Write a pack: ``{"a": picture(3)}, {"skin/a": left(2)}``, and what ``meta.json`` says."""

    def make(
        pictures: dict[str, np.ndarray],
        masks: dict[str, np.ndarray] | None = None,
        name: str = "pack",
        **meta: object,
    ) -> Pack:
        folder = tmp_path / name
        files = {f"images/{stem}": pixels[:, :, ::-1] for stem, pixels in pictures.items()}
        files |= {f"masks/{stem}": pixels for stem, pixels in (masks or {}).items()}
        for stem, pixels in files.items():
            (folder / stem).parent.mkdir(parents=True, exist_ok=True)
            assert cv2.imwrite(str(folder / f"{stem}.png"), pixels)
        (folder / "meta.json").write_text(json.dumps({"name": name, **meta}))
        return Pack(folder)

    return make

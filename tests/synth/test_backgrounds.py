"""Photographs behind people are kept in memory only up to a number of bytes."""

from __future__ import annotations

import cv2
import numpy as np

from integument.synth import backgrounds


def test_photographs_are_kept_up_to_a_number_of_bytes(tmp_path, monkeypatch) -> None:
    for number in range(6):
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.full((20, 20, 3), number, np.uint8))
    monkeypatch.setattr(backgrounds, "KEPT_BYTES", 3 * 20 * 20 * 3)
    photographs, rng = backgrounds.Photographs(tmp_path), np.random.default_rng(0)
    seen = {photographs.sample(rng).name for _ in range(60)}
    assert len(seen) == 6
    assert len(photographs._kept) == 3
    assert photographs._bytes == sum(p.nbytes for p in photographs._kept.values())


def test_a_photograph_larger_than_that_is_shown_all_the_same(tmp_path, monkeypatch) -> None:
    cv2.imwrite(str(tmp_path / "large.png"), np.full((20, 20, 3), 255, np.uint8))
    monkeypatch.setattr(backgrounds, "KEPT_BYTES", 10)
    photographs = backgrounds.Photographs(tmp_path)
    for _ in range(2):
        sample = photographs.sample(np.random.default_rng(0))
        np.testing.assert_array_equal(sample.picture, np.ones((20, 20, 3), np.float32))
    assert photographs._bytes == 0

"""Predictions are made once, for the same segmenter and the same pixels."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from integument.data.pack import Pack
from integument.errors import InputError, ModelError
from integument.evaluate.fingerprint import fingerprint
from integument.evaluate.scoring import Scorable, score
from integument.evaluate.store import Stored, checksum
from painted import Painted, left, picture


class Counting(Painted):
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def predict(self, rgb: np.ndarray) -> dict[str, np.ndarray]:
        self.asked += 1
        return super().predict(rgb)


def test_a_second_evaluation_asks_nothing_and_finds_the_same(make, tmp_path: Path) -> None:
    soft = np.dstack([left(4, 130), left(2, 90), left(0)])
    pack = make({"a": picture(skin=4), "b": soft}, {"skin/a": left(8), "skin/b": left(3)})
    inner = Counting()
    first = score(Stored(inner, "f", tmp_path / "kept"), [pack]).to_dict()
    assert inner.asked == 2
    second = score(Stored(inner, "f", tmp_path / "kept"), [pack]).to_dict()
    assert inner.asked == 2 and second == first == score(Painted(), [pack]).to_dict()
    score(Stored(inner, "another", tmp_path / "kept"), [pack])
    assert inner.asked == 4


def test_what_was_stopped_goes_on(make, tmp_path: Path) -> None:
    pack = make({"a": picture(1), "b": picture(2)}, {"skin/a": left(1), "skin/b": left(2)})

    class Stopped(Counting):
        def predict(self, rgb: np.ndarray) -> dict[str, np.ndarray]:
            if self.asked:
                raise KeyboardInterrupt
            return super().predict(rgb)

    with pytest.raises(KeyboardInterrupt):
        score(Stored(Stopped(), "f", tmp_path), [pack])
    inner = Counting()
    score(Stored(inner, "f", tmp_path), [pack])
    assert inner.asked == 1


def test_a_prediction_that_is_half_there_is_made_again(tmp_path: Path) -> None:
    inner = Counting()
    stored = Stored(inner, "f", tmp_path)
    stored.predict(picture(3))
    (stored.folder / "hair" / f"{checksum(picture(3))}.png").unlink()
    assert (stored.predict(picture(3))["hair"] == 0).all() and inner.asked == 2


def test_files_are_pictures_in_256_steps(tmp_path: Path) -> None:
    stored = Stored(Painted(), "f", tmp_path)
    values = stored.predict(picture(skin=3))["skin"]
    assert values.dtype == np.float32 and isinstance(stored, Scorable)
    file = tmp_path / "painted-f" / "skin" / f"{checksum(picture(skin=3))}.png"
    levels = cv2.imread(str(file), cv2.IMREAD_UNCHANGED)
    assert levels.dtype == np.uint8 and (levels == left(3)).all()


def test_a_damaged_prediction_is_named(make, tmp_path: Path) -> None:
    pack = make({"a": picture(1), "b": picture(2)}, {"skin/a": left(1), "skin/b": left(2)})
    stored = Stored(Painted(), "f", tmp_path)
    score(stored, [pack])
    damaged = stored.folder / "skin" / f"{checksum(picture(1))}.png"
    damaged.write_bytes(b"nonsense")
    with pytest.raises(InputError, match="damaged: delete it and run again"):
        stored.predict(picture(1))["skin"]
    (failure,) = score(stored, [pack]).packs[0].failures
    assert failure.picture == "a" and str(damaged) in failure.reason


def test_a_broken_promise_is_not_kept(tmp_path: Path) -> None:
    class Liar(Painted):
        labels = ("skin", "body")

    stored = Stored(Liar(), "f", tmp_path)
    with pytest.raises(ModelError, match="promised the label 'body'"):
        stored.predict(picture(1))
    with pytest.raises(ModelError):
        stored.predict(picture(1))


def test_times_survive_half_a_line(tmp_path: Path) -> None:
    stored = Stored(Painted(), "f", tmp_path)
    assert stored.times() == []
    stored.predict(picture(1))
    with (stored.folder / "seconds.csv").open("a") as lines:
        lines.write("10,1")
    (took,) = stored.times()
    assert (took.width, took.height) == (10, 10) and took.seconds >= 0


def test_the_name_of_a_picture_is_its_pixels() -> None:
    pixels = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    names = {checksum(pixels), checksum(pixels.reshape(2, 8, 3)), checksum(pixels + 1)}
    assert len(names) == 3 and checksum(pixels[:, ::1].copy()) in names


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], object]:
    """Write a module and make its ``Rule``."""
    monkeypatch.syspath_prepend(tmp_path)

    def load(source: str) -> object:
        (tmp_path / "rule_to_fingerprint.py").write_text(source)
        sys.modules.pop("rule_to_fingerprint", None)
        sys.path_importer_cache.clear()
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        return __import__("rule_to_fingerprint").Rule()

    return load


RULE = """
class Rule:
    name, labels = "rule", ("skin",)
    def __init__(self): self.limit = 7
    def predict(self, rgb): ...
"""


def test_a_fingerprint_follows_the_code_and_the_settings(load) -> None:
    rule = load(RULE)
    first = fingerprint(rule)
    assert first == fingerprint(load(RULE)) and first is not None
    rule.limit = 8
    assert fingerprint(rule) != first
    assert fingerprint(load(RULE.replace("...", "return {}"))) != first


def test_a_stated_fingerprint_counts_and_code_nobody_can_read_has_none() -> None:
    stated = type("Typed", (Painted,), {"fingerprint": "a"})()
    other = type("Typed", (Painted,), {"fingerprint": "b"})()
    assert fingerprint(stated) != fingerprint(other)
    typed = type("Typed", (Painted,), {"__module__": "__main__.nowhere"})()
    assert fingerprint(typed) is None


def test_the_fingerprint_of_a_network_is_its_file_and_size(toy_model: Path, make_model) -> None:
    from integument.segmenter import Segmenter

    first = fingerprint(Segmenter(toy_model, device="cpu"))
    assert first == fingerprint(Segmenter(toy_model, device="cpu"))
    assert first != fingerprint(Segmenter(toy_model, device="cpu", input_size=64))
    other = make_model(metadata={**_metadata(), "integument.licence": "MIT"})
    assert first != fingerprint(Segmenter(other, device="cpu"))


def _metadata() -> dict[str, str]:
    from integument.labels import NAMES

    return {
        "integument.labels": ",".join(NAMES),
        "integument.input_size": "128",
        "integument.name": "toy",
    }


def test_stores_are_shared_by_packs(make, tmp_path: Path) -> None:
    one = make({"a": picture(1)}, {"skin/a": left(1)})
    same: Pack = make({"z": picture(1)}, {"skin/z": left(2)}, name="other")
    inner = Counting()
    score(Stored(inner, "f", tmp_path), [one, same])
    assert inner.asked == 1

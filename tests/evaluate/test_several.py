"""Several segmenters: who is scored on what, who wins."""

from __future__ import annotations

import numpy as np
import pytest

from integument.errors import InputError, UsageError
from integument.evaluate.compare import compare
from integument.evaluate.several import score_several
from painted import Everything, Painted, left, picture


@pytest.fixture
def people(make):
    """Painted finds skin exactly in a and half of it in b; Everything gets 0.4, 0.8 and 1."""
    return make(
        {"a": picture(skin=4, hair=2), "b": picture(skin=4), "c": picture(skin=10)},
        {"skin/a": left(4), "skin/b": left(8), "skin/c": left(10), "hair/a": left(2)},
        name="people",
    )


def test_each_is_scored_on_what_it_knows(people, make) -> None:
    hair_only = make({"a": picture(hair=3)}, {"hair/a": left(3)}, name="hair")
    painted, everything = score_several([Painted(), Everything()], [people, hair_only])
    assert [pack.name for pack in painted.packs] == [pack.name for pack in everything.packs]
    assert painted.packs[1].labels == ("hair",) and everything.packs[1].labels == ()
    assert everything.packs[1].to_dict()["rows"] == []


def test_a_label_or_a_pack_that_nobody_knows(people, make) -> None:
    with pytest.raises(UsageError, match="unknown label for everything 'hair'"):
        score_several([Everything()], [people], ["hair"])
    body = make({"a": picture()}, {"body/a": left(0)}, name="body")
    with pytest.raises(InputError, match="expected masks of skin, hair, it has body"):
        score_several([Painted(), Everything()], [people, body])


def test_equal_names_are_told_apart(people, make, tmp_path) -> None:
    reports = score_several([Painted(), Painted(), Everything()], [people])
    assert [report.segmenter for report in reports] == ["painted #1", "painted #2", "everything"]
    twin = make({"a": picture(1)}, {"skin/a": left(1)}, name="twin")
    (twin.path / "meta.json").write_text('{"name": "people"}')
    names = [pack.name for pack in score_several([Painted()], [people, twin])[0].packs]
    assert names == [f"people ({people.path})", f"people ({twin.path})"]


def test_comparison_by_hand(people) -> None:
    (found,) = compare(score_several([Painted(), Everything()], [people]))  # hair: one alone
    assert (found.pack, found.label, found.pictures) == ("people", "skin", ("a", "b", "c"))
    assert found.iou == pytest.approx(np.array([[1, 0.5, 1], [0.4, 0.8, 1]]))
    assert found.top.first == pytest.approx([2 / 3, 1 / 3]) and found.top.ties == 1
    assert found.top.split == pytest.approx([1 / 2, 1 / 2])
    (pair,) = found.pairs
    assert pair.difference.mean == pytest.approx(0.1)
    assert pair.sign_flip == pytest.approx(1.0)  # |±0.6 ± 0.3| >= 0.3 always
    assert pair.corrected == pair.sign_flip
    assert found.to_dict()["top1"] == {"painted": 0.666667, "everything": 0.333333}


def test_the_top_one_curve_is_the_rate_at_its_threshold(people) -> None:
    (found,) = compare(score_several([Painted(), Everything()], [people]))
    assert found.top_curve[:, 50] == pytest.approx(found.top.first)
    assert found.top_curve.sum(axis=0) == pytest.approx(np.ones(101))


def test_one_alone_is_compared_with_nobody(people) -> None:
    assert compare(score_several([Painted()], [people])) == []

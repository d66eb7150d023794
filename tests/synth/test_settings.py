from pathlib import Path

import pytest

from integument.errors import UsageError
from integument.settings import assign, changes, described
from integument.synth.settings import FRAMINGS, Settings


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"p_clothed": 1.3}, "p_clothed is a probability: expected 0 to 1, got 1.3"),
        ({"p_nobody": -0.1}, "p_nobody"),
        ({"z_min": 3.0, "z_max": 1.0}, "z_min must not exceed z_max, got 3.0 > 1.0"),
        ({"energy_min": 10.0, "energy_max": 5.0}, "energy_min must not exceed"),
        ({"size": 8}, "size: expected 32 to 4096"),
        ({"p_front": 0}, "p_front must be positive"),
        ({"r_spread": 1.0}, "r_spread"),
        ({"framings": {"selfie": 1.0}}, "framings: expected framings out of face.*got 'selfie'"),
        ({"framings": {"face": -1.0, "full": 2.0}}, "framings: expected shares of at least 0"),
        ({"f_min": {"face": 400.0}}, "f_min must not exceed f_max .* got 400.0 and 290 for face"),
        ({"f_max": {"selfie": 100.0}}, "f_max: expected framings"),
        ({"t": {"face": "eye"}}, "did you mean 'eyes'"),
        ({"people_max": 5}, "people_max: expected 1 to 4, got 5"),
        ({"p_more": 1.1}, "p_more is a probability"),
        ({"framings": {"face": 0.0}}, "framings"),
    ],
)
def test_impossible_values_are_refused_in_words(change, message):
    with pytest.raises(UsageError, match=message):
        Settings(**change)


def test_assign_reads_every_kind_of_value():
    settings = assign(Settings(), ["size=128", "p_clothed=0.5", "framings=face:1,full:3"])
    assert (settings.size, settings.p_clothed) == (128, 0.5)
    assert settings.framings == {"face": 1.0, "full": 3.0}
    assert assign(settings, ["t=face:neck"]).framing("face").target == "neck"
    assert assign(settings, ["parts=true"]).parts
    assert not assign(settings, ["parts=no"]).parts


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("p_clothd=1", "did you mean 'p_clothed'"),
        ("size", "expected name=value"),
        ("size=big", "expected size to be a whole number"),
        ("framings=face", "key:number"),
        ("t=face", "key:word"),
        ("parts=maybe", "expected parts to be true or false, got 'maybe'"),
    ],
)
def test_assign_refuses_in_words(text, message):
    with pytest.raises(UsageError, match=message):
        assign(Settings(), [text])


def test_framings_that_are_not_named_keep_their_lenses_and_lose_their_share():
    settings = Settings(framings={"face": 1.0}, f_min={"face": 150.0})
    assert settings.framing("face").f_min == 150
    assert settings.framing("full").f_min == FRAMINGS["full"].f_min
    assert settings.framing("full").share == 0


def test_shares_of_framings_add_up():
    assert sum(f.share for f in FRAMINGS.values()) == pytest.approx(1)


def test_described_names_every_setting():
    assert all(f"{name}=" in described(Settings()) for name in Settings.names())


def test_the_order_in_which_framings_are_named_decides_nothing():
    one, other = {"full": 1.0, "face": 2.0}, {"face": 2.0, "full": 1.0}
    assert list(Settings(framings=one).framings) == list(Settings(framings=other).framings)
    assert Settings(framings=one) == Settings(framings=other)


def test_the_page_on_packs_names_every_setting_with_its_default():
    page = Path(__file__, "../../../docs/synth.md").resolve().read_text(encoding="utf-8")
    framings = ("framings", "f_min", "f_max", "t")
    for name in Settings.names():
        if name in framings:
            assert f"`{name}`" in page
        else:
            (value,) = changes(Settings(), Settings(**{name: other(name)}))
            assert f"| `{name}` | {value.partition('=')[2]} |" in page
    for name, f in FRAMINGS.items():
        row = f"| `{name}` | {f.target} | {f.f_min} | {f.f_max} | {f.share} |"
        assert row in page


def other(name):
    """A value of a setting that is possible and not its default."""
    now = getattr(Settings(), name)
    if isinstance(now, bool):
        return not now
    return now + 1 if isinstance(now, int) else now / 2 + 0.01

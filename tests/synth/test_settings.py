import pytest

from integument.errors import InputError, UsageError
from integument.settings import assign, described, read
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


def toml(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    return path


def test_a_file_changes_settings_and_the_command_line_wins(tmp_path):
    path = toml(tmp_path, "p_clothed = 1\nviews = 2\nparts = true\n[framings]\nface = 1\n")
    found = read(Settings(), path)
    assert (found.p_clothed, found.views, found.parts, found.framings) == (
        1.0,
        2,
        True,
        {"face": 1},
    )
    assert isinstance(found.p_clothed, float)
    assert assign(found, ["views=3"]).views == 3


@pytest.mark.parametrize(
    ("text", "error", "told"),
    [
        ("p_clothd = 1", UsageError, "mine.toml: unknown setting 'p_clothd': did you mean"),
        ("views = 1.5", UsageError, "mine.toml: views: expected a whole number, got 1.5"),
        ("p_clothed = true", UsageError, "mine.toml: p_clothed: expected a number, got True"),
        ("framings = 3", UsageError, "mine.toml: framings: expected key:number"),
        ("[framings]\nface = 'x'", UsageError, "mine.toml: framings: expected key:number"),
        ("p_clothed = 1.3", UsageError, "mine.toml: p_clothed is a probability"),
        ("views =", InputError, "mine.toml: not a TOML file"),
    ],
)
def test_a_wrong_file_is_told_in_one_line(tmp_path, text, error, told):
    with pytest.raises(error, match=told) as raised:
        read(Settings(), toml(tmp_path, text))
    assert "\n" not in str(raised.value)


def test_an_absent_file(tmp_path):
    with pytest.raises(InputError, match="cannot read the settings"):
        read(Settings(), tmp_path / "none.toml")

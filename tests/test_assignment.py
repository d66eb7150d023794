"""Settings from ``--set`` and from a TOML file."""

from __future__ import annotations

from pathlib import Path

import pytest

from integument.errors import InputError, UsageError
from integument.settings import assign, changes
from integument.synth.settings import Settings


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_file_gives_every_kind_of_value(write) -> None:
    file = write(
        """
        views = 2
        size = 128.0            # a whole number all the same
        p_clothed = 1
        parts = true

        [framings]
        face = 1
        full = 0.5

        [t]
        face = "neck"
        """
    )
    settings = assign(Settings(), file=file)
    assert (settings.views, settings.size, settings.parts) == (2, 128, True)
    assert settings.p_clothed == 1.0 and isinstance(settings.p_clothed, float)
    assert isinstance(settings.size, int)
    assert settings.framings == {"face": 1.0, "full": 0.5}
    assert settings.framing("face").target == "neck"
    assert settings.r == Settings().r


def test_texts_win_over_the_file(write) -> None:
    file = write("views = 2\nz_min = 3.0\n")
    settings = assign(Settings(), ["views=3", "z_max=4"], file)
    assert (settings.views, settings.z_min, settings.z_max) == (3, 3, 4)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("p_clothd = 1", r"mine\.toml: unknown setting 'p_clothd': did you mean 'p_clothed'"),
        ("p_clothed = 1.3", r"mine\.toml: p_clothed is a probability: expected 0 to 1, got 1\.3"),
        ("views = 2.5", r"mine\.toml: expected views to be a whole number, got 2\.5"),
        ("views = true", r"expected views to be a whole number, got True"),
        ("parts = 1", r"expected parts to be true or false, got 1"),
        ("r = '3'", r"expected r to be a number, got '3'"),
        ("r = nan", r"r: expected a finite number"),
        ("framings = 3", r"expected framings to be key:number,key:number, got 3"),
        ("[framings]\nface = 'much'", r"expected framings to be key:number"),
        ("[t]\nface = 3", r"expected t to be key:word"),
        ("[f_min]\nface = 400", r"mine\.toml: f_min must not exceed f_max"),
    ],
)
def test_what_does_not_fit_is_told_with_the_file(write, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        assign(Settings(), file=write(text))


def test_unreadable_files(write, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"mine\.toml: not readable as TOML: .*line 1"):
        assign(Settings(), file=write("views: 2"))
    with pytest.raises(InputError, match=r"none\.toml: cannot be read: No such file"):
        assign(Settings(), file=tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="not readable as TOML"):
        assign(Settings(), file=tmp_path / "bytes.toml")


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(views=2, p_clothed=1 / 3, parts=True, framings={"face": 1.0, "full": 0.25}),
        Settings(t={"face": "neck"}, f_min={"face": 150.5}),
    ],
)
def test_changes_make_the_same_settings_again(settings: Settings) -> None:
    assert assign(Settings(), changes(settings, Settings())) == settings


def test_only_what_differs_is_a_change() -> None:
    assert changes(Settings(p_front=4.0, parts=True), Settings()) == ["p_front=4", "parts=true"]

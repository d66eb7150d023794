"""``integument synth`` as it is typed."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("numba")

SMALL = ("--set", "supersampling=1", "--size", "48")


def test_a_settings_file_and_what_wins_over_it(cli, tmp_path) -> None:
    (tmp_path / "mine.toml").write_text("views = 1\np_clothed = 0.25\n[framings]\nface = 1\n")
    words = ("synth", "--count", 2, "--out", tmp_path / "p", *SMALL)
    words += ("--settings", tmp_path / "mine.toml")
    result = cli(*words, "--set", "p_clothed=0.75")
    assert result.code == 0, result.err
    assert "2 pictures, described in README.md" in result.text
    settings = json.loads((tmp_path / "p" / "meta.json").read_text())["generator"]["settings"]
    assert (settings["views"], settings["p_clothed"]) == (1, 0.75)
    assert settings["framings"] == {"face": 1.0}
    again = cli(*words)
    assert again.code == 2
    assert "was made with another p_clothed" in again.err


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        (("--set", "p_clothed=1.3"), 2, "p_clothed is a probability: expected 0 to 1, got 1.3"),
        (("--set", "f_min=face:400"), 2, "f_min must not exceed f_max"),
        (("--settings", "{bad}"), 2, "bad.toml: unknown setting 'vews': did you mean 'views'"),
        (("--settings", "{none}"), 3, "none.toml: cannot be read"),
        (("--backgrounds", "{empty}"), 3, "empty: no pictures in this folder"),
        (("--format", "zip"), 2, "unknown format 'zip'"),
        (("--renderer", "blender"), 2, "unknown renderer 'blender'"),
        (("--cluster", "tcp://a:1", "--workers", "2"), 2, "a cluster brings its own"),
    ],
)
def test_slips_are_one_line(cli, tmp_path, words, code, line) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.toml").write_text("vews = 1\n")
    names = {"empty": tmp_path / "empty"} | {n: tmp_path / f"{n}.toml" for n in ("bad", "none")}
    words = [word.format(**names) for word in words]
    result = cli("synth", "--count", 1, "--out", tmp_path / "p", *words)
    assert result.code == code
    (said,) = result.err.splitlines()
    assert line in said
    assert not (tmp_path / "p").exists()


def test_tar_packs_can_be_looked_at(cli, tmp_path) -> None:
    pack, sheet = tmp_path / "p", tmp_path / "sheet.png"
    made = cli("synth", "--count", 2, "--out", pack, *SMALL, "--set", "views=2", "--format", "tar")
    assert made.code == 0, made.err
    shown = cli("synth", "inspect", pack, "--out", tmp_path / "spread.png")
    assert shown.code == 0, shown.err
    for title in ("turn from frontal", "focal length", "framing", "tone", "share of skin", "CbCr"):
        assert title in shown.text
    assert cli("synth", "gallery", pack, "--out", sheet).code == 0
    assert sheet.is_file()

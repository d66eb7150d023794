"""``augment``: the packs it writes, what happens when it is stopped, and what it refuses."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from integument.data.pack import Pack
from integument.errors import ExitCode
from shapes import DRAWN, write_shapes


@pytest.fixture
def pack(tmp_path):
    return write_shapes(tmp_path / "shapes", 2, size=48)


def test_static26(cli, pack, tmp_path) -> None:
    out = tmp_path / "out"
    result = cli("augment", "static26", pack, "--out", out)
    assert (result.code, result.text) == (
        0,
        f"{out}: 52 pictures from 2, masks, index.csv\n",
    )
    made, before = Pack(out), Pack(pack)
    assert len(made) == 52
    assert made.orphans() == []
    assert made.labels == before.labels
    assert set(made.labels) == set(DRAWN)
    assert made.meta["derived"] == {
        "from": "shapes",
        "variation": "static26",
        "seed": 0,
        "reference_exact": False,
    }
    source, hue = before.read("000001"), made.read("000001_01")
    assert hue.attributes["augmentation"].startswith("hue")
    for label in DRAWN:
        assert np.array_equal(hue.masks[label], source.masks[label])
    assert not np.array_equal(hue.image, source.image)
    assert not np.array_equal(made.read("000001_25").masks["body"], source.masks["body"])


def test_a_stopped_run_is_finished_with_the_same_files(cli, pack, tmp_path) -> None:
    out, again = tmp_path / "out", tmp_path / "again" / "out"
    assert cli("augment", "static26", pack, "--out", out, "--seed", 3).code == 0
    shutil.copytree(out, again)
    for stem in ("000001_04", "000001_25"):
        (again / "images" / f"{stem}.png").unlink()
    (again / "index.csv").unlink()
    result = cli("augment", "static26", pack, "--out", again, "--seed", 3)
    assert result.code == 0
    assert "(26 were there already)" in result.text
    for file in (path for path in out.rglob("*") if path.is_file()):
        assert (again / file.relative_to(out)).read_bytes() == file.read_bytes(), file


def test_reference_exact_differs_and_says_so(cli, pack, tmp_path) -> None:
    for name, flags in (("ours", []), ("theirs", ["--reference-exact"])):
        assert cli("augment", "static26", pack, "--out", tmp_path / name, *flags).code == 0
    ours, theirs = Pack(tmp_path / "ours"), Pack(tmp_path / "theirs")
    assert theirs.meta["derived"]["reference_exact"] is True
    assert not np.array_equal(ours.read("000000_24").image, theirs.read("000000_24").image)


@pytest.mark.parametrize(("flags", "count"), [([], 15), (["--full"], 180)])
def test_grid(cli, tmp_path, flags, count) -> None:
    pack, out = write_shapes(tmp_path / "one", 1, size=32), tmp_path / "out"
    assert cli("augment", "grid", pack, "--out", out, *flags).code == 0
    assert len(Pack(out)) == count
    assert np.array_equal(Pack(out).read("000000_000").image, Pack(pack).read("000000").image)


def test_void_and_unlabelled_stay_what_they_were(cli, pack, tmp_path) -> None:
    for stem, folder in (("000000", "void"), ("000000", "void_skin")):
        (pack / "masks" / folder).mkdir()
        shutil.copy(pack / "masks" / "hair" / f"{stem}.png", pack / "masks" / folder)
    (pack / "masks" / "hair" / "000001.png").unlink()
    assert cli("augment", "static26", pack, "--out", tmp_path / "out").code == 0
    before, made = Pack(pack), Pack(tmp_path / "out")
    for number in (1, 25):
        variant, source = made.read(f"000000_{number:02}"), before.read("000000")
        assert np.array_equal(variant.void, source.void)
        assert np.array_equal(variant.void_for["skin"], source.void_for["skin"])
        assert "hair" not in made.read(f"000001_{number:02}").masks


def test_what_cannot_be_done_is_said_in_one_line(cli, pack, tmp_path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("dear reader")
    cases = [
        ([], ExitCode.USAGE, "which variants? static26 or grid"),
        (["static26", pack], ExitCode.USAGE, "--out"),
        (["static26", pack, "--out", pack / "x"], ExitCode.USAGE, "lies in the pack"),
        (["static26", pack, "--out", pack], ExitCode.USAGE, "lies in the pack"),
        (["static26", pack, "--out", full], ExitCode.OUTPUT, "is not empty"),
        (["static26", full, "--out", tmp_path / "o"], ExitCode.INPUT, "not a pack"),
        (["static26", pack, "--out", tmp_path / "o", "--seed", "-1"], ExitCode.USAGE, "--seed"),
    ]
    for arguments, code, message in cases:
        result = cli("augment", *arguments)
        assert result.code == code, (arguments, result.err)
        assert message in result.err
        assert result.err.count("\n") == 1


def test_other_settings_do_not_mix_in_one_folder(cli, pack, tmp_path) -> None:
    out = tmp_path / "out"
    assert cli("augment", "grid", pack, "--out", out).code == 0
    assert json.loads((out / "meta.json").read_text())["derived"]["full"] is False
    result = cli("augment", "grid", pack, "--out", out, "--full")
    assert result.code == ExitCode.OUTPUT
    assert "choose a new folder" in result.err

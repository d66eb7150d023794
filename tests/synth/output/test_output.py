"""The journal of a run, the data card and the checksums."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from integument.errors import InputError, OutputError
from integument.labels import NAMES
from integument.synth.output import card, index, journal, manifest
from integument.synth.recipe import Recipe
from integument.synth.settings import Settings


def record(person: int, view: int = 0, tone: int | None = 3, **more) -> str:
    own = {} if tone is None else {"person": {"skin": {"tone": tone}}}
    fixed = {"id": f"{2 * person + view:06d}", "person_number": person}
    share = dict.fromkeys(NAMES, 0.5) | {"lips": 0.1}
    return json.dumps(fixed | own | {"camera": {"framing": "face"}, "share": share} | more)


def ids(records) -> list[str]:
    return [json.loads(line)["id"] for line in records]


def test_people_come_out_in_order_whatever_order_they_came_in(tmp_path: Path) -> None:
    with journal.Journal(tmp_path) as records:
        records.start()
        for person in (2, 0, 1):
            records.add(person, [record(person), record(person, 1)])
        assert ids(records.records()) == [f"{k:06d}" for k in range(6)]
        assert [records.pictures(n) for n in range(4)] == [2, 2, 2, 0]
        assert records.last_picture(views=2) == 6


def test_half_a_line_is_dropped_and_the_journal_goes_on(tmp_path: Path) -> None:
    with journal.Journal(tmp_path) as records:
        assert not records.was_stopped
        records.start()
        records.add(1, [record(1)])
    with (tmp_path / journal.JOURNAL).open("a") as torn:
        torn.write(f"[{record(0)}")
    with journal.Journal(tmp_path) as records:
        assert records.was_stopped
        assert (records.pictures(0), records.pictures(1)) == (0, 1)
        records.start()
        records.add(0, [record(0)])
    with journal.Journal(tmp_path) as records:
        assert ids(records.records()) == ["000000", "000002"]


def test_the_longer_of_two_entries_counts(tmp_path: Path) -> None:
    (tmp_path / journal.WHOLE).write_text(record(0) + "\n" + record(0, 1) + "\n" + record(1) + "\n")
    with journal.Journal(tmp_path) as records:
        records.start()
        records.add(1, [record(1), record(1, 1)])
    with journal.Journal(tmp_path) as records:
        assert ids(records.records()) == ["000000", "000001", "000002", "000003"]


@pytest.mark.parametrize("name", [journal.WHOLE, journal.JOURNAL])
def test_damage_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    good = record(0) if name == journal.WHOLE else f"[{record(0)}]"
    (tmp_path / name).write_text(f"{good}\n{{half\n")
    with pytest.raises(InputError, match=f"{name}: line 2 is not JSON"):
        journal.Journal(tmp_path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with journal.Journal(tmp_path) as records:
        records.start()
        assert records._stream is not None
        records._stream.close()
        records._stream = Path("/dev/full").open("ab")  # noqa: SIM115
        with pytest.raises(OutputError, match=r"No space left.*the same command goes on"):
            records.add(0, [record(0)])


def test_the_index_has_a_row_a_picture_and_counts_them(tmp_path: Path) -> None:
    lines = [record(0), record(0, 1, tone=5), record(1, tone=None)]
    summary = index.write(tmp_path, lines, size=64)
    assert (summary.pictures, summary.nobody) == (3, 1)
    assert summary.tones == {3: 1, 5: 1}
    assert (tmp_path / "records.jsonl").read_text().splitlines() == lines
    head, *rows = (tmp_path / "index.csv").read_text().splitlines()
    assert head.startswith("id,width,height,framing,tone,")
    assert [row.split(",")[4] for row in rows] == ["3", "5", ""]


def summary() -> index.Summary:
    counted = index.Summary()
    for line in (record(0), record(1, tone=6), record(2, tone=None)):
        counted.add(json.loads(line))
    return counted


def test_the_card_says_what_is_in_the_pack() -> None:
    recipe = Recipe(3, Settings(views=2, framings={"face": 1.0}), backgrounds="/home/me/photos")
    text = card.card(recipe, {"format": "tar", "pictures_per_shard": 8}, summary())
    for expected in (
        "3 pictures of 256 x 256",
        "`shard-000000.tar`",
        "| VI | 1 | 50.0 % |",
        "| face | 3 | 100.0 % |",
        "nobody in them: 1.",
        "- `framings=face:1`",
        "--seed 3 --out people --format tar --shard 8 --backgrounds PHOTOGRAPHS --set views=2",
    ):
        assert expected in text
    assert all(f"| `{name}` |" in text for name in NAMES)
    assert "/home/me" not in text
    assert "lips`" not in text


def test_the_card_of_a_plain_pack_and_of_one_with_parts() -> None:
    assert "All as they are by default." in card.card(
        Recipe(0, Settings()), {"format": "folder"}, summary()
    )
    parts = card.card(Recipe(0, Settings(parts=True)), {"format": "folder"}, summary())
    assert "`lips`" in parts and "`instances`" in parts


def test_the_manifest_can_be_checked(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "b.jpg").write_bytes(b"picture")
    (tmp_path / "meta.json").write_bytes(b"{}")
    (tmp_path / ".lock").touch()
    (tmp_path / journal.JOURNAL).touch()
    for _ in range(2):  # it leaves itself out
        manifest.write(tmp_path)
        lines = (tmp_path / manifest.NAME).read_text().splitlines()
        assert lines == [
            f"{hashlib.sha256(b'{}').hexdigest()}  meta.json",
            f"{hashlib.sha256(b'picture').hexdigest()}  images/b.jpg",
        ]
    if shutil.which("sha256sum"):
        check = ["sha256sum", "--check", "--strict", manifest.NAME]
        assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode == 0

"""A table of masks: parts are whole, runs add to them, and the whole has one row a photograph."""

from __future__ import annotations

import pytest

from integument.errors import OutputError, UsageError
from integument.many import table as module
from integument.many.table import Table

parquet = pytest.importorskip("pyarrow.parquet")

LABELS = ("skin", "hair")
MASKS = {"skin": b"S", "hair": b"H"}


def open_table(folder, threshold: float = 0.5, **settings) -> Table:
    return Table(folder, LABELS, {"threshold": threshold}, **settings)


def rows(folder) -> dict[str, dict]:
    listed = parquet.read_table(folder).to_pylist()
    assert len({row["id"] for row in listed}) == len(listed)
    return {row["id"]: row for row in listed}


def test_rows_of_several_runs_are_one_table(tmp_path) -> None:
    first = open_table(tmp_path)
    first.add("a", (4, 3), True, MASKS)
    first.close({"bad": "bad: no picture", "late": "late: not there"})
    second = open_table(tmp_path)
    assert second.ids == {"a"}
    second.add("late", (1, 2), False, MASKS)
    second.close({})
    found = rows(tmp_path)
    assert set(found) == {"a", "bad", "late"}
    assert (found["a"]["width"], found["a"]["height"], found["a"]["hair"]) == (4, 3, b"H")
    assert (found["bad"]["error"], found["bad"]["skin"]) == ("bad: no picture", None)
    assert found["late"]["error"] is None
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "failed.parquet",
        "part-00000.parquet",
        "part-00001.parquet",
    ]


def test_a_table_behind_an_address(monkeypatch) -> None:
    fsspec = pytest.importorskip("fsspec")
    files, address = fsspec.filesystem("memory"), "memory://bucket/table"
    try:
        first = open_table(address)
        first.add("a", (4, 3), True, MASKS)
        first.close({"bad": "bad: no picture"})
        second = open_table(address)
        assert second.ids == {"a"}
        with pytest.raises(UsageError, match="memory://bucket/table: holds masks that were made"):
            open_table(address, threshold=0.7)
        second.add("bad", (4, 3), True, MASKS)
        monkeypatch.setattr(files, "pipe_file", broken)
        with pytest.raises(OutputError, match=r"table/part-00001\.parquet: cannot be written: no"):
            second.close({})
        monkeypatch.undo()
        second.close({})
        assert sorted(file.rpartition("/")[2] for file in files.find("/bucket/table")) == [
            "part-00000.parquet",
            "part-00001.parquet",
        ]
        assert open_table(address, overwrite=True).ids == set()
        assert not files.find("/bucket/table")
    finally:
        monkeypatch.undo()
        files.rm("/bucket", recursive=True)


def broken(*_: object) -> None:
    raise PermissionError("no right to write")


def test_parts_are_closed_by_number_and_by_time(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(module, "PART_ROWS", 3)
    table = open_table(tmp_path)
    for number in range(7):
        table.add(str(number), (1, 1), True, MASKS)
    assert len(rows(tmp_path)) == 6  # what a run that is killed now leaves
    monkeypatch.setattr(module, "PART_SECONDS", 0.0)
    table.add("7", (1, 1), True, MASKS)
    assert len(rows(tmp_path)) == 8
    table.close({})
    assert not (tmp_path / "failed.parquet").exists()


def test_masks_made_in_another_way_are_not_mixed(tmp_path) -> None:
    table = open_table(tmp_path)
    table.add("a", (1, 1), True, MASKS)
    table.close({})
    with pytest.raises(UsageError, match=r"made in another way.*choose another table"):
        open_table(tmp_path, threshold=0.7)
    assert open_table(tmp_path, threshold=0.7, overwrite=True).ids == set()
    assert not list(tmp_path.iterdir())


def test_what_is_no_table_is_left_alone(tmp_path) -> None:
    (tmp_path / "file").write_text("precious")
    with pytest.raises(OutputError, match="is a file"):
        open_table(tmp_path / "file")
    arrow = pytest.importorskip("pyarrow")
    parquet.write_table(arrow.table({"x": [1]}), tmp_path / "part-00000.parquet")
    for overwrite in (False, True):
        with pytest.raises(UsageError, match="was not written by integument"):
            open_table(tmp_path, overwrite=overwrite)
    (tmp_path / "part-00000.parquet").write_text("no table")
    with pytest.raises(OutputError, match=r"part-00000\.parquet: no part of a table"):
        open_table(tmp_path)

"""Pictures in Parquet tables: the column is found, rows are named and read in place."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from integument.errors import InputError, MissingExtraError, UsageError
from integument.sources.parquet import pictures_in_parquet

arrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


def table(path: Path, columns: dict, group: int = 2) -> str:
    parquet.write_table(arrow.table(columns), path, row_group_size=group)
    return str(path)


def test_a_column_of_bytes_with_names_beside_it(tmp_path) -> None:
    columns = {"file_name": ["x/a.jpg", "b.png", "c.jpg"], "data": [b"A", b"B", b"C"]}
    entries = pictures_in_parquet(table(tmp_path / "t.parquet", columns))
    assert [str(entry.place) for entry in entries] == ["t/x/a.jpg", "t/b.png", "t/c.jpg"]
    assert [entry.source.read() for entry in entries] == [b"A", b"B", b"C"]
    assert str(entries[2].source) == f"{tmp_path}/t.parquet/c.jpg"


def test_structs_of_bytes_and_path(tmp_path) -> None:
    cells = [{"bytes": b"abc", "path": "../a.jpg"}, {"bytes": None, "path": "b.jpg"}]
    first, second = pictures_in_parquet(table(tmp_path / "t.parquet", {"photo": cells}))
    assert str(first.place) == "t/a.jpg"
    assert first.source.read(2) == b"ab"
    with pytest.raises(InputError, match=r"t\.parquet/b\.jpg: this row holds no picture"):
        second.source.read()


@pytest.mark.parametrize("names", [["a.jpg", "a.jpg", "b.jpg"], ["a.jpg", None, "b.jpg"], None])
def test_rows_without_names_of_their_own_are_numbered(tmp_path, names) -> None:
    columns = {"bytes": [b"1", b"2", b"3"], **({"name": names} if names else {})}
    entries = pictures_in_parquet(table(tmp_path / "t.parquet", columns))
    assert [str(entry.place) for entry in entries] == ["t/000000", "t/000001", "t/000002"]


def test_the_column_is_chosen_by_name(tmp_path) -> None:
    path = table(tmp_path / "t.parquet", {"mask": [b"M"], "jpg": [b"J"], "n": [1]})
    assert pictures_in_parquet(path)[0].source.read() == b"J"
    assert pictures_in_parquet(path, "mask")[0].source.read() == b"M"
    with pytest.raises(UsageError, match="column 'n' holds no bytes: expected one of mask, jpg"):
        pictures_in_parquet(path, "n")
    with pytest.raises(UsageError, match="several do: x, y: choose with --column"):
        pictures_in_parquet(table(tmp_path / "s.parquet", {"x": [b""], "y": [b""]}))
    with pytest.raises(UsageError, match="expected a column with the bytes of pictures: none"):
        pictures_in_parquet(table(tmp_path / "n.parquet", {"x": [1]}))


def test_what_is_no_table_is_one_line(tmp_path, monkeypatch) -> None:
    (tmp_path / "t.parquet").write_text("no table")
    with pytest.raises(InputError, match=r"t\.parquet: no Parquet file that can be read"):
        pictures_in_parquet(str(tmp_path / "t.parquet"))
    with pytest.raises(InputError, match="no rows in this table"):
        pictures_in_parquet(table(tmp_path / "e.parquet", {"x": arrow.array([], arrow.binary())}))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"integument\[cluster\]"):
        pictures_in_parquet(str(tmp_path / "t.parquet"))

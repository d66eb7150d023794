"""``integument segment`` on an object store, where s3fs and a server that plays one are there."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from integument.errors import ExitCode

moto = pytest.importorskip("moto.server")
s3fs = pytest.importorskip("s3fs")
parquet = pytest.importorskip("pyarrow.parquet")


@pytest.fixture
def bucket(monkeypatch, person):
    """``s3://photos`` with two pictures and a damaged one, as s3fs finds it; gives its files."""
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in (
        ("AWS_ENDPOINT_URL", f"http://{host}:{port}"),
        ("AWS_ACCESS_KEY_ID", "nobody"),
        ("AWS_SECRET_ACCESS_KEY", "nothing"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    files = s3fs.S3FileSystem()
    file = io.BytesIO()
    Image.fromarray(person).save(file, "PNG")
    files.mkdir("photos")
    for name in ("a.png", "sub/b.png"):
        files.pipe_file(f"photos/in/{name}", file.getvalue())
    files.pipe_file("photos/in/bad.jpg", b"no picture")
    yield files
    files.rm("photos", recursive=True)
    server.stop()
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.fixture
def segment(cli, toy_model, tmp_path, monkeypatch):
    """``integument segment s3://photos/in --recursive …`` in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    words = ("--recursive", "--labels", "skin", "--model", toy_model)
    return lambda *argv: cli("segment", "s3://photos/in", *argv, *words)


def test_masks_of_a_bucket_beside_each_other(bucket, segment, tmp_path) -> None:
    result = segment("-o", "out")
    assert result.code == ExitCode.INPUT
    assert "integument: error: s3://photos/in/bad.jpg: not a picture" in result.err
    found = sorted(path.relative_to(tmp_path / "out") for path in tmp_path.rglob("*.png"))
    assert [path.as_posix() for path in found] == ["a_skin.png", "sub/b_skin.png"]


def test_a_table_in_the_bucket_goes_on(bucket, segment, tmp_path) -> None:
    assert segment("--to-parquet", "s3://photos/table").code == ExitCode.INPUT
    bucket.pipe_file("photos/in/bad.jpg", bucket.cat_file("photos/in/a.png"))
    result = segment("--to-parquet", "s3://photos/table")
    assert result.code == 0, result.err
    assert "1 rows written to s3://photos/table" in result.text
    assert "kept 2 existing rows" in result.text
    rows = parquet.read_table("photos/table", filesystem=bucket).to_pylist()
    names = {row["id"].removeprefix("s3://photos/in/") for row in rows}
    assert names == {"a.png", "sub/b.png", "bad.jpg"} and len(rows) == 3
    assert all(row["skin"].startswith(b"\x89PNG") for row in rows)
    assert not list(tmp_path.iterdir())


def test_a_bucket_that_is_not_there_is_one_line(bucket, segment) -> None:
    result = segment("--to-parquet", "s3://elsewhere/table")
    assert result.code == ExitCode.OUTPUT
    (line,) = [line for line in result.err.splitlines() if "elsewhere" in line]
    assert line == "integument: error: s3://elsewhere/table: no such file or folder"
    assert not bucket.exists("elsewhere")

"""Films through ffmpeg: right frames, sound kept, resumed; one clear line where it is absent."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from integument.cli import main
from integument.errors import ExitCode, InputError, OutputError, UsageError
from integument.segmenter import Segmenter
from integument.video import convert as converting
from integument.video.convert import Conversion, check_target, convert
from integument.video.ffmpeg import VARIABLE, open_film, read_frames

FFMPEG = shutil.which(os.environ.get(VARIABLE, "ffmpeg"))
needs_ffmpeg = pytest.mark.skipif(FFMPEG is None, reason="ffmpeg is not installed")


def make_film(path: Path, person: np.ndarray, frames: int = 12, sound: bool = True) -> Path:
    """A film of the person, moving to the right by two pixels a frame, with a tone."""
    command = [FFMPEG, "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    command += ["-s", f"{person.shape[1]}x{person.shape[0]}", "-r", "12", "-i", "-"]
    if sound:
        command += ["-f", "lavfi", "-i", f"sine=frequency=440:duration={frames / 12}"]
    command += ["-c:v", "libx264", "-crf", "10", "-pix_fmt", "yuv444p", str(path)]
    data = b"".join(np.roll(person, 2 * index, axis=1).tobytes() for index in range(frames))
    subprocess.run(command, input=data, check=True)
    return path


@pytest.fixture
def film(tmp_path: Path, person) -> Path:
    return make_film(tmp_path / "in.mp4", person)


@pytest.fixture
def white() -> Conversion:
    return Conversion(lambda people: people.background("white").to_array(), "white")


@needs_ffmpeg
def test_what_a_film_is_like(film, person) -> None:
    facts = open_film(film)
    assert (facts.width, facts.height, facts.rate, facts.frames) == (160, 120, 12, 12)
    frames = list(read_frames(facts))
    assert len(frames) == 12
    for index in (0, 11):
        expected = np.roll(person, 2 * index, axis=1)
        assert np.abs(frames[index].astype(int) - expected).mean() < 6


@needs_ffmpeg
def test_a_white_background_with_the_sound(film, tmp_path, toy_model, white) -> None:
    target, told = tmp_path / "out" / "white.mp4", []
    segmenter = Segmenter(toy_model)
    tell = lambda done, total: told.append((done, total))  # noqa: E731
    assert convert(film, target, segmenter, white, on_progress=tell) == 12
    assert told == [(index, 12) for index in range(1, 13)]
    facts = open_film(target)
    assert (facts.width, facts.height, facts.rate, facts.frames) == (160, 120, 12, 12)
    frames = list(read_frames(facts))
    assert len(frames) == 12
    for frame in frames:
        assert frame[:8].min() > 245
        assert 0.05 < (frame.min(2) < 100).mean() < 0.4
    assert b"Audio: aac" in _describe(target)
    assert [path.name for path in target.parent.iterdir()] == ["white.mp4"]


@needs_ffmpeg
def test_transparent_films(film, tmp_path, toy_model) -> None:
    target = tmp_path / "cut.mov"
    cut = Conversion(lambda people: people.cutout().to_array(), "cut", transparent=True)
    assert convert(film, target, Segmenter(toy_model), cut) == 12
    assert b"yuva444p" in _describe(target)


@needs_ffmpeg
def test_a_stopped_run_goes_on(
    film, tmp_path, toy_model, white, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(converting, "CHUNK_SECONDS", 0.25)  # three frames
    drawn = []

    def draw(people):
        if len(drawn) == 7:
            raise KeyboardInterrupt
        drawn.append(1)
        return white.draw(people)

    target, segmenter = tmp_path / "out.mp4", Segmenter(toy_model)
    with pytest.raises(KeyboardInterrupt):
        convert(film, target, segmenter, Conversion(draw, "white"))
    assert not target.exists()
    parts = tmp_path / ".out.mp4.parts"
    kept = {path.name: path.stat().st_mtime_ns for path in parts.glob("0*")}
    assert sorted(kept) == ["000000.mp4", "000001.mp4"]

    again = []
    resumed = Conversion(lambda people: again.append(1) or white.draw(people), "white")
    assert convert(film, target, segmenter, resumed) == 12
    assert len(again) == 6
    assert len(list(read_frames(open_film(target)))) == 12
    assert not parts.exists()

    whole = tmp_path / "whole.mp4"
    convert(film, whole, segmenter, white)
    for one, other in zip(
        read_frames(open_film(target)), read_frames(open_film(whole)), strict=True
    ):
        assert np.abs(one.astype(int) - other).mean() < 2


@needs_ffmpeg
def test_other_settings_start_anew(
    film, tmp_path, toy_model, white, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(converting, "CHUNK_SECONDS", 0.25)
    monkeypatch.setattr(converting, "join", _fails)
    target, segmenter = tmp_path / "out.mp4", Segmenter(toy_model)
    with pytest.raises(OutputError):
        convert(film, target, segmenter, white)
    monkeypatch.undo()
    drawn = []
    other = Conversion(lambda people: drawn.append(1) or people.overlay(), "overlay")
    convert(film, target, segmenter, other)
    assert len(drawn) == 12


@needs_ffmpeg
def test_odd_sides_and_silent_films(tmp_path, person, toy_model, white) -> None:
    film = make_film(tmp_path / "odd.mkv", np.ascontiguousarray(person[:119, :159]), 3, sound=False)
    target = tmp_path / "out.mp4"
    assert convert(film, target, Segmenter(toy_model), white) == 3
    assert (open_film(target).width, open_film(target).height) == (160, 120)


@needs_ffmpeg
def test_what_is_no_film(tmp_path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"no film")
    with pytest.raises(InputError, match=r"a\.mp4: not readable as a film"):
        open_film(tmp_path / "a.mp4")
    with pytest.raises(InputError, match=r"b\.mp4: no such file"):
        open_film(tmp_path / "b.mp4")


@needs_ffmpeg
def test_the_command(film, tmp_path, toy_model, capsys) -> None:
    target = str(tmp_path / "mask.mp4")
    words = ["video", str(film), target, "--mask", "body", "--model", str(toy_model)]
    assert main(words) == 0
    assert "12 frames written to" in capsys.readouterr().out
    (frame, *_) = read_frames(open_film(target))
    assert (frame > 200).mean() > 0.1
    assert main(words) == 0
    assert "which exists (--overwrite replaces it)" in capsys.readouterr().out
    assert main(["video", str(film), str(film), "--overwrite"]) == ExitCode.USAGE


@pytest.mark.parametrize(
    ("name", "transparent", "message"),
    [
        ("a.avi", False, "ends in .mp4, .mov, .mkv, .webm"),
        ("a.mp4", True, "a transparent film that ends in .webm, .mov"),
        ("a", False, "expected a name for a film"),
    ],
)
def test_kinds_that_cannot_be_written(name, transparent, message) -> None:
    with pytest.raises(UsageError, match=message):
        check_target(Path(name), transparent=transparent)


def test_without_ffmpeg_it_is_one_line(tmp_path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    (tmp_path / "a.mp4").write_bytes(b"")
    code = main(["video", str(tmp_path / "a.mp4"), str(tmp_path / "b.mp4")])
    said = capsys.readouterr().err
    assert code == ExitCode.MISSING
    assert said.count("\n") == 1
    assert "video needs the program ffmpeg, which was not found" in said


def _describe(path: Path) -> bytes:
    return subprocess.run([FFMPEG, "-i", str(path)], capture_output=True, check=False).stderr


def _fails(*arguments) -> None:
    raise OutputError("no")

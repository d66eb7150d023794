"""What a generated pack looks like and how it is spread."""

from __future__ import annotations

import numpy as np
import pytest

from integument.cli import main
from integument.errors import InputError
from integument.photo import load_photo
from integument.synth import Settings, gallery, generate, inspection


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    out = tmp_path_factory.mktemp("people") / "pack"
    generate(out, 4, seed=3, settings=Settings(size=64, views=2))
    return out


def test_every_histogram_counts_every_picture(pack) -> None:
    histograms = inspection.inspect(pack)
    assert [h.title for h in histograms][2] == "framing"
    assert all(sum(h.counts) == 4 for h in histograms[:-1])
    masks = [load_photo(f).pixels[..., 0] for f in sorted((pack / "masks" / "skin").iterdir())]
    assert sum(histograms[-1].counts) == sum(int((mask >= 128).sum()) for mask in masks)


def test_frontal_is_zero_degrees() -> None:
    cases = {1.5 * np.pi: 0, 0.5 * np.pi: 180, 2.0 * np.pi: 90, np.pi: 90}
    for theta, degrees in cases.items():
        turn = inspection.turn_from_frontal(theta)
        assert turn == pytest.approx(degrees, abs=1e-6)


def test_bars_are_drawn_to_scale() -> None:
    histogram = inspection.Histogram("t", ("a", "b"), (10, 5))
    lines = str(histogram).splitlines()
    assert [line.count("#") for line in lines] == [0, 30, 15]
    picture = inspection.draw([histogram])
    assert picture.dtype == np.uint8
    assert picture.shape[1] == inspection.COLUMNS * inspection.PANEL[0]


def test_a_sheet_holds_as_many_as_asked(pack) -> None:
    sheet = gallery.sheet(pack, pictures=3, columns=2, side=40)
    assert sheet.shape == (gallery.HEADING + 2 * 44 + 4, 2 * 84 + 4, 3)
    last = sheet[gallery.HEADING + 48 : gallery.HEADING + 88, 4 + 84 :]
    assert (last == 255).all(), "the fourth place stays empty"


def test_the_heading_names_the_colours_that_fit() -> None:
    from integument import labels

    def has(line: np.ndarray, label: str) -> bool:
        return bool((line == labels.get(label).colour).all(-1).any())

    assert all(has(gallery.heading("a pack", 800), name) for name in gallery.PAINTED)
    narrow = gallery.heading("a pack", 150)
    assert has(narrow, "body") and not has(narrow, "hair")
    assert gallery.heading("a long title", 20).shape == (gallery.HEADING, 20, 3)


def test_painted_masks_have_the_colours_of_their_labels() -> None:
    from integument import labels

    masks = {name: np.zeros((2, 2), np.uint8) for name in labels.NAMES}
    masks["body"][:] = masks["hair"][:] = 255
    np.testing.assert_array_equal(gallery.painted(masks)[0, 0], labels.get("hair").colour)


def test_the_commands_write_their_pictures(pack, tmp_path, capsys) -> None:
    drawn, sheet = tmp_path / "spread.png", tmp_path / "sheet.jpg"
    assert main(["synth", "inspect", str(pack), "--out", str(drawn)]) == 0
    assert "focal length" in capsys.readouterr().out
    assert main(["synth", "gallery", str(pack), "--out", str(sheet), "--pictures", "2"]) == 0
    assert load_photo(drawn).pixels.std() > 0
    assert load_photo(sheet).pixels.std() > 0


@pytest.mark.parametrize(
    ("argv", "code", "line"),
    [
        (["synth"], 2, "--count is missing"),
        (["synth", "--count", "3"], 2, "--out is missing"),
        (["synth", "inspect", "{empty}"], 3, "expected a pack made by 'integument synth'"),
        (["synth", "gallery", "{empty}", "--out", "x.png"], 3, "not a pack"),
        (["synth", "gallery", "{pack}", "--out", "x.png", "--columns", "0"], 2, "at least 1"),
    ],
)
def test_slips_are_told(argv, code, line, pack, tmp_path, capsys) -> None:
    argv = [word.format(empty=tmp_path, pack=pack) for word in argv]
    assert main(argv) == code
    assert line in capsys.readouterr().err


def test_a_broken_record_is_named(tmp_path) -> None:
    (tmp_path / "records.jsonl").write_text('{"id": 1}\n{half')
    with pytest.raises(InputError, match=r"records\.jsonl: line 2 is not JSON"):
        list(inspection.read_records(tmp_path))

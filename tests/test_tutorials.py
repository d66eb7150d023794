"""What the tutorials and other pages tell people to type works, in the order in which it stands."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

import integument
from integument import Segmenter, hair_places
from integument.cli.parser import parse
from integument.letterbox import letterbox
from integument.models.registry import locate
from integument.people import People
from pages import (
    DOCS,
    PHOTOGRAPH,
    SAME_MASK,
    add_photographs,
    blocks,
    commands,
    leave_out_what_listings_do,
    looks_of,
    portrait,
    run,
    run_listings,
    street,
    words_of,
)
from shapes import write_shapes

TUTORIALS = DOCS / "tutorials"
PAGES = [DOCS.parent / "README.md", *sorted(DOCS.glob("**/*.md"))]
EVERY_COMMAND = [
    pytest.param(command, id=f"{page.stem}: {command}")
    for page in PAGES
    for command in commands(page, r"\w*")
    if "…" not in command and "..." not in command
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    add_photographs(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", EVERY_COMMAND)
def test_every_command_of_every_page_is_understood(command) -> None:
    for part in command.removesuffix("|| true").split("&&"):
        words = words_of(part.strip())
        ends = [words.index(sign) for sign in "<>|" if sign in words]
        parse(words[: min(ends, default=len(words))])


@pytest.mark.parametrize("page", ["../../README.md", "../hair.md"])
def test_listings_of_other_pages(page, folder) -> None:
    run_listings(TUTORIALS / page, {})


def test_bulk(folder, capsys) -> None:
    page = TUTORIALS / "bulk.md"
    for command in commands(page):
        run(command, folder)
    assert (folder / "masks/beach/day two_hair.png").is_file()
    assert (folder / "white/beach/day two_background.jpg").is_file()
    assert "broken.jpg" in capsys.readouterr().err
    run_listings(page, {})
    told = capsys.readouterr().out
    assert "0 photographs of nobody, 1 unreadable" in told
    assert "broken.jpg: damaged or cut short" in told
    assert sorted(file.name for file in (folder / "shop").iterdir()) == [
        "day one.png",
        "day two.png",
    ]
    with (folder / "found.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2
    assert all(0 < float(row["share of hair"]) < 0.5 for row in rows)


def iou(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / (one | other).sum())


@pytest.fixture(scope="module")
def people() -> People:
    return integument.segment(PHOTOGRAPH)


class TestEmbedding:
    page = TUTORIALS / "embedding.md"

    @pytest.fixture(autouse=True)
    def as_in_the_listings(self, monkeypatch) -> None:
        leave_out_what_listings_do(monkeypatch)

    @pytest.fixture
    def people(self, as_in_the_listings) -> People:
        return integument.segment(PHOTOGRAPH)

    def test_the_page_tells_what_the_file_says(self) -> None:
        session = Segmenter().session
        text = self.page.read_text("utf-8")
        low, high = session.presence.anything
        assert f"`{','.join(session.labels)}`" in text
        for value in (session.input_size, session.overview, session.confirm, session.presence):
            assert f"| `{value}` |" in text
        assert f"| `{session.closer:g}` |" in text
        (script,) = blocks(self.page, "javascript")
        assert f"size: {session.input_size}, overview: {session.overview}" in script
        assert f"presence: [[{low}, {high}], " in script
        assert f"confirm: {session.confirm}, closer: {session.closer:g}," in script

    def test_numpy_alone_gives_the_same_masks(self, people, tmp_path, monkeypatch) -> None:
        monkeypatch.chdir(tmp_path)
        shutil.copy(PHOTOGRAPH, "photo.jpg")
        shutil.copy(locate("integument"), "integument.onnx")
        names: dict = {}
        run_listings(self.page, names)
        for label, ours in people.maps.items():
            theirs = names["maps"][label]
            if label in names["CONSISTS_OF"]:
                assert iou(theirs >= 0.5, ours >= 0.5) > SAME_MASK, label
            else:
                np.testing.assert_array_equal(theirs >= 0.5, ours >= 0.5)
                np.testing.assert_allclose(theirs[ours >= 0.5], ours[ours >= 0.5], atol=1e-3)
        with Image.open("hair.png") as soft, Image.open("hair_sharp.png") as sharp:
            assert iou(np.asarray(soft), people.hair) > 0.93
            assert iou(np.asarray(sharp), people.hair) > SAME_MASK

        small = np.asarray(street())
        segmenter, model = Segmenter(), names["model"]
        assert len(looks_of(segmenter, small)) == 3
        people = segmenter.segment(small)

        def fit(rgb: np.ndarray, size: int) -> np.ndarray:
            """Scaled as the library does it."""
            box = letterbox(rgb, size)
            return 255 * box.image[:, : box.height, : box.width].transpose(1, 2, 0)

        for scaled, least in ((model.fit, 0.9), (fit, SAME_MASK)):
            monkeypatch.setattr(model, "fit", scaled)
            before = model.maps(small)
            expected = hair_places.expect_hair(np.stack([*before.values()]), model.labels)
            maps = names["expect_hair"](before)
            # OpenCV may read the table at places rounded to a 32nd of a cell.
            np.testing.assert_allclose(np.stack([*maps.values()]), expected, atol=0.01)
            maps = names["weigh_colours"](maps, scaled(small, model.size))
            for label in ("skin", "hair", "body"):
                assert iou(maps[label] >= 0.5, people.map(label) >= 0.5) > least, label

    @pytest.mark.parametrize(
        ("page", "language"),
        [
            ("embedding.md", "python"),
            ("embedding.md", "javascript"),
            ("embedding-cpp.md", "cpp"),
        ],
    )
    def test_the_table_of_hair_is_that_of_the_library(self, page, language) -> None:
        table = np.load(hair_places.TABLE)
        listing = blocks(TUTORIALS / page, language)[0]
        rows = [bytes.fromhex(row) for row in re.findall(r"\b[0-9a-f]{24}\b", listing)]
        np.testing.assert_array_equal([[*row, *reversed(row)] for row in rows], table)

    @pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
    @pytest.mark.parametrize(
        ("picture", "least"),
        [(portrait(), SAME_MASK), (portrait((80, 0, 400, 420)), 0.95), (street(), 0.95)],
        ids=["portrait", "cropped", "street"],
    )
    def test_javascript_gives_the_same_masks(self, picture, least, tmp_path) -> None:
        """The network itself runs here: it is what both have in common."""
        (tmp_path / "integument.mjs").write_text(blocks(self.page, "javascript")[0])
        (tmp_path / "run.mjs").write_text(JAVASCRIPT_CALLS)
        (tmp_path / "picture.bin").write_bytes(picture.convert("RGBA").tobytes())
        segmenter = Segmenter()

        def call() -> None:
            command = ["node", "run.mjs", *map(str, picture.size)]
            subprocess.run(command, cwd=tmp_path, check=True, timeout=60)

        for number, expected in enumerate(looks_of(segmenter, picture)):
            call()
            made = np.fromfile(tmp_path / f"{number}.bin", np.float32).reshape(expected.shape)
            assert np.abs(made - expected).max() < 1.01 / 255
            segmenter.session.run(expected[None]).tofile(tmp_path / f"{number}.out")
        call()
        told = json.loads((tmp_path / "told.json").read_text())
        people = segmenter.segment(picture)
        assert told["found"] is people.found is True
        for label in segmenter.labels:
            ours = cv2.resize(people.map(label), picture.size) >= 0.5
            theirs = np.fromfile(tmp_path / f"{label}.bin", np.uint8).reshape(ours.shape) > 0
            assert iou(ours, theirs) > least, label


JAVASCRIPT_CALLS = """
import fs from "fs";
import { segment } from "./integument.mjs";
const [width, height] = process.argv.slice(2).map(Number);
const picture = { data: new Uint8ClampedArray(fs.readFileSync("picture.bin")), width, height };
let runs = 0;
const run = async ({ image }) => {
  const name = runs++;
  fs.writeFileSync(`${name}.bin`, image.data);
  if (!fs.existsSync(`${name}.out`)) process.exit();  // not answered yet
  const bytes = new Uint8Array(fs.readFileSync(`${name}.out`));
  return { probabilities: { data: new Float32Array(bytes.buffer) } };
};
const Tensor = class { constructor(type, data) { this.data = data; } };
const { found, masks } = await segment({ Tensor }, { run }, picture);
for (const label in masks) fs.writeFileSync(`${label}.bin`, masks[label]);
fs.writeFileSync("told.json", JSON.stringify({ found }));
"""


TONES = (1.3, 1.0, 0.45)
"""Factors of brightness: the same portrait lighter and darker, five of each."""


def draw_people(folder: Path, people: People) -> None:
    """A pack of lighter and darker portraits, with our own masks for truth and tones known."""
    (folder / "images").mkdir(parents=True)
    rows = [("id", "tone")]
    for number in range(5 * len(TONES)):
        stem, place = f"{number:06}", number % len(TONES)
        pixels = (people.photo.pixels * TONES[place]).clip(0, 255).astype(np.uint8)
        Image.fromarray(pixels).resize((192, 192)).save(folder / f"images/{stem}.png")
        for label in ("skin", "hair", "body"):
            file = folder / "masks" / label / f"{stem}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(people.mask(label).astype(np.uint8) * 255).resize((192, 192)).save(file)
        rows.append((stem, str(2 * place + 1)))
    with (folder / "index.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)


def test_fairness(folder, people, capsys) -> None:
    """The pack that the first command would make in minutes is drawn here; see the slow test."""
    page = TUTORIALS / "fairness.md"
    draw_people(folder / "people", people)
    listings = blocks(page, "python")
    exec(listings[0], {})
    skipped = [command for command in commands(page) if "synth" in command]
    assert len(skipped) == 1
    for command in commands(page):
        if command not in skipped:
            run(command, folder)
    assert "others - VI" in capsys.readouterr().out
    assert (folder / "fairness/index.html").is_file()
    for listing in listings[1:]:
        exec(listing, {})
    told = capsys.readouterr().out
    for label in ("skin", "hair", "body"):
        assert f"{label}: " in told
    assert "tone VI: " in told


SHORTER = {"--count 20000": "--count 8 --size 96", "--hours 4": "--smoke", "--hours 8": "--smoke"}
"""What the tutorial says, and what the test does instead of it."""


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_own_data(folder) -> None:
    pytest.importorskip("torch")
    for name, seed in (("mine", 0), ("mine_test", 1)):
        write_shapes(folder / "drawn" / name, 24, size=96, seed=seed)
        shutil.copytree(folder / "drawn" / name / "images", folder / name / "images")
        shutil.copytree(folder / "drawn" / name / "masks" / "hair", folder / name / "masks")
    page = TUTORIALS / "own-data.md"
    for command in commands(page):
        for said, done in SHORTER.items():
            command = command.replace(said, done)
        run(command, folder)
    run_listings(page, names := {})
    assert names["people"].run.model == "mine"
    assert (folder / "comparison/index.html").is_file()
    assert (folder / "out/photo_hair.png").is_file()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_first_command_of_the_fairness_page_makes_what_the_rest_reads(folder) -> None:
    page = TUTORIALS / "fairness.md"
    command = next(command for command in commands(page) if "synth" in command)
    run(command.replace("--count 600", "--count 8 --size 96"), folder)
    exec(blocks(page, "python")[0], {})
    with (folder / "tones.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8
    run("integument evaluate --data people --labels skin --tones tones.csv", folder)

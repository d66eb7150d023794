"""The page in a real browser: a photograph in, its labels over it, another background, a file out.

Needs playwright for Python and a Chromium on the path; skipped where either is missing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from live import running, until
from serving import decoded, encoded

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("fastapi")
pytest.importorskip("python_multipart")
pytest.importorskip("uvicorn")

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on the path")


@pytest.fixture(scope="module")
def url(toy_model) -> Iterator[str]:
    from integument.segmenter import Segmenter

    with running(Segmenter(toy_model, threads=1)) as url:
        yield url


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser, url):
    """The open page; at the end nothing may have been complained about or fetched elsewhere."""
    page = browser.new_page(viewport={"width": 1200, "height": 800}, accept_downloads=True)
    page.set_default_timeout(15_000)
    wrong: list[str] = []
    page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request",
        lambda request: request.url.startswith((url, "blob:")) or wrong.append(request.url),
    )
    page.goto(url)
    page.wrong = wrong
    yield page
    page.close()
    assert wrong == []


def give(page, picture: np.ndarray) -> None:
    file = {"name": "me.png", "mimeType": "image/png", "buffer": encoded(picture)}
    page.set_input_files("#file", file)
    page.wait_for_selector("#labels button")
    page.wait_for_selector("body:not([data-busy])")


def pixel(page, y: int, x: int) -> list[int]:
    """RGBA of the picture that is shown on the right side of the slider."""
    return page.evaluate(
        "([x, y]) => [...document.getElementById('after').getContext('2d')"
        ".getImageData(x, y, 1, 1).data]",
        [x, y],
    )


def test_from_a_photograph_to_a_file_with_another_background(page, person) -> None:
    give(page, person)
    assert "hair" in page.inner_text("#told")
    face, hair, nowhere = (48, 60), (24, 60), (10, 150)
    assert pixel(page, *nowhere)[:3] == [0, 0, 0]
    red, green, blue, _ = pixel(page, *hair)
    assert 30 < red < 60 and 190 < green < 232 and 40 < blue < 60  # green tinted by its label

    page.click("#labels button[data-label=hair]")
    assert pixel(page, *hair)[:3] == [20, 230, 20]
    assert page.get_attribute("#labels button[data-label=hair]", "aria-pressed") == "false"

    page.click("#tab-background")
    page.click("#grounds button:has-text('Sky')")
    until(lambda: pixel(page, *nowhere)[2] == 0xF8)
    assert pixel(page, *nowhere) == [0x7F, 0xC8, 0xF8, 255]
    assert np.abs(np.array(pixel(page, *face)[:3]) - person[face]).max() <= 3

    with page.expect_download() as download:
        page.click("#save-ground")
    assert download.value.suggested_filename == "me_background.png"
    made = decoded(Path(download.value.path()).read_bytes())
    assert made.shape == person.shape
    assert made[nowhere].tolist() == [0x7F, 0xC8, 0xF8]
    assert np.abs(made[face].astype(int) - person[face]).max() <= 3


def test_with_the_keyboard_alone(page, person) -> None:
    give(page, person)
    page.focus("#split")
    page.keyboard.press("End")
    assert page.get_attribute("#frame", "data-split") == "all"
    assert page.get_attribute("#split", "aria-valuetext") == "100 percent"
    page.focus("#tab-find")
    page.keyboard.press("ArrowRight")
    assert page.is_visible("#background") and not page.is_visible("#find")
    assert page.evaluate("document.activeElement.id") == "tab-background"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.get_attribute("#grounds button:nth-child(2)", "aria-pressed") == "true"
    page.wait_for_selector("body:not([data-busy])")


def test_hair_in_another_colour(page, person) -> None:
    give(page, person)
    page.click("#tab-recolor")
    page.click("#hairs button:has-text('Violet')")
    until(lambda: pixel(page, 24, 60)[2] > 120)


def test_threshold_moves_the_shares(page, person) -> None:
    give(page, person)
    share = page.inner_text("#labels button[data-label=hair] .share")
    page.fill("#threshold", "0.98")
    shown = "#labels button[data-label=hair] .share"
    until(lambda: page.inner_text(shown) != share)
    assert page.inner_text("#threshold-value") == "0.98"


def test_nobody_and_no_picture(page, nobody) -> None:
    give(page, nobody)
    assert page.inner_text("#told") == "Nobody was found in this picture."
    assert page.inner_text("#status") == "Nobody was found in this picture."
    text = {"name": "a.png", "mimeType": "image/png", "buffer": b"this is only text, not a picture"}
    page.set_input_files("#file", text)
    page.wait_for_selector("#alert:not([hidden])")
    assert "got text" in page.inner_text("#alert")
    assert page.is_visible("#choose")
    # The browser itself notes an answer that is a refusal.
    assert all("415" in note for note in page.wrong)
    page.wrong.clear()


def test_pasting_and_the_example(page, person) -> None:
    page.evaluate(
        """async (bytes) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], "p.png", { type: "image/png" }));
          const event = new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true });
          document.body.dispatchEvent(event);
        }""",
        list(encoded(person)),
    )
    page.wait_for_selector("#labels button")
    page.reload()
    page.click("#sample")
    page.wait_for_selector("#labels button")


@pytest.mark.parametrize(("width", "height"), [(320, 568), (390, 844), (768, 1024)])
def test_it_fits_every_width(page, person, width, height) -> None:
    page.set_viewport_size({"width": width, "height": height})
    give(page, person)
    for tab in ("find", "background", "recolor"):
        page.click(f"#tab-{tab}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("#frame").bounding_box()["height"] < height * 0.9
    page.wait_for_selector("body:not([data-busy])")


def test_a_rule_tuned_by_eye_goes_to_the_command_line(page, url, person, tmp_path) -> None:
    from integument.classical import load

    page.goto(f"{url}tuner")
    file = {"name": "me.png", "mimeType": "image/png", "buffer": encoded(person)}
    card = ".card:has(h2:text-is('Hue, saturation, value'))"
    page.wait_for_selector(f"{card} .agreement:has-text('%')")
    page.set_input_files("#file", file)
    until(lambda: page.evaluate("document.querySelector('.card canvas').width") == 160)
    before = page.inner_text(f"{card} .agreement")
    low, high = (f"{card} input[type=range][aria-label^='hue {end},']" for end in ("low", "high"))
    page.fill(low, "50")  # beyond the upper end, which is pushed along
    assert page.input_value(high) == "50"
    page.fill(high, "70")
    until(lambda: page.inner_text(f"{card} .agreement") != before)
    with page.expect_download() as download:
        page.click(f"{card} .save")
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    settings = load("hsv", settings_file=saved).settings
    assert (saved.name, settings.hue_low, settings.hue_high) == ("hsv.toml", 50, 70)

    page.click(f"{card} .reset")
    assert page.input_value(low) == "0"
    page.click(f"{card} .load")
    page.set_input_files("#settings-file", saved)
    until(lambda: page.input_value(low) == "50")

"""The files of the page: complete, from here alone, and fit for the policy they are sent with."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

PAGE = files("integument.serve") / "page"
NAMES = sorted(file.name for file in PAGE.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_sent(client, name) -> None:
    path = "/" if name == "index.html" else f"/{name.removesuffix('.html')}"
    response = client.get(path)
    assert response.status_code == 200
    assert response.content == (PAGE / name).read_bytes()
    again = client.get(path, headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_comes_from_elsewhere(name) -> None:
    text = (PAGE / name).read_text(encoding="utf-8")
    addresses = set(re.findall(r"https?://[^\s\"'<>)]+", text))
    assert addresses <= {"http://www.w3.org/2000/svg"}  # a name, which nobody fetches


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".html")])
def test_no_script_or_style_in_the_markup(name) -> None:
    text = (PAGE / name).read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".html")])
def test_what_is_named_is_there(client, name) -> None:
    text = (PAGE / name).read_text(encoding="utf-8")
    named = re.findall(r"(?:src|href)=\"([^\"#]+)\"", text)
    assert named
    for address in named:
        assert client.get(f"/{address.lstrip('/')}").status_code == 200, address
    identities = re.findall(r"\bid=\"([^\"]+)\"", text)
    assert len(identities) == len(set(identities))
    for pointed in re.findall(r"aria-(?:controls|labelledby)=\"([^\"]+)\"", text):
        assert pointed in identities


def test_colours_are_those_of_the_vocabulary() -> None:
    from integument.labels import LABELS
    from integument.overlay import DRAWING_ORDER

    script = (PAGE / "paint.js").read_text(encoding="utf-8")
    for label in LABELS:
        assert f"{label.name}: {list(label.colour)}" in script
    order = re.search(r"ORDER = \[([^\]]*)\]", script)
    assert order
    assert tuple(re.findall(r"\"(\w+)\"", order[1])) == DRAWING_ORDER


def test_paths_never_reach_the_file_system(client) -> None:
    for path in ("/../settings.py", "/%2e%2e/settings.py", "/page/../app.py", "/page/index.html"):
        assert client.get(path).status_code == 404


def test_what_the_page_is_told(client) -> None:
    told = client.get("/page/settings").json()
    assert told["max_bytes"] == 32 << 20
    assert told["needs_token"] is False

"""The documentation's own tools: docstrings, links, the map of modules; and the site as a whole."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from docsite import docstrings, notebook, reference, repository

import integument

ROOT = Path(__file__).parent.parent
SOURCE = Path(integument.__file__).parent

DOCSTRING = """
One line, see :func:`integument.api.segment` and :class:`Photo`.

===== =====
`a`   first
      goes on
`b`   second
===== =====

Parameters
----------
source : a path,
    or bytes
low, high : limits

Raises
------
InputError
    If there is
    no picture.

Returns
-------
``(H, W) bool``

Examples
--------
>>> ["a"]                   # doctest: +SKIP
['a']

Afterwards::

    run
"""

MARKDOWN = """
One line, see <autoref identifier="integument.api.segment" optional><code>integument.api.segment\
</code></autoref> and `Photo`.

|  |  |
| --- | --- |
| `a` | first goes on |
| `b` | second |

**Parameters**

- `source` — a path, or bytes
- `low`, `high` — limits

**Raises**

- `InputError` — If there is no picture.

**Returns**

``(H, W) bool``

**Examples**

```pycon
>>> ["a"]
['a']
```

Afterwards:

    run
"""


def without_blank_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def test_a_docstring_becomes_markdown() -> None:
    made = docstrings.to_markdown(DOCSTRING)
    assert without_blank_lines(made) == without_blank_lines(MARKDOWN)


def test_what_a_recipe_promises_becomes_a_list() -> None:
    made = docstrings.to_markdown("Expect   a score\n         that rises\nTime     2 hours\n")
    assert made == "- `Expect` — a score that rises\n- `Time` — 2 hours"


@pytest.mark.parametrize(
    ("page", "link", "expected"),
    [
        ("verbs.md", "../src/integument/matte.py", "reference/pictures.md#integument.matte"),
        ("index.md", "docs/verbs.md#video", "verbs.md#video"),
        ("index.md", "LICENSE", "LICENSE"),
        ("models/integument.md", "../default-model.md", "../default-model.md"),
        ("tutorials/tour.md", "../docs/hair.md", "../hair.md"),
        ("tutorials/bulk.md", "../../README.md", "../index.md"),
        ("hair.md", "../src/integument/nets/__init__.py", "reference/nets.md#integument.nets"),
        ("hair.md", "https://ffmpeg.org", "https://ffmpeg.org"),
    ],
)
def test_links_follow_their_targets(page, link, expected) -> None:
    assert repository.rewritten(f"see [it]({link}).", page) == f"see [it]({expected})."


def test_every_link_between_files_of_the_repository_has_a_target() -> None:
    pages = [*ROOT.glob("docs/**/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    broken = []
    for page in pages:
        for link in repository.LINK.finditer(page.read_text("utf-8")):
            if ":" not in link[2] and not (page.parent / link[2]).exists():
                broken.append(f"{page.name}: {link[2]}")
    assert broken == []


def test_every_module_is_on_one_page_of_the_reference() -> None:
    described = [name for page in reference.ROOMS for name in reference.modules(page)]
    assert len(described) == len(set(described))
    for room in ("evaluate", "synth", "nets", "losses", "train", "train/recipes", "photo"):
        for file in (SOURCE / room).glob("[a-z]*.py"):
            assert f"integument.{room}.{file.stem}".replace("/", ".") in described
    for module in described:
        assert reference.page_of(module) in reference.ROOMS


def test_what_the_package_promises_is_in_the_reference() -> None:
    homes = {f"integument.{home}" for home in integument._HOME.values()} | {"integument.labels"}
    described = {name for page in reference.ROOMS for name in reference.modules(page)}
    assert homes <= described


def test_a_package_shows_what_it_defines_only() -> None:
    made = reference.pages()
    assert "::: integument.nets\n    options:\n      members: ['build', 'kind_of']" in made["nets"]
    assert "::: integument.photo\n    options:\n      members: false" in made["photo"]
    assert "::: integument.photo.load\n\n" in made["photo"]


def test_a_notebook_becomes_a_page() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# A\n", "b"]},
        {"cell_type": "code", "source": ["x = 1"]},
    ]
    made = notebook.to_markdown(json.dumps({"cells": cells}))
    assert made == "# A\nb\n\n```python\nx = 1\n```\n"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("mkdocstrings", reason="needs the docs extra")
    site = tmp_path / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(site)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (
        "integument.people.People.background" in (site / "reference/start/index.html").read_text()
    )
    assert "--passport" in (site / "commands/background/index.html").read_text()

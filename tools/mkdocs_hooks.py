"""Hooks of mkdocs: the pages that are made of the code, and their place in the navigation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docsite import commands, notebook, reference, repository

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Append the generated pages to the navigation."""
    assert config.nav is not None
    names = [{name: f"commands/{name}.md"} for name in commands.pages()]
    rooms = [{reference.TITLES[page]: f"reference/{page}.md"} for page in reference.ROOMS]
    about = config.nav.pop()
    config.nav += [
        {"Commands": ["commands/index.md", *names]},
        {"Python": ["reference/index.md", *rooms]},
        about,
    ]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages, and what lies outside of docs."""
    from mkdocs.structure.files import File

    made: dict[str, str] = {"commands/index.md": commands.overview()}
    made |= {f"commands/{name}.md": text for name, text in commands.pages().items()}
    made["reference/index.md"] = reference.overview()
    made |= {f"reference/{page}.md": text for page, text in reference.pages().items()}
    for file, place in repository.PAGES.items():
        text = (ROOT / file).read_text("utf-8")
        made[place] = notebook.to_markdown(text) if file.endswith(".ipynb") else text
    for place, text in made.items():
        files.append(File.generated(config, place, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Links of the repository become links of the site."""
    return repository.rewritten(markdown, page.file.src_uri)

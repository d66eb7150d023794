"""Help as a manual: every verb has examples, they are understood, and the reference repeats it."""

from __future__ import annotations

import pytest
from docsite import commands

from integument.cli.parser import VERBS, build, parse

WIDTH = 100
"""Columns of text that a terminal is expected to have; what argparse wraps itself has fewer."""


@pytest.fixture(scope="module")
def parsers():
    return build()[1].choices


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_examples_that_are_understood(verb, parsers) -> None:
    found = commands.examples(parsers[verb])
    assert any(words[0] == verb for words in found)
    for words in found:
        assert parse(words).verb == words[0]


def test_an_example_with_a_slip_is_noticed(parsers, monkeypatch: pytest.MonkeyPatch) -> None:
    from integument.errors import UsageError

    parser = parsers["segment"]
    epilog = "examples:\n  integument segment a.jpg --lables x   what\n  curl x > y\n"
    monkeypatch.setattr(parser, "epilog", epilog)
    (words,) = commands.examples(parser)
    assert words == ["segment", "a.jpg", "--lables", "x"]
    with pytest.raises(UsageError, match="--labels"):
        parse(words)


@pytest.mark.parametrize("verb", VERBS)
def test_help_fits_a_terminal(verb, parsers) -> None:
    for parser in (parsers[verb], *commands.actions(parsers[verb]).values()):
        text = parser.format_help().removeprefix(parser.format_usage())
        assert max(map(len, text.splitlines())) <= WIDTH


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return commands.pages()


def test_the_reference_has_a_page_for_every_verb(pages) -> None:
    assert tuple(pages) == VERBS
    for verb in VERBS:
        assert f"[`{verb}`]({verb}.md)" in commands.overview()


@pytest.mark.parametrize("verb", VERBS)
def test_a_page_tells_all_that_the_help_tells(verb, pages, parsers) -> None:
    page = pages[verb]
    assert page.startswith(f"# integument {verb}\n")
    assert "## Examples" in page
    for words in commands.examples(parsers[verb]):
        assert " ".join(words[:2]) in page.replace("'", "")
    for parser in (parsers[verb], *commands.actions(parsers[verb]).values()):
        for action in parser._actions:
            for flag in action.option_strings:
                assert f"`{flag}" in page, flag


def test_actions_of_a_verb_have_their_own_part(pages) -> None:
    assert "## integument data verify" in pages["data"]
    assert "### Options" in pages["data"]

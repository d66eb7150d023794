"""The reference of the command line, made of its parsers: one page a verb.

What ``integument VERB --help`` says is the only source; here it becomes Markdown.
"""

from __future__ import annotations

import argparse
import re
import shlex
import textwrap
from collections.abc import Iterator

from integument.cli.parser import Parser, build

_REMARK = re.compile(r"\s{2,}.*")
"""What is said about an example stands behind two blanks."""


def pages() -> dict[str, str]:
    """Verb → its page as Markdown, in the order of the help."""
    _, verbs = build()
    about = {action.dest: action.help or "" for action in verbs._choices_actions}
    return {
        name: "\n\n".join(_page(parser, about[name])) + "\n"
        for name, parser in verbs.choices.items()
    }


def overview() -> str:
    """The page that lists the verbs, with the program's own examples and exit codes."""
    parser, verbs = build()
    rows = [f"| [`{a.dest}`]({a.dest}.md) | {a.help} |" for a in verbs._choices_actions]
    parts = [
        "# Command line",
        f"{parser.description} Every command explains itself: `integument COMMAND --help`.",
        "\n".join(["| command | what it does |", "|---|---|", *rows]),
        *_epilog(parser, "##"),
    ]
    return "\n\n".join(parts) + "\n"


def examples(parser: argparse.ArgumentParser) -> list[list[str]]:
    """The words of each command among the examples of a parser's help, without redirections.

    The program's name is left out, so that they may be given to :func:`integument.cli.main`.
    """
    program = parser.prog.split()[0]
    found = []
    for line in re.sub(r"\\\n\s*", "", parser.epilog or "").splitlines():
        if line.startswith(f"  {program}"):
            words = shlex.split(_REMARK.sub("", line.strip()))
            ends = [words.index(sign) for sign in "<>|" if sign in words]
            found.append(words[1 : min(ends, default=len(words))])
    return found


def _page(parser: Parser, about: str) -> Iterator[str]:
    yield f"# integument {parser.prog.split()[-1]}"
    yield f"*{about}*"
    yield from _body(parser, "##")
    for name, action in actions(parser).items():
        yield f"## integument {parser.prog.split()[-1]} {name}"
        yield from _body(action, "###")


def _body(parser: argparse.ArgumentParser, level: str) -> Iterator[str]:
    """Usage, description, options and the rest of a parser's help, below a heading."""
    usage = parser.format_usage().removeprefix("usage: ").strip()
    yield "```text\n" + re.sub(r"\n\s+", "\n    ", usage) + "\n```"
    if parser.description:
        yield _prose(parser.description)
    for group in parser._action_groups:
        rows = [_row(action, parser) for action in group._group_actions if _is_shown(action)]
        if rows:
            title = "arguments" if group.title == "positional arguments" else group.title or ""
            yield f"{level} {title[0].upper()}{title[1:]}"
            yield "\n".join(["| | what it means |", "|---|---|", *rows])
    yield from _epilog(parser, level)


def _row(action: argparse.Action, parser: argparse.ArgumentParser) -> str:
    """One argument as a row of a table."""
    value = "" if action.nargs == 0 else _value(action)
    names = [f"`{name}{value and ' ' + value}`" for name in action.option_strings]
    values = dict(vars(action), prog=parser.prog)
    if action.choices is not None:
        values["choices"] = ", ".join(map(str, action.choices))
    text = (action.help or "") % values
    return f"| {', '.join(names) or f'`{value}`'} | {text} |".replace("|FILE", r"\|FILE")


def _value(action: argparse.Action) -> str:
    """How the value of an argument is written in the usage."""
    if action.metavar is None and action.choices is not None:
        word = "{" + ",".join(map(str, action.choices)) + "}"
    else:
        word = str(action.metavar or action.dest.upper())
    return f"{word} …" if action.nargs in ("+", "*") else word


def _epilog(parser: argparse.ArgumentParser, level: str) -> Iterator[str]:
    """What follows the options: prose, and indented blocks, which may have a heading."""
    for part in re.split(r"\n\n", (parser.epilog or "").strip("\n")):
        heading, _, rest = part.partition(":\n")
        if rest.startswith("  ") and "\n" not in heading:
            yield f"{level} {heading[0].upper()}{heading[1:]}"
            part = rest
        if part.startswith("  "):
            yield f"```text\n{textwrap.dedent(part)}\n```"
        elif part:
            yield _prose(part)


def _prose(text: str) -> str:
    """Plain text with its paths and flags kept as they are."""
    return re.sub(r"(?<![`\w])(--[a-z][\w-]*)", r"`\1`", text.strip()).replace("<", "&lt;")


def _is_shown(action: argparse.Action) -> bool:
    return not isinstance(action, argparse._SubParsersAction) and action.help != argparse.SUPPRESS


def actions(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The actions below a verb, such as ``verify`` of ``data``."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}

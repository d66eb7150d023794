"""The command's own words."""

from __future__ import annotations

import importlib.util

import pytest

from integument.cli import main
from integument.errors import ExitCode


def test_help_shows_every_limit(capsys) -> None:
    assert main(["serve", "--help"]) == ExitCode.OK
    shown = capsys.readouterr().out
    for flag in ("--host", "--port", "--token", "--max-megapixels", "--workers", "--per-minute"):
        assert flag in shown


def test_defaults_in_the_help_are_the_settings_own(capsys) -> None:
    from integument.serve.settings import ServeSettings

    main(["serve", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    own = ServeSettings()
    for value in (own.host, own.port, f"{own.max_megapixels:g}", f"{own.max_megabytes:g}"):
        assert f"(default: {value}" in shown
    for value in (own.workers, own.waiting, f"{own.seconds:g}"):
        assert f"(default: {value})" in shown


def test_without_the_extra_it_says_how_to_get_it(capsys, monkeypatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "uvicorn" else find(name)
    )
    assert main(["serve"]) == ExitCode.MISSING
    assert "pip install 'integument[serve]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--port", "70000"], "port: expected 0 to 65535"),
        (["--workers", "0"], "workers: expected 1 or more"),
        (["--max-megapixels", "-3"], "max_megapixels: expected more than 0"),
    ],
)
def test_settings_that_cannot_be(capsys, arguments, says) -> None:
    assert main(["serve", *arguments]) == ExitCode.USAGE
    assert says in capsys.readouterr().err

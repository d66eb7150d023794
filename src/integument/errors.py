"""Every error the program raises on purpose, and the exit code it carries.

An error says three things in one line: what was expected, what came instead, what to do.
The command line prints that line and ends with ``exit_code``; a library user catches
:class:`IntegumentError` or one of its children.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from enum import IntEnum


class ExitCode(IntEnum):
    """What the process tells its caller.

    ======== ===================================================================
    OK       everything asked for was done
    FAILED   an unexpected failure; ``--debug`` shows where
    USAGE    a flag, label, model name or setting that does not exist or fit
    INPUT    at least one input could not be read; the others were done
    OUTPUT   a result could not be written (no space, no permission)
    MODEL    a model file is missing, damaged or could not be fetched
    DEVICE   the device or cluster that was asked for is not there
    MISSING  an optional part of the program is not installed
    UNFIT    a picture did not pass the checks that were asked for; all was done
    INTERRUPTED  stopped by the user; what was finished is kept
    ======== ===================================================================
    """

    OK = 0
    FAILED = 1
    USAGE = 2
    INPUT = 3
    OUTPUT = 4
    MODEL = 5
    DEVICE = 6
    MISSING = 7
    UNFIT = 8
    INTERRUPTED = 130


class IntegumentError(Exception):
    """Base of all errors raised on purpose. ``str(error)`` is one line for a person."""

    exit_code: ExitCode = ExitCode.FAILED


class UsageError(IntegumentError, ValueError):
    """A value that cannot be used: unknown name, impossible number, options that conflict."""

    exit_code = ExitCode.USAGE


class InputError(IntegumentError):
    """An input that cannot be read as what it should be. The message names the input."""

    exit_code = ExitCode.INPUT


class UnreadableError(InputError):
    """A file that is damaged, or still being written."""


class OutputError(IntegumentError):
    """A result that could not be written. The message names the path."""

    exit_code = ExitCode.OUTPUT


class ModelError(IntegumentError):
    """A model that is missing, damaged, or does not fit what was asked of it."""

    exit_code = ExitCode.MODEL


class DeviceError(IntegumentError):
    """A device or cluster that was asked for by name and is not available."""

    exit_code = ExitCode.DEVICE


class MissingExtraError(IntegumentError, ImportError):
    """An optional dependency is absent; the message names the extra to install."""

    exit_code = ExitCode.MISSING

    def __init__(self, what: str, extra: str, hint: str = "") -> None:
        super().__init__(
            f"{what} needs the '{extra}' extra, which is not installed: "
            f"pip install 'integument[{extra}]'{hint}"
        )
        self.what, self.extra, self.hint = what, extra, hint

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str, str, str]]:
        # It may have to travel home from a worker process.
        return type(self), (self.what, self.extra, self.hint)


class MissingProgramError(IntegumentError):
    """A program beside this one that is not installed; the message says which and where from."""

    exit_code = ExitCode.MISSING


def unknown(kind: str, got: str, known: Iterable[str]) -> UsageError:
    """A :class:`UsageError` for a name that does not exist, with the nearest one that does.

    >>> str(unknown("label", "skn", ["skin", "hair"]))
    "unknown label 'skn': did you mean 'skin'? Known: skin, hair"
    """
    known = list(known)
    near = difflib.get_close_matches(got, known, n=1, cutoff=0.5)
    hint = f"did you mean '{near[0]}'? " if near else ""
    return UsageError(f"unknown {kind} '{got}': {hint}Known: {', '.join(known)}")

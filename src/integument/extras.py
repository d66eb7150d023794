"""Optional dependencies: asked for where a command needs them, and named when they are absent."""

from __future__ import annotations

from importlib import import_module

from integument.errors import MissingExtraError


def require(what: str, extra: str, *modules: str) -> None:
    """Imports ``modules``; raises :class:`MissingExtraError` if one of them cannot be.

    Parameters
    ----------
    what : what needs them, the beginning of the message
    extra : the extra that has them
    """
    try:
        for name in modules:
            import_module(name)
    except ImportError:
        raise MissingExtraError(what, extra) from None

"""What a segmenter is, as a checksum: predictions are kept as long as it stays the same."""

from __future__ import annotations

import hashlib
import inspect
import json
from pathlib import Path
from typing import Any

from integument import __version__

_PLAIN = (str, int, float, bool, type(None), tuple)


def fingerprint(segmenter: Any) -> str | None:
    """A checksum (16 hexadecimal digits) that changes whenever the predictions may.

    =====================  ================================================================
    it has a ``session``   the model file, how it looks, the device, our version
    anything else          its source files, its class, its plain attributes, our version:
                           the module it is defined in, or all modules of its package
    =====================  ================================================================

    A segmenter that depends on more than that (weights in a file of its own, say) states its own
    checksum in an attribute ``fingerprint``.

    None for one without source files, such as one typed into a prompt: nothing can be known
    about it, so nothing should be kept.
    """
    stated = getattr(segmenter, "fingerprint", None)
    session = getattr(segmenter, "session", None)
    facts: list[Any] = [__version__, segmenter.name, list(segmenter.labels)]
    if isinstance(stated, str):
        facts.append(stated)
    elif session is not None:
        facts += [session.sha256, segmenter.looks.settings, segmenter.device]
    else:
        sources = _sources(type(segmenter))
        if sources is None:
            return None
        facts += [type(segmenter).__qualname__, sources, _settings(segmenter)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


def _sources(kind: type) -> str | None:
    """A checksum of the files that define a class; None where there are none."""
    try:
        file = Path(inspect.getfile(kind))
        files = [file]
        if "." in kind.__module__:
            files = sorted(file.parent.glob("*.py"))
        contents = [path.read_bytes() for path in files]
    except (TypeError, OSError):
        return None
    return hashlib.sha256(b"\0".join(contents)).hexdigest()


def _settings(segmenter: Any) -> list[tuple[str, str]]:
    """The plain attributes of an object, in order of name."""
    own = getattr(segmenter, "__dict__", {})
    return [(name, repr(value)) for name, value in sorted(own.items()) if isinstance(value, _PLAIN)]

"""``integument doctor``: does this installation work, and on which devices."""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from integument import __version__
from integument.cli.console import Console
from integument.errors import ExitCode, IntegumentError

REQUIRED = ("numpy", "pillow", "onnxruntime", "opencv-python-headless", "rich")
OPTIONAL = {
    "numba": "synth",
    "distributed": "cluster",
    "fsspec": "cluster",
    "pyarrow": "cluster",
    "torch": "train",
    "onnx": "train",
    "onnxscript": "train",
    "matplotlib": "train",
    "pillow-heif": "heic",
    "fastapi": "serve",
    "uvicorn": "serve",
    "python-multipart": "serve",
}
"""Optional distributions and the extra that brings each."""

EQUIVALENTS = {
    "onnxruntime": ("onnxruntime-gpu", "onnxruntime-directml", "onnxruntime-openvino"),
    "opencv-python-headless": (
        "opencv-python",
        "opencv-contrib-python",
        "opencv-contrib-python-headless",
    ),
}
"""Other distributions that bring the same module."""

EPILOG = """\
examples:
  integument doctor              a line for each thing; !! where something is wrong
  integument doctor --json       for a report of a fault
"""

ASSETS = ("astronaut.jpg", "people.npz")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``code`` is not OK when it is broken."""

    what: str
    state: str
    code: ExitCode = ExitCode.OK


def register(verbs: argparse._SubParsersAction) -> None:
    """Add this verb's parser."""
    parser = verbs.add_parser(
        "doctor",
        help="check versions, devices, models and files",
        description="Check this installation. Devices are tried, not just listed. "
        "The exit code\n"
        "is 0 when all is well, else that of the worst finding.",
        epilog=EPILOG,
    )
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Look at everything and say what was found."""
    findings = [*_versions(), *_models(), *_devices(), *_files()]
    if args.json:
        console.json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            mark = "ok" if finding.code is ExitCode.OK else "!!"
            console.say(f"{mark}  {finding.what:<24} {finding.state}")
    return max(finding.code for finding in findings)


def _versions() -> Iterator[Finding]:
    yield Finding("integument", __version__)
    yield Finding("python", f"{platform.python_version()} on {platform.platform(terse=True)}")
    for name in REQUIRED:
        found = _installed(name, *EQUIVALENTS.get(name, ()))
        if found is None:
            yield Finding(name, "missing: reinstall integument", ExitCode.MISSING)
        else:
            yield Finding(*found)
    for name, extra in OPTIONAL.items():
        found = _installed(name)
        absent = f"not installed (optional: pip install 'integument[{extra}]')"
        yield Finding(name, absent) if found is None else Finding(*found)


def _installed(*names: str) -> tuple[str, str] | None:
    """Name and version of the first of these distributions that is installed."""
    for name in names:
        try:
            return name, importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return None


def _models() -> Iterator[Finding]:
    from integument.models import registry

    for card in registry.cards().values():
        if not card.bundled and not card.path.is_file():
            yield Finding(f"model {card.name}", "fetched when it is first used")
            continue
        try:
            registry.verify(card)
        except IntegumentError as error:
            yield Finding(f"model {card.name}", str(error), error.exit_code)
        else:
            yield Finding(f"model {card.name}", f"checksum is right ({card.sha256[:12]}…)")


def _devices() -> Iterator[Finding]:
    """Try each device that ONNX Runtime offers with the default model."""
    from integument.models import registry
    from integument.session import available_devices

    default = next(iter(registry.cards().values()))
    for device in available_devices():
        if not default.path.is_file():
            yield Finding(f"device {device}", "offered, not tried without a model")
            continue
        try:
            milliseconds = _try_device(default.path, device)
        except IntegumentError as error:
            # Only the processor must work; others are offered by some builds without a card.
            code = error.exit_code if device == "cpu" else ExitCode.OK
            yield Finding(f"device {device}", f"does not work: {error}", code)
        else:
            yield Finding(f"device {device}", f"works, {milliseconds:.1f} ms for 256x256")


def _try_device(model: Path, device: str) -> float:
    """Milliseconds of one run after a first one."""
    import time

    import numpy as np

    from integument.session import Session

    session = Session(model, device=device)
    picture = np.zeros((1, 3, 256, 256), np.float32)
    session.run(picture)
    started = time.perf_counter()
    session.run(picture)
    return (time.perf_counter() - started) * 1000


def _files() -> Iterator[Finding]:
    from integument.models.fetch import cache_folder, is_offline

    folder = Path(__file__).parent.parent / "assets"
    for name in ASSETS:
        path = folder / name
        if path.is_file():
            yield Finding(f"file {name}", f"{path.stat().st_size / 1e6:.1f} MB")
        else:
            yield Finding(f"file {name}", f"missing from {folder}", ExitCode.FAILED)
    offline = " (INTEGUMENT_OFFLINE is set: nothing is fetched)" if is_offline() else ""
    yield Finding("cache of models", f"{cache_folder()}{offline}")

"""Blender in a process of its own: started once, asked for many pictures, ended for certain.

``bpy``, Blender as a Python module, is under the GPL, comes for one version of Python only, and
needs an older numpy than this package may be installed with. So it never runs in our process: the
script ``blender/worker.py`` does, with whatever Python has ``bpy``, and all that passes between
the two are lines of JSON and files of arrays.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path

from integument.errors import IntegumentError, MissingExtraError

PYTHON_VARIABLE = "INTEGUMENT_BPY_PYTHON"
WORKER = Path(__file__).parent / "blender" / "worker.py"
NEEDS = (5, 0)
"""The oldest Blender whose compositor is driven in the way that the worker does."""
START_SECONDS = 120.0
"""To import ``bpy``: a second from memory, half a minute from a cold network disk."""
END_SECONDS = 2.0
"""Between asking the process to end and ending it."""


class BlenderMissingError(MissingExtraError):
    """No Python with a usable ``bpy`` is at hand. The message says how to get one."""

    def __init__(self, why: str) -> None:
        IntegumentError.__init__(
            self,
            f"the Cycles renderer needs a Python 3.11 with Blender: {why}; install it with "
            f"'python3.11 -m venv blender && blender/bin/pip install bpy==5.0.1', and set "
            f"{PYTHON_VARIABLE}=blender/bin/python",
        )
        self.extra = "cycles"


class BlenderError(IntegumentError):
    """Blender failed, crashed, or took too long."""


def find_python(python: str | None = None) -> str:
    """The Python that has Blender: ``python``, else that of the environment, else this one.

    Raises :class:`BlenderMissingError` where neither is given and this one has no ``bpy``.
    """
    chosen = python or os.environ.get(PYTHON_VARIABLE)
    if chosen:
        return chosen
    if importlib.util.find_spec("bpy") is None:
        raise BlenderMissingError(
            f"this Python has no module bpy, and {PYTHON_VARIABLE} names no other"
        )
    return sys.executable


class Blender:
    """The process. ``folder`` takes what it prints on standard error, ``blender.log``.

    ``worker`` is the script that it runs. Use as a context manager: on the way out, by whatever
    exception, the process is ended. Raises :class:`BlenderMissingError` and
    :class:`BlenderError`.
    """

    def __init__(
        self,
        python: str,
        folder: Path,
        worker: Path = WORKER,
        start_seconds: float = START_SECONDS,
    ) -> None:
        self._log = folder / "blender.log"
        self._answers: queue.Queue[str | None] = queue.Queue()
        self._asked = 0
        try:
            with self._log.open("wb") as log:
                # A session of its own: Ctrl-C in a terminal is for us, and we end it in order.
                self._process = subprocess.Popen(
                    [python, "-E", str(worker)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    encoding="utf-8",
                    start_new_session=True,
                )
        except OSError as error:
            raise BlenderMissingError(f"cannot run '{python}' ({error.strerror})") from None
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self._greet(python, start_seconds)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Blender:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self) -> None:
        for line in self._process.stdout:
            self._answers.put(line)
        self._answers.put(None)

    def _greet(self, python: str, seconds: float) -> None:
        hello = self._next(seconds, "starting")
        if "missing" in hello:
            raise BlenderMissingError(f"'{python}' cannot import it ({hello['missing']})")
        version = tuple(hello["blender"])
        if version < NEEDS:
            found, wanted = (".".join(map(str, v)) for v in (version, NEEDS))
            raise BlenderMissingError(f"'{python}' has Blender {found}, older than {wanted}")

    def ask(self, request: dict, seconds: float) -> dict:
        """Send one request and wait at most ``seconds`` for its answer.

        After a :class:`BlenderError` the process is gone, unless it answered with the error.
        """
        self._asked += 1
        with contextlib.suppress(OSError):  # it is gone; the next line says why
            self._process.stdin.write(json.dumps({"id": self._asked, **request}) + "\n")
            self._process.stdin.flush()
        answer = self._next(seconds, "rendering")
        if answer.get("id") != self._asked:
            self.close()
            raise BlenderError(f"Blender answered out of turn: {answer}")
        if "error" in answer:
            raise BlenderError(f"Blender could not render the picture: {answer['error']}")
        return answer

    def _next(self, seconds: float, doing: str) -> dict:
        try:
            line = self._answers.get(timeout=seconds)
        except queue.Empty:
            self.close()
            raise BlenderError(
                f"Blender was ended while {doing}: no answer within {seconds:g} seconds"
            ) from None
        if line is None:
            self.close()
            code = self._process.returncode
            how = f"signal {-code}" if code < 0 else f"exit code {code}"
            raise BlenderError(f"Blender ended while {doing} ({how}): {self._last_words()}")
        try:
            return json.loads(line)
        except ValueError:
            self.close()
            raise BlenderError(f"Blender answered in no known way: {line.strip()[:200]}") from None

    def _last_words(self) -> str:
        """The last line that the process printed on standard error."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").split("\n")
        said = [line.strip() for line in lines if line.strip()]
        return said[-1] if said else "it said nothing"

    def close(self) -> None:
        """End the process, whatever it is doing. May be called again."""
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()
        self._reader.join(END_SECONDS)
        self._process.stdout.close()

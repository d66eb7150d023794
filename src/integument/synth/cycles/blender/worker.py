"""The process that runs Blender: reads requests, draws pictures, answers. Knows only numpy and bpy.

It is started with the path of this file, ``python -E worker.py``, by a Python that has ``bpy``
installed, and is no part of the package that starts it. One request a line on standard input::

    {"id": 1, "scene": "/tmp/x/scene.npz", "out": "/tmp/x/picture.npz", "samples": 2, "threads": 0}

One JSON answer a line on standard output: ``{"ready": true, "blender": [5, 0, 1]}`` or
``{"missing": "..."}`` at first, then ``{"id": 1, "seconds": 0.9, "cpu_seconds": 1.6}`` or
``{"id": 1, "error": "..."}`` for each request. It ends when its input does.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import TextIO


def _own_output() -> TextIO:
    """Standard output for answers alone: what Blender prints there goes nowhere."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    sys.stdout = sys.stderr
    return answers


def _answer(request: dict) -> dict:
    import drawing
    import numpy as np

    clock, cpu = time.perf_counter(), time.process_time()
    with np.load(request["scene"]) as file:
        arrays = dict(file)
    out = Path(request["out"])
    colour, parts = drawing.draw(arrays, request["samples"], request["threads"], out.parent)
    np.savez(out, colour=colour, parts=parts)
    return {
        "seconds": round(time.perf_counter() - clock, 3),
        "cpu_seconds": round(time.process_time() - cpu, 3),
    }


def main() -> None:
    answers = _own_output()

    def say(answer: dict) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    try:
        import bpy
        import numpy  # noqa: F401
    except ImportError as error:
        say({"missing": str(error)})
        return
    version = list(bpy.app.version)
    if version[0] >= 5:
        import drawing

        drawing.prepare()
    say({"ready": True, "blender": version})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = _answer(request)
        except Exception as error:
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        say({"id": request["id"], **answer})


if __name__ == "__main__":
    main()

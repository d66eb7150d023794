"""Blender as a child process: started once, asked for many pictures, always ended."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from integument.errors import IntegumentError, MissingExtraError
from integument.synth import render
from integument.synth.camera import SENSOR, Camera
from integument.synth.cycles import neutral
from integument.synth.scene import Scene
from integument.synth.settings import Settings
from integument.synth.view import View

PYTHON_VARIABLE = "INTEGUMENT_BPY_PYTHON"
"""Environment variable with the Python that has ``bpy``, where that is not this one."""
WORKER = Path(__file__).with_name("worker.py")
START_SECONDS = 60.0
PICTURE_SECONDS = 300.0
SAMPLES = 8
"""Paths a pixel; the denoiser does the rest. At 256 pixels more is not seen after development."""


class BlenderError(IntegumentError):
    """Blender stopped, did not answer, or could not render; the message has its last words."""


def find_python(python: str | None = None) -> str:
    """The Python that has ``bpy``: ``python``, else the variable's, else this one.

    Raises :class:`MissingExtraError` where this one has it not and no other is named.
    """
    chosen = python or os.environ.get(PYTHON_VARIABLE)
    if chosen:
        return chosen
    if importlib.util.find_spec("bpy") is None:
        raise MissingExtraError(
            "the Cycles renderer",
            extra="cycles",
            hint=" (Python 3.11 and numpy 1; or put bpy in an environment of its own and name its "
            f"python in {PYTHON_VARIABLE})",
        )
    return sys.executable


class Blender:
    """One Blender process. Use as a context manager; it is callable as a renderer.

    Raises :class:`BlenderError` where the process does not start.
    """

    def __init__(self, python: str | None = None, worker: Path = WORKER) -> None:
        command = [find_python(python), str(worker)]
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                text=True, env=environment, start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise BlenderError(
                f"cannot start Blender with {command[0]}: {error.strerror}"
            ) from None
        self._folder = tempfile.TemporaryDirectory(prefix="integument-cycles-")
        self._words: deque[str] = deque(maxlen=20)
        self._answers: queue.Queue[str | None] = queue.Queue()
        self._threads = [
            threading.Thread(target=target, daemon=True)
            for target in (self._listen, self._overhear)
        ]
        for thread in self._threads:
            thread.start()
        try:
            self.version = self._answer(START_SECONDS)["ready"]
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Blender:
        return self

    def __exit__(self, *exception) -> None:
        self.close()

    def close(self) -> None:
        """End the process and remove its files. May be called twice."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._folder.cleanup()

    def __call__(
        self, view: View | None, scene: Scene, camera: Camera, settings: Settings
    ) -> render.Drawn:
        """Render a view as :func:`integument.synth.render.render` does, its light by Cycles."""
        drawn = render.render(view, scene, camera, settings)
        if view is None:
            return drawn
        seen = self.light(view, scene, camera, settings)
        behind = cv2.resize(
            render.surroundings(view, scene, camera, settings),
            (settings.size, settings.size), interpolation=cv2.INTER_AREA,
        )  # fmt: skip
        light = seen[..., :3] + behind * (1 - seen[..., 3:])
        each = settings.supersampling
        return drawn._replace(linear=light.repeat(each, 0).repeat(each, 1))

    def light(
        self, view: View, scene: Scene, camera: Camera, settings: Settings, *,
        labels: bool = False, samples: int = SAMPLES,
    ) -> np.ndarray:  # fmt: skip
        """What is solid alone: (size, size, 4) float32, premultiplied linear light and coverage.

        With ``labels``, the coverage of skin, hair and clothes in place of red, green and blue.
        """
        size = settings.size
        scene_path = Path(self._folder.name) / "scene.npz"
        picture_path = Path(self._folder.name) / "picture.npy"
        np.savez(
            scene_path,
            **neutral.arrays(
                view.geometry, scene.lights, camera,
                sample_width=SENSOR / 2 / camera.focal / (size * settings.supersampling / 2),
                size=size, samples=samples, labels=labels,
            ),
        )  # fmt: skip
        self._ask({"scene": str(scene_path), "out": str(picture_path)})
        answer = self._answer(PICTURE_SECONDS)
        if "error" in answer:
            raise BlenderError(f"Blender could not render: {answer['error']}")
        return np.load(picture_path)

    def _ask(self, request: dict) -> None:
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except OSError:
            raise self._stopped() from None

    def _answer(self, seconds: float) -> dict:
        try:
            line = self._answers.get(timeout=seconds)
        except queue.Empty:
            self.close()
            raise BlenderError(f"Blender did not answer within {seconds:g} s") from None
        if line is None:
            raise self._stopped()
        return json.loads(line)

    def _stopped(self) -> BlenderError:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        for thread in self._threads:  # its last words may still be on their way
            thread.join(timeout=5)
        words = [word for word in self._words if word.strip()]
        last = words[-1].strip() if words else "without a word"
        return BlenderError(f"Blender stopped (exit status {self._process.returncode}): {last}")

    def _listen(self) -> None:
        for line in self._process.stdout:
            self._answers.put(line)
        self._answers.put(None)

    def _overhear(self) -> None:
        self._words.extend(self._process.stderr)


@contextlib.contextmanager
def renderer(python: str | None = None) -> Iterator[Blender]:
    """A running Blender, ended with the block. See :func:`find_python` for ``python``."""
    with Blender(python) as blender:
        yield blender

"""One ONNX model, opened once on a device that is verified and reported.

ONNX Runtime falls back to the processor without a word when a graphics card cannot be used.
Here a device that was asked for by name either runs or is an error, and ``"auto"`` says what
it chose.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from integument.errors import DeviceError, ModelError, UsageError, unknown
from integument.labels import NAMES
from integument.presence import Presence

PROVIDERS = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
    "rocm": "ROCMExecutionProvider",
    "migraphx": "MIGraphXExecutionProvider",
    "directml": "DmlExecutionProvider",
    "openvino": "OpenVINOExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
    "qnn": "QNNExecutionProvider",
    "xnnpack": "XnnpackExecutionProvider",
}
"""Our device names and the execution providers of ONNX Runtime behind them."""

AUTO_ORDER = ("cuda", "rocm", "directml", "cpu")
"""What ``"auto"`` tries, best first. Left out are devices that compile the network anew for
every picture shape (TensorRT, MIGraphX, CoreML, OpenVINO, QNN), which takes seconds where the
processor needs milliseconds; they are used when asked for by name."""

MAX_DEFAULT_THREADS = 4
"""The network takes milliseconds; beyond four threads, waiting for each other eats the gain."""

LABELS_KEY = "integument.labels"
INPUT_SIZE_KEY = "integument.input_size"
PRESENCE_KEY = "integument.presence"
OVERVIEW_KEY = "integument.overview"
CONFIRM_KEY = "integument.confirm"
CLOSER_KEY = "integument.closer"
ATTRIBUTES_KEY = "integument.attributes"

_ORT_ERRORS_ONLY = 3
_BROKEN_FILE = ("InvalidProtobuf", "InvalidGraph", "NoSuchFile", "NoModel", "InvalidArgument")


class Session:
    """A network ready to run.

    Parameters
    ----------
    path : an ONNX file with input ``(N, 3, H, W) float32`` RGB in [0, 1] and output
        ``(N, labels, H / 2, W / 2) float32`` probabilities in [0, 1], or ``(N, labels, H, W)``;
        its metadata names the labels (``integument.labels``, comma separated) and the longest
        side of the pictures it was trained on (``integument.input_size``). A second output
        ``(N, attributes) float32`` has its names in ``integument.attributes``
    device : ``"auto"`` or a key of :data:`PROVIDERS`
    threads : processor threads for one picture; by default ``OMP_NUM_THREADS`` where that is
        set, else the usable cores up to :data:`MAX_DEFAULT_THREADS`

    Attributes
    ----------
    device : the device that really runs the network
    note : one line that says which device it is and why
    labels : the names on the channel axis of the output
    attributes : what :meth:`describe` tells, such as ``hair_colour:black`` or ``bald``; mostly none
    input_size : longest side, in pixels, of the pictures the network expects
    presence : how its regions are to be weighed (:mod:`integument.presence`); None for not at all
    overview : size of the second look, from afar, as a share of the first (:mod:`.overview`);
        0 for one look
    confirm : share of a picture from which on a region has to be seen from afar as well; 0 for none
    closer : how much larger small people may be looked at once more (:mod:`.closer`); 0 for never
    name, licence : from the metadata; the file's stem and "" where it says nothing

    Raises
    ------
    ModelError
        If the file is missing, damaged, or lacks the metadata.
    DeviceError
        If the device was asked for by name and cannot be used.
    UsageError
        If the device's name or the number of threads makes no sense.
    """

    def __init__(
        self, path: str | Path, *, device: str = "auto", threads: int | None = None
    ) -> None:
        self.path = Path(path)
        self.threads = _thread_count(threads)
        if not self.path.is_file():
            raise ModelError(f"{self.path}: no such model file: expected an .onnx file")
        opened, self.device, self.note = _open(self.path, device, self.threads)
        self._session: ort.InferenceSession | None = opened
        self._input = self._check_input(opened)
        self._read_metadata(opened)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the model file, in hexadecimal."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def run(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probabilities for a batch.

        Parameters
        ----------
        images : ``(N, 3, H, W) float32`` RGB in [0, 1]; H and W multiples of 32

        Returns
        -------
        ``(N, labels, H / 2, W / 2) float32`` in [0, 1], or ``(N, labels, H, W)``

        Raises
        ------
        ModelError
            If the network fails or answers in another shape.
        """
        count, _, height, width = images.shape
        output = self._outputs(images)[0]
        expected = (count, len(self.labels), height // 2, width // 2)
        if output.shape not in (expected, (*expected[:2], height, width)):
            raise ModelError(
                f"{self.path}: expected an output of shape {expected} for an input of "
                f"{images.shape}, got {output.shape}"
            )
        return output

    def describe(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probabilities ``(N, attributes) float32`` of :attr:`attributes`, for images as in `run`.

        Raises :class:`ModelError` if the network fails or answers in another shape.
        """
        expected = (len(images), len(self.attributes))
        if not self.attributes:
            return np.zeros(expected, np.float32)
        output = self._outputs(images)[1]
        if output.shape != expected:
            raise ModelError(
                f"{self.path}: expected attributes of shape {expected}, got {output.shape}"
            )
        return output

    def close(self) -> None:
        """Let go of the network and its memory; running it afterwards is a UsageError."""
        self._session = None

    def _outputs(self, images: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        opened = self._session
        if opened is None:
            raise UsageError(f"the model '{self.name}' is closed: make a new Segmenter")
        try:
            return opened.run(None, {self._input: images})
        except Exception as error:
            raise ModelError(f"{self.path}: the network failed: {_first_line(error)}") from error

    def _check_input(self, opened: ort.InferenceSession) -> str:
        inputs = opened.get_inputs()
        if len(inputs) != 1 or len(inputs[0].shape) != 4 or inputs[0].shape[1] != 3:
            got = ", ".join(f"{one.name} {one.shape}" for one in inputs) or "none"
            raise ModelError(f"{self.path}: expected one input (N, 3, H, W), got {got}")
        return inputs[0].name

    def _read_metadata(self, opened: ort.InferenceSession) -> None:
        metadata = opened.get_modelmeta().custom_metadata_map
        missing = [key for key in (LABELS_KEY, INPUT_SIZE_KEY) if not metadata.get(key)]
        if missing:
            raise ModelError(
                f"{self.path}: the metadata {' and '.join(missing)} is missing: "
                "expected a model written by 'integument export', or one with these entries added"
            )
        self.labels = tuple(name.strip() for name in metadata[LABELS_KEY].split(","))
        strange = [name for name in self.labels if name not in NAMES]
        if strange:
            raise ModelError(
                f"{self.path}: its metadata names labels nobody knows ({', '.join(strange)}): "
                f"expected some of {', '.join(NAMES)}"
            )
        size = metadata[INPUT_SIZE_KEY]
        if not size.isdecimal() or int(size) < 1:
            raise ModelError(
                f"{self.path}: {INPUT_SIZE_KEY} is '{size}': expected a number of pixels"
            )
        self.input_size = int(size)
        self.presence = None
        if metadata.get(PRESENCE_KEY):
            try:
                self.presence = Presence.parse(metadata[PRESENCE_KEY])
            except UsageError as error:
                raise ModelError(f"{self.path}: {PRESENCE_KEY}: {error}") from None
        self.overview = _share(self.path, OVERVIEW_KEY, metadata)
        self.confirm = _share(self.path, CONFIRM_KEY, metadata)
        self.closer = self._times(metadata.get(CLOSER_KEY) or "0")
        listed = metadata.get(ATTRIBUTES_KEY, "").split(",")
        self.attributes = tuple(name.strip() for name in listed if name.strip())
        if self.attributes and len(opened.get_outputs()) < 2:
            raise ModelError(
                f"{self.path}: its metadata names attributes, but it has no second output for them"
            )
        self.name = metadata.get("integument.name") or self.path.stem
        self.licence = metadata.get("integument.licence", "")

    def _times(self, text: str) -> float:
        try:
            times = float(text)
        except ValueError:
            times = -1.0
        if not (times == 0 or times > 1):
            raise ModelError(
                f"{self.path}: {CLOSER_KEY} is '{text}': expected a number above 1, or 0"
            )
        if times and not {"face_skin", "hair"} <= set(self.labels):
            raise ModelError(
                f"{self.path}: {CLOSER_KEY} needs the labels face_skin and hair, which tell heads: "
                f"expected both among {', '.join(self.labels)}"
            )
        return times


def _share(path: Path, key: str, metadata: Mapping[str, str]) -> float:
    text = metadata.get(key) or "0"
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share < 1:
        raise ModelError(f"{path}: {key} is '{text}': expected a share below 1, or 0")
    return share


def available_devices() -> tuple[str, ...]:
    """Devices that this installation of ONNX Runtime offers; offering is not yet working."""
    offered = ort.get_available_providers()
    return tuple(device for device, provider in PROVIDERS.items() if provider in offered)


def _open(path: Path, device: str, threads: int) -> tuple[ort.InferenceSession, str, str]:
    """The session, the device it runs on, and a line about the choice."""
    available = available_devices()
    if device != "auto":
        if device not in PROVIDERS:
            raise unknown("device", device, ("auto", *PROVIDERS))
        if device not in available:
            raise DeviceError(
                f"device '{device}' is not offered by this installation of onnxruntime: "
                f"available are {', '.join(available)}"
            )
        return _open_on(path, device, threads), device, f"{device}, as asked for"

    refused = ""
    for candidate in AUTO_ORDER:
        if candidate not in available:
            continue
        try:
            session = _open_on(path, candidate, threads)
        except DeviceError as error:
            refused += f" ({error})"
            continue
        return session, candidate, f"{candidate}, chosen automatically{refused}"
    raise DeviceError(f"onnxruntime offers no usable device{refused}")


def _open_on(path: Path, device: str, threads: int) -> ort.InferenceSession:
    """A session that is known to run on ``device``."""
    wanted = PROVIDERS[device]
    providers = [wanted] if device == "cpu" else [wanted, PROVIDERS["cpu"]]
    try:
        session = ort.InferenceSession(
            str(path), session_options(threads), providers=providers, enable_fallback=False
        )
    except Exception as error:
        if device == "cpu" or type(error).__name__ in _BROKEN_FILE:
            raise ModelError(f"{path}: not a usable ONNX model: {_first_line(error)}") from error
        raise DeviceError(f"device '{device}' did not start: {_first_line(error)}") from error
    # A provider that fails to load its libraries is dropped silently: look who came first.
    if session.get_providers()[0] != wanted:
        raise DeviceError(
            f"device '{device}' is offered by onnxruntime but did not start; "
            "its driver or libraries are missing"
        )
    return session


def session_options(threads: int) -> ort.SessionOptions:
    """One pool of ``threads``, and nothing said but errors."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _ORT_ERRORS_ONLY
    # Idle threads that spin steal the processor from decoding the next picture.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _thread_count(threads: int | None) -> int:
    if threads is None:
        from_environment = os.environ.get("OMP_NUM_THREADS", "")
        if from_environment.isdecimal() and int(from_environment) > 0:
            return int(from_environment)
        return min(_usable_cores(), MAX_DEFAULT_THREADS)
    if threads < 1:
        raise UsageError(f"threads: expected 1 or more, got {threads}")
    return threads


def _usable_cores() -> int:
    """Cores this process may use, which in a container are fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)

"""What runs a network: one function that opens it, whoever computes.

A job is plain data, so that a process of its own can open it too. All backends run on the
processor, with one thread pool of the size asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from integument.errors import ModelError, unknown

if TYPE_CHECKING:
    import onnxruntime as ort

    from integument.nets.network import Network

BACKENDS = ("onnxruntime", "openvino", "torch", "torch.compile")
NETWORK = "net:"
"""Before the name of a network that is built here, with weights that mean nothing."""

Run = Callable[[NDArray[np.float32]], object]
"""Runs a network on ``(1, 3, H, W) float32`` RGB in [0, 1] and comes back when it is done."""


@dataclass(frozen=True, slots=True)
class Job:
    """One network on one backend.

    Attributes
    ----------
    model : what it is called in the results
    backend : one of :data:`BACKENDS`
    precision : ``"float"`` or ``"int8"``
    threads : processor threads
    source : an ``.onnx`` file; for torch a checkpoint or ``net:NAME``
    """

    model: str
    backend: str
    precision: str
    threads: int
    source: str


def installed() -> tuple[str, ...]:
    """The backends whose library is there."""
    return tuple(name for name in BACKENDS if find_spec(name.partition(".")[0]) is not None)


def open_job(job: Job) -> Run:
    """Open a network; raises :class:`ModelError` where its backend cannot."""
    if job.backend not in BACKENDS:
        raise unknown("backend", job.backend, BACKENDS)
    opener = {"onnxruntime": _onnxruntime, "openvino": _openvino}.get(job.backend, _torch)
    try:
        return opener(job)
    except (ModelError, ImportError):
        raise
    except Exception as error:  # three libraries, each with errors of its own
        first = next(iter(str(error).splitlines()), type(error).__name__)
        raise ModelError(f"{job.model}: {job.backend} cannot open it: {first}") from error


def build(source: str) -> Network:
    """The network of a checkpoint or of ``net:NAME``, in evaluation mode."""
    if source.startswith(NETWORK):
        import torch

        from integument import nets

        name = source.removeprefix(NETWORK)
        if name not in nets.ARCHITECTURES:
            raise unknown("network", name, nets.ARCHITECTURES)
        torch.manual_seed(0)
        return nets.build(name, labels=len(nets.ARCHITECTURES[name].labels) or 1).eval()
    from integument.train import checkpoint

    return checkpoint.load(Path(source)).build()


def onnxruntime_session(path: str | Path, threads: int) -> ort.InferenceSession:
    """A session on the processor as :class:`integument.session.Session` opens it; a thread that
    spun while it waits would slow down whatever has its turn next."""
    import onnxruntime as ort

    from integument.session import PROVIDERS, session_options

    return ort.InferenceSession(path, session_options(threads), providers=[PROVIDERS["cpu"]])


def _onnxruntime(job: Job) -> Run:
    session = onnxruntime_session(job.source, job.threads)
    (name,) = (one.name for one in session.get_inputs())
    return lambda image: session.run(None, {name: image})


def _openvino(job: Job) -> Run:
    import openvino

    settings = {"INFERENCE_NUM_THREADS": job.threads, "PERFORMANCE_HINT": "LATENCY"}
    compiled = openvino.Core().compile_model(job.source, "CPU", settings)
    request = compiled.create_infer_request()
    return lambda image: request.infer([image])


def _torch(job: Job) -> Run:
    import torch

    net = build(job.source)
    compute: Any = net.segment
    if job.backend == "torch.compile":
        # It gives up silently on a function it has compiled this often: once a network and size.
        torch._dynamo.config.recompile_limit = 1024
        compute = torch.compile(net.segment, dynamic=False)
    return partial(_run_torch, compute, job.threads)


def _run_torch(compute: Any, threads: int, image: NDArray[np.float32]) -> object:
    import torch

    if torch.get_num_threads() != threads:  # for the whole process, and others have had a turn
        torch.set_num_threads(threads)
    with torch.inference_mode():
        return torch.sigmoid(compute(torch.from_numpy(image)))

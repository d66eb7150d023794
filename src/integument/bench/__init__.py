"""What a network costs: time, memory, parameters and multiply-accumulates.

:mod:`~integument.bench.entrants` turns what was asked for into jobs,
:mod:`~integument.bench.backends` opens them, :mod:`~integument.bench.timing` times them in turn,
:mod:`~integument.bench.memory` runs each in a process of its own, and
:mod:`~integument.bench.graph` counts what an ONNX file contains.
"""

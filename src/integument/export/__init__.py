"""From a checkpoint to the ONNX files that everybody else runs, with proof that they agree.

:mod:`~integument.export.onnx` writes the float network and compares it with torch,
:mod:`~integument.export.quantize` makes whole numbers of it, and
:mod:`~integument.export.report` does and measures all that was ordered.
"""

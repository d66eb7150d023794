"""From a checkpoint to the ONNX files that everybody else runs, with proof that they agree.

:mod:`~integument.export.onnx` writes the float network and compares it with torch,
:mod:`~integument.export.quantize` makes whole numbers of it, with the ranges that training
learned if it did so by :mod:`~integument.export.qat`, and :mod:`~integument.export.report` does and
measures all that was ordered.
"""

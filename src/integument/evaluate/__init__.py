"""Scores every segmenter the same way: our networks, classical rules, other people's models.

=========  ===================================================================
`metrics`  pure functions: counts of pixels → IoU, precision, recall, F1, accuracy
`scoring`  a segmenter, packs, labels → a report
`report`   what was found, as rows, means and plain data
`foreign`  segmenters from other people's modules (``module:attribute``)
=========  ===================================================================
"""

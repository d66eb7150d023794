"""The published tables and figures, made again: what was printed, what we get, and whether it fits.

===============  =============================================================
`experiment`     what an experiment declares: tables, orderings, data, costs
`published`      one module for each published table or figure, E1 to E25
`orderings`      one module for each ordering that small data should show
`registry`       finds those modules by listing their folders
`runner`         runs one into a folder, and writes ``result.json``
`context`        what a running experiment may ask: data, scale, parts, seeds
`findings`       what it found: numbers by table, row, column and seed
`sets`           data by name: given, or drawn for the scale
`drawing`        the smallest people there are, for the smallest scale
`learning`       trains by the recipes of :mod:`integument.train`
`networks`       a trained network as something that can be scored
`scores`         predictions kept, and scores made of them
`verdict`        whether an ordering holds, as far as the data can say
`report`         published value, ours, difference, verdict
`charts`         lines, bars and grids of pictures as PNG
===============  =============================================================

Importing an experiment imports neither torch nor numpy: only running it does.
"""

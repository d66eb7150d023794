"""Photographs by the million: what a worker makes of some of them (``recipe``), and handing them
out to workers, here or on a cluster (``workers``).
"""

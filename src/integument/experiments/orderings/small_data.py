"""What the orderings share: they are about small data, so their costs and seeds are alike."""

from __future__ import annotations

from integument.experiments.experiment import Cost, Need

COST = Cost("seconds", "about half an hour on a processor", "hours on a GPU, on your own pictures")
SEEDS = (3, 3)

TEST = Need("test", ("skin", "body"), "pictures with skin and body masks", 4, 60, look="near")
TARGET = Need("target", ("skin",), "pictures of other people and cameras", 4, 60, look="distant")

SMALL = (
    "At cpu scale networks are an eighth as wide as published, and learn for 800 steps of 8 "
    "pictures of 64², with a learning rate of 2e-3.",
)
"""What to know of all of them."""

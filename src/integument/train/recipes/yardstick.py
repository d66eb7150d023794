"""A short run of a small network that measures training pictures, not networks.

Expect   scores well under those of the default model; only differences between two sets of
         pictures mean something, and only above the spread over seeds (run at least three).
Time     about 8 minutes on one core: 60,000 crops.
Data     equally many pictures in each of the sets that are compared; no other pictures.

::

    integument train yardstick --data old --set seed=0 --out runs/old-0
    integument train yardstick --data new --set seed=0 --out runs/new-0
    integument export runs/old-0/last.pt --out models/old-0
    integument evaluate --data photographs --model models/old-0/model.onnx
"""

from __future__ import annotations

from integument.train.schedule import Budget
from integument.train.settings import Settings

SETTINGS = Settings(
    net="integument_fast",
    size=160,  # people fill small pictures better, and twice as many fit in the time
    input_size=256,
    negatives=0.0,  # nothing but the pictures that are measured
    learning_rate=3e-3,
    ema=0.995,  # the run is short
    validation_seconds=1e9,  # once, at the end
)

BUDGET = Budget(steps=2500)
"""If neither hours nor steps are given."""

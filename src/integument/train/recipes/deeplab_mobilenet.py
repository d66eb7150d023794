"""DeepLabV3 with MobileNetV3-Large at 256²: the small rival of U²-Net in the same work.

Source   the README source's "DLMV": torchvision's network, 11,020,337 parameters.
Expect   on 1,134 pictures that were trained on, mean IoU 0.860; on 82 held out, 0.655.
Time     2.5 billion multiplications a picture; not measured by us.
Data     any folder with masks of ``labels``.
Unstated everything but size and network: the settings of the recipe ``u2net`` are taken over.

::

    integument train deeplab_mobilenet --data skin_pack --out runs/dlmv
"""

from __future__ import annotations

from integument.train.schedule import Budget
from integument.train.settings import Settings

SETTINGS = Settings(
    net="deeplab_mobilenet",
    labels="skin",
    size=256,
    input_size=256,
    batch=16,
    learning_rate=1e-3,
    final_learning_rate=1e-3,
    weight_decay=0.0,
    dice=2.0,
    negatives=0.0,
    augment="views",
)
BUDGET = Budget(hours=8)
"""If neither hours nor steps are given."""

"""One network for one label: the rivals of the mutual-guidance paper, and any other architecture.

Source   the baselines of He et al., arXiv:1908.01977: U-Net, fully convolutional ResNet-50,
         DeepLabV3 (and V3+) with ResNet-50 and MobileNet, CNN + RNN. ``integument nets`` lists
         the names for ``net``.
Expect   in the paper (5,000 pictures), skin IoU of U-Net 0.756, ResNet-50 0.754,
         DeepLabV3-ResNet-50 0.760, DeepLabV3-MobileNet 0.737, CNN + RNN 0.699.
Time     as long as you like; the paper takes the best of several trials.
Data     any folder with masks of ``labels``.

::

    integument train single --data skin_pack --set net=unet --out runs/unet
    integument train single --data skin_pack --set net=deeplab_v3_mobilenet
"""

from __future__ import annotations

from integument.train.schedule import Budget
from integument.train.settings import Settings

SETTINGS = Settings(
    net="unet",
    labels="skin",
    size=512,
    input_size=512,
    batch=8,
    optimiser="adam",
    learning_rate=1e-4,
    weight_decay=0.0,
    schedule="poly",
    dice=0.0,
    negatives=0.0,
    augment="light",
)
BUDGET = Budget(hours=12)
"""If neither hours nor steps are given."""

"""A mask refined level by level from a VGG-16 (label refinement networks, for passport pictures).

Source   label refinement networks for head and torso, 2019; VGG-16 encoder, five coarse-to-fine
         masks. Its matched U-Net is ``--set net=lrn_unet``.
Expect   there, on 48 pictures: Jaccard 0.927 and a Hausdorff distance of 26 pixels with VGG
         weights, 0.917 and 33 without; its U-Net 0.893 and 35, worse with VGG weights (0.880).
Time     19 billion multiplications a picture of 224².
Data     any folder with masks of ``labels``.
Unstated ranges of zoom and rotation (20 %, 20 degrees), batch size, patience, the rate once the
         encoder thaws: the settings augment, batch, patience and thaw_rate.

::

    integument train label_refinement --data pack --out runs/lrn
    integument train label_refinement --data pack --set weights=imagenet     encoder thaws later
    integument train label_refinement --data pack --set net=lrn_unet
    integument train label_refinement --data pack --set net=lrn_squeezed     the form that fails
    integument train label_refinement --data pack --negatives nobody --set backgrounds=0.5
        people before other grounds, which the paper leaves to future work
"""

from __future__ import annotations

from dataclasses import dataclass

from integument.train.schedule import Budget
from integument.train.settings import Settings


@dataclass(frozen=True, slots=True)
class LabelRefinementSettings(Settings):
    """What this recipe adds.

    Attributes
    ----------
    thaw_rate : factor on the learning rate once the encoder learns too; not published. With
        ``weights`` it is frozen until the decoder has come to a plateau
    coarse : how masks shrink to coarse levels, see :data:`integument.losses.levels.Coarse`
    """

    thaw_rate: float = 0.1
    coarse: str = "nearest"


SETTINGS = LabelRefinementSettings(
    net="lrn",
    labels="head_torso",
    size=224,
    input_size=224,
    batch=16,
    optimiser="adam",
    learning_rate=1e-4,
    weight_decay=0.0,
    warm_up=0.0,
    schedule="constant",
    early_stop=True,
    negatives=0.0,
    augment="zoom",
)
TASK = "integument.train.tasks.label_refinement:LabelRefinementTask"
BUDGET = Budget(hours=8)
"""If neither hours nor steps are given: the plateau may come sooner."""

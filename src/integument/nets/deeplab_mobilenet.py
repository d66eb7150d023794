"""DeepLabV3 on MobileNetV3-Large: the small network everybody knows, here to be compared with.

Chen et al. 2017 (arXiv 1706.05587) on Howard et al. 2019 (arXiv 1905.02244), laid out as in
torchvision's ``deeplabv3_mobilenet_v3_large`` without the auxiliary head: the last stage dilated
instead of strided (output stride 16), pyramid rates 12, 24, 36, 256 channels. One output channel
makes 11,020,337 parameters.
"""

from __future__ import annotations

from torch import Tensor

from integument.nets.backbones.mobilenet_v3 import BACKBONE_OUTPUTS, MobileNetV3Large
from integument.nets.blocks import Normalise, resize_like
from integument.nets.network import Network
from integument.nets.pyramid import AtrousPyramid, classifier


class DeepLabMobileNet(Network):
    """``(N, 3, H, W)`` float RGB in [0, 1] → logits ``(N, labels, H, W)``.

    Pictures are normalised inside with the ImageNet mean and deviation, as its published weights
    expect. In training mode the global mean needs batches of at least two.
    """

    def __init__(self, labels: int) -> None:
        super().__init__()
        self.normalise = Normalise()
        self.backbone = MobileNetV3Large()
        self.pyramid = AtrousPyramid(BACKBONE_OUTPUTS)
        self.classifier = classifier(labels)

    def forward(self, image: Tensor) -> Tensor:
        logits = self.classifier(self.pyramid(self.backbone(self.normalise(image))))
        return resize_like(logits, image)

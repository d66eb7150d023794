"""DeepLabV3 on ResNet-50 or MobileNetV2, single-task rivals of mutual guidance.

Chen et al. 2017 (arXiv 1706.05587): a backbone with dilated last stages, an atrous pyramid, a
3×3 convolution, enlarged bilinearly. 39,633,729 parameters on ResNet-50 for one label.
"""

from __future__ import annotations

from torch import Tensor, nn

from integument.nets.backbones.mobilenet_v2 import MobileNetV2
from integument.nets.backbones.resnet50 import ResNet50
from integument.nets.blocks import Normalise, resize_like
from integument.nets.network import Network
from integument.nets.pyramid import AtrousPyramid, classifier


class DeepLabV3(Network):
    """``(N, 3, H, W)`` float RGB in [0, 1] → logits ``(N, labels, H, W)``.

    ``backbone`` gives features, finest first, and knows their ``widths``. In training mode the
    global mean needs batches of at least two.
    """

    def __init__(self, labels: int, backbone: nn.Module) -> None:
        super().__init__()
        self.normalise = Normalise()
        self.backbone = backbone
        self.pyramid = AtrousPyramid(backbone.widths[-1])
        self.classifier = classifier(labels)

    def forward(self, image: Tensor) -> Tensor:
        features = self.backbone(self.normalise(image))
        return resize_like(self.classifier(self.pyramid(features[-1])), image)


class DeepLabV3ResNet50(DeepLabV3):
    """``output_stride`` 8 as in torchvision; the papers also use 16, a quarter of the work."""

    def __init__(self, labels: int, output_stride: int = 8) -> None:
        super().__init__(labels, ResNet50(output_stride))


class DeepLabV3MobileNetV2(DeepLabV3):
    """The sources say "MobileNet" alone: V2 is the one that DeepLab's own code of the time has."""

    def __init__(self, labels: int, output_stride: int = 16) -> None:
        super().__init__(labels, MobileNetV2(output_stride=output_stride))

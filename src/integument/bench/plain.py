"""Networks as they are commonly written, to compare the speed of training with.

Straight from the figures: memory in torch's default order, every module called where the figure
draws it, and mutual guidance as two calls of one network, each with its own run of the encoder.
They have the parameters of ours and compute the same; only the way there differs.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

WIDTHS = (64, 128, 256, 512, 1024)


class DoubleConv(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.double_conv = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.double_conv(x)


class Encoder(nn.Module):
    def __init__(self, inputs: int, widths: tuple[int, ...]) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(
            DoubleConv(a, b) for a, b in zip((inputs, *widths[:-1]), widths, strict=True)
        )
        self.pool = nn.MaxPool2d(2)

    def forward(self, x: Tensor) -> list[Tensor]:
        features = []
        for number, block in enumerate(self.blocks):
            x = block(self.pool(x) if number else x)
            features.append(x)
        return features


class Decoder(nn.Module):
    def __init__(self, inputs: int, widths: tuple[int, ...], labels: int) -> None:
        super().__init__()
        below = (inputs, *reversed(widths[1:-1]))
        outputs = tuple(reversed(widths[:-1]))
        self.ups = nn.ModuleList(
            nn.ConvTranspose2d(a, b, 2, stride=2) for a, b in zip(below, outputs, strict=True)
        )
        self.blocks = nn.ModuleList(DoubleConv(2 * width, width) for width in outputs)
        self.out = nn.Conv2d(widths[0], labels, 1)

    def forward(self, x: Tensor, skips: list[Tensor]) -> Tensor:
        for up, block, skip in zip(self.ups, self.blocks, reversed(skips), strict=True):
            x = block(torch.cat([skip, up(x)], dim=1))
        return self.out(x)


class UNet(nn.Module):
    """``(N, 3, H, W)`` → logits ``(N, labels, H, W)``, in a tuple of one."""

    def __init__(self, labels: int, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        self.encoder = Encoder(3, widths)
        self.decoder = Decoder(widths[-1], widths, labels)

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        *skips, deepest = self.encoder(image)
        return (self.decoder(deepest, skips),)


class MutualGuidance(nn.Module):
    """``(N, 3, H, W)`` → logits ``(N, 2, H, W)`` of both passes."""

    def __init__(self, labels: int = 2, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        half = tuple(width // 2 for width in widths)
        self.encoder = Encoder(3, widths)
        self.guides = nn.ModuleList(Encoder(1, half) for _ in range(labels))
        fused = widths[-1] + half[-1]
        self.decoders = nn.ModuleList(Decoder(fused, widths, 1) for _ in range(labels))

    def one_pass(self, image: Tensor, guidance: tuple[Tensor, Tensor]) -> Tensor:
        *skips, deepest = self.encoder(image)
        outputs = [
            decoder(torch.cat([deepest, guide(belief)[-1]], dim=1), skips)
            for decoder, guide, belief in zip(self.decoders, self.guides, guidance, strict=True)
        ]
        return torch.cat(outputs, dim=1)

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        nothing = torch.zeros_like(image[:, :1])
        first = self.one_pass(image, (nothing, nothing))
        skin, body = torch.sigmoid(first.detach()).split(1, dim=1)
        return first, self.one_pass(image, (body, skin))


class REBNCONV(nn.Module):
    def __init__(self, inputs: int, outputs: int, dilation: int = 1) -> None:
        super().__init__()
        self.conv_s1 = nn.Conv2d(inputs, outputs, 3, padding=dilation, dilation=dilation)
        self.bn_s1 = nn.BatchNorm2d(outputs)
        self.relu_s1 = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.relu_s1(self.bn_s1(self.conv_s1(x)))


def upsample_like(source: Tensor, target: Tensor) -> Tensor:
    return F.interpolate(source, size=target.shape[2:], mode="bilinear", align_corners=False)


class RSU(nn.Module):
    """A residual U-block of ``height`` levels; 0 for the flat one, which dilates instead."""

    def __init__(self, height: int, inputs: int, middle: int, outputs: int) -> None:
        super().__init__()
        self.pooled = height > 0
        flat = (1, 2, 4, 8)
        down = (1,) * (height - 1) if self.pooled else flat[:3]
        self.conv_in = REBNCONV(inputs, outputs)
        self.down = nn.ModuleList(
            REBNCONV(middle if number else outputs, middle, dilation)
            for number, dilation in enumerate(down)
        )
        self.bottom = REBNCONV(middle, middle, 2 if self.pooled else 8)
        self.up = nn.ModuleList(
            REBNCONV(2 * middle, middle if dilation else outputs, dilation or 1)
            for dilation in (*(down[:0:-1]), 0)
        )
        self.pool = nn.MaxPool2d(2, stride=2, ceil_mode=True)

    def forward(self, x: Tensor) -> Tensor:
        hxin = hx = self.conv_in(x)
        levels: list[Tensor] = []
        for number, conv in enumerate(self.down):
            hx = conv(self.pool(hx) if number and self.pooled else hx)
            levels.append(hx)
        hx = self.bottom(hx)
        for number, conv in enumerate(self.up):
            level = levels[-1 - number]
            hx = conv(torch.cat((upsample_like(hx, level) if self.pooled else hx, level), 1))
        return hx + hxin


class U2NetP(nn.Module):
    """``(N, 3, H, W)`` → logits ``(N, labels, H, W)``: fused, then those of the six depths."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        heights = (7, 6, 5, 4, 0, 0)
        self.encoder = nn.ModuleList(
            RSU(height, 64 if number else 3, 16, 64) for number, height in enumerate(heights)
        )
        self.decoder = nn.ModuleList(RSU(height, 128, 16, 64) for height in heights[4::-1])
        self.side = nn.ModuleList(nn.Conv2d(64, labels, 3, padding=1) for _ in heights)
        self.outconv = nn.Conv2d(6 * labels, labels, 1)
        self.pool = nn.MaxPool2d(2, stride=2, ceil_mode=True)

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        hx, levels = image, []
        for number, stage in enumerate(self.encoder):
            hx = stage(self.pool(hx) if number else hx)
            levels.append(hx)
        found = [levels[-1]]
        for stage, level in zip(self.decoder, levels[-2::-1], strict=True):
            found.insert(0, stage(torch.cat((upsample_like(found[0], level), level), 1)))
        sides = [
            upsample_like(side(features), image)
            for side, features in zip(self.side, found, strict=True)
        ]
        return (self.outconv(torch.cat(sides, 1)), *sides)


PLAIN = {"unet": UNet, "u2netp": U2NetP, "mutual_guidance": MutualGuidance}
"""By the name of ours in :data:`integument.nets.ARCHITECTURES`."""

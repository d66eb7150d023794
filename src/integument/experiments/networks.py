"""A trained network as a segmenter: fitted into its input, run, and scaled back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from integument.attributes import BINARY, SHADES
from integument.letterbox import letterbox
from integument.train import checkpoint


class Trained:
    """The averaged weights of a checkpoint (see :class:`integument.evaluate.scoring.Scorable`).

    Attributes
    ----------
    name : as it stands in tables
    labels : what it predicts
    fingerprint : of the weights, for the store of predictions
    """

    def __init__(self, name: str, path: Path) -> None:
        saved = checkpoint.load(path)
        self.name = name
        self.labels = saved.labels
        self.input_size = int(saved.settings["input_size"])
        self.fingerprint = hashlib.sha256(path.read_bytes()).hexdigest()
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.net = saved.build().to(self.device)

    @torch.no_grad()
    def predict(self, rgb: NDArray[np.uint8]) -> Mapping[str, NDArray[np.float32]]:
        """Label -> ``(H, W) float32`` in [0, 1], for ``(H, W, 3) uint8`` RGB."""
        fitted = letterbox(rgb, self.input_size)
        image = self._batch_of_one(fitted.image)
        planes = torch.sigmoid(self.net.segment(image).float())[0].cpu().numpy()
        height, width = (side // self.net.stride for side in (fitted.height, fitted.width))
        return {
            label: np.clip(
                cv2.resize(
                    np.ascontiguousarray(plane[:height, :width]),
                    (rgb.shape[1], rgb.shape[0]),
                    interpolation=cv2.INTER_LINEAR,
                ),
                0,
                1,
            )
            for label, plane in zip(self.labels, planes, strict=True)
        }

    @torch.no_grad()
    def hair(self, rgb: NDArray[np.uint8]) -> dict[str, int]:
        """Attribute -> the most likely of its values, as a number; for the default network, whose
        colours are :data:`integument.attributes.SHADES`."""
        image = self._batch_of_one(letterbox(rgb, self.input_size).image)
        told = self.net.describe(image)[1][0].cpu()
        shades, binary = told.split([len(SHADES), len(BINARY)])
        yes = (int(share >= 0.5) for share in binary)
        return {"shade": int(shades.argmax()), **dict(zip(BINARY, yes, strict=True))}

    def _batch_of_one(self, image: NDArray[np.float32]) -> torch.Tensor:
        return torch.from_numpy(image)[None].to(self.device)

    @torch.no_grad()
    def attributes(self, rgb: NDArray[np.uint8]) -> dict[str, int]:
        """Attribute -> the most likely of its values, as a number; for HairNet alone."""
        side = self.net.input_size
        # It needs squares of just one size; the source stretches pictures to it as well.
        resized = cv2.resize(rgb, (side, side), interpolation=cv2.INTER_AREA)
        image = torch.from_numpy(resized).to(self.device).permute(2, 0, 1)[None].float() / 255
        found = self.net(image).attributes._asdict()
        return {
            name: int(logits.argmax()) if logits.numel() > 1 else int(logits.item() > 0)
            for name, logits in found.items()
        }

"""MediaPipe's multiclass selfie model, for those who have its file.

``selfie_multiclass_256x256.tflite`` is not part of this package. It is run by LiteRT
(``pip install ai-edge-litert``). The picture is stretched to 256 × 256; six classes come back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.classical.cleaning import check_cleaning, clean
from integument.classical.rule import Rule, as_picture
from integument.errors import InputError, IntegumentError, ModelError, UsageError

SIDE = 256
BACKGROUND, HAIR, BODY_SKIN, FACE_SKIN, CLOTHES, OTHERS = range(6)

Network = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""From ``(1, 256, 256, 3)`` RGB in [0, 1] to ``(1, 256, 256, 6)`` logits."""


@dataclass(frozen=True)
class MediaPipeSettings:
    """Settings of :class:`MediaPipe`.

    Attributes
    ----------
    file : the ``.tflite`` file
    threshold : out of 255, from which a pixel is marked; 0 gives the probabilities instead
    ellipse, blur : see :func:`~integument.classical.cleaning.clean`; not for probabilities
    """

    file: str = "selfie_multiclass_256x256.tflite"
    threshold: int = 150
    ellipse: int = 3
    blur: int = 3

    def __post_init__(self) -> None:
        check_cleaning(self.ellipse, self.blur)
        if not 0 <= self.threshold <= 255:
            raise UsageError(f"threshold: expected 0 to 255, got {self.threshold}")


class MediaPipe(Rule[MediaPipeSettings]):
    """Skin, face skin, hair, clothes and body by somebody else's network.

    Parameters
    ----------
    network : runs the network; by default LiteRT on ``settings.file``

    Raises
    ------
    InputError, ModelError, IntegumentError
        If the file is not there, is not such a network, or LiteRT is not installed.
    """

    name = "mediapipe"
    labels = ("skin", "face_skin", "hair", "body", "clothes")
    settings_type = MediaPipeSettings

    def __init__(
        self, settings: MediaPipeSettings | None = None, *, network: Network | None = None
    ) -> None:
        super().__init__(settings)
        self._network = network or _open(Path(self.settings.file))

    def predict(self, rgb: NDArray[np.uint8]) -> Mapping[str, NDArray[np.float32]]:
        rgb = as_picture(rgb)
        small = cv2.resize(rgb, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        logits = self._network(small[None].astype(np.float32) / 255)
        if logits.shape != (1, SIDE, SIDE, OTHERS + 1):
            raise ModelError(
                f"{self.settings.file}: expected (1, {SIDE}, {SIDE}, {OTHERS + 1}) out of the "
                f"network, got {logits.shape}"
            )
        shares = np.exp(logits[0] - logits[0].max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        found = {
            "skin": shares[..., BODY_SKIN] + shares[..., FACE_SKIN],
            "face_skin": shares[..., FACE_SKIN],
            "hair": shares[..., HAIR],
            "body": 1 - shares[..., BACKGROUND],
            "clothes": shares[..., CLOTHES],
        }
        return {label: self._finish(found[label], rgb) for label in self.labels}

    def _finish(
        self, probability: NDArray[np.float32], rgb: NDArray[np.uint8]
    ) -> NDArray[np.float32]:
        """At the picture's size, and a mask unless probabilities are wanted."""
        height, width = rgb.shape[:2]
        full = cv2.resize(probability, (width, height), interpolation=cv2.INTER_LINEAR)
        full = full.clip(0, 1)
        if not self.settings.threshold:
            return full
        mask = (full * 255 >= self.settings.threshold).view(np.uint8) * np.uint8(255)
        return clean(mask, self.settings.ellipse, self.settings.blur)


def _open(file: Path) -> Network:
    if not file.is_file():
        raise InputError(
            f"{file}: no such file: the rule 'mediapipe' needs the user's own copy of the model; "
            'name it in a settings file: file = "…/selfie_multiclass_256x256.tflite"'
        )
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError as error:
        raise IntegumentError(
            "the rule 'mediapipe' needs LiteRT: pip install ai-edge-litert"
        ) from error
    try:
        interpreter = Interpreter(model_path=str(file))
        interpreter.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        raise ModelError(f"{file}: damaged or not a TensorFlow Lite model: {error}") from error
    source = interpreter.get_input_details()[0]["index"]
    target = interpreter.get_output_details()[0]["index"]

    def run(picture: NDArray[np.float32]) -> NDArray[np.float32]:
        interpreter.set_tensor(source, picture)
        interpreter.invoke()
        return interpreter.get_tensor(target)

    return run

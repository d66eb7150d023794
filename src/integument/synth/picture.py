"""One synthetic picture with its masks, and the endless stream of them.

Picture ``i`` belongs to person ``i // views``. A person's random numbers come from
``SeedSequence([seed, person])`` alone, so that any picture can be made on its own, in any order,
by any number of workers, and is always the same.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import cv2
import numpy as np

from integument.data.sample import Sample
from integument.labels import NAMES
from integument.synth import assets, camera, develop, person, scene
from integument.synth.backgrounds import Photographs
from integument.synth.geometry import UPPER, Part
from integument.synth.settings import Settings

_PARTS_OF_LABEL = {
    "skin": (Part.SKIN, Part.FACE),
    "face_skin": (Part.FACE,),
    "hair": (Part.HAIR,),
    "body": tuple(p for p in Part if p not in (Part.NOTHING, Part.OBJECT)),
    "clothes": (Part.CLOTH,),
}


@dataclass(frozen=True, eq=False)
class Picture:
    """image (S, S, 3) uint8 RGB; masks: label -> (S, S) uint8 coverage; record: what was drawn."""

    number: int
    image: np.ndarray
    masks: dict[str, np.ndarray]
    record: dict

    @property
    def stem(self) -> str:
        return f"{self.number:06d}"

    def sample(self) -> Sample:
        """The picture as training and evaluation see it."""
        return Sample(self.stem, self.image, self.masks)


def _is_label(parts: np.ndarray, label: str) -> np.ndarray:
    """(H, W) bool: which samples of a part picture belong to a label."""
    if label == "head_torso":
        return (parts & UPPER > 0) & _is_label(parts, "body")
    table = np.zeros(256, bool)
    for part in _PARTS_OF_LABEL[label]:
        table[part] = table[part | UPPER] = True
    return table[parts]


def _coverage(parts: np.ndarray, size: int) -> dict[str, np.ndarray]:
    """Antialiased masks: each pixel is the share of its samples that belong to the label."""
    masks = {}
    for label in NAMES:
        exact = _is_label(parts, label).astype(np.float32) * 255
        masks[label] = np.round(
            cv2.resize(exact, (size, size), interpolation=cv2.INTER_AREA)
        ).astype(np.uint8)
    return masks


def _record(shown: dict | None, own: person.Person, cam, surroundings, development) -> dict:
    out = {"nobody": shown is None}
    if shown is not None:
        out |= {"person": own.record, "view": shown}
    return out | {
        "camera": asdict(cam),
        "scene": surroundings.record,
        "development": development.to_dict(),
    }


def pictures_of(
    seed: int,
    number: int,
    settings: Settings,
    photographs: Photographs | None = None,
    views: range | None = None,
) -> Iterator[Picture]:
    """The pictures of person ``number``: all of them, or only those of ``views``."""
    asset = assets.load()
    streams = np.random.default_rng(np.random.SeedSequence([seed, number])).spawn(
        settings.views + 1
    )
    own = person.sample(streams[0], asset)
    for k in views if views is not None else range(settings.views):
        rng = streams[k + 1]
        if rng.random() < settings.p_nobody:
            shown, joints, centre = None, _standing_joints(asset), np.array([0.0, 0.0, 0.9])
        else:
            shown = person.view(rng, own, clothed=bool(rng.random() < settings.p_clothed))
            joints, centre = shown.joints, shown.centre
        cam = camera.sample(rng, settings, joints)
        surroundings = scene.sample(rng, settings, photographs, centre)
        linear, parts = scene.render(shown, surroundings, cam, settings)
        size = settings.size
        linear = cv2.resize(np.minimum(linear, 8.0), (size, size), interpolation=cv2.INTER_AREA)
        masks = _coverage(parts, size)
        development = develop.sample(rng)
        image = develop.develop(linear, masks["body"].astype(np.float32) / 255, development)
        index = number * settings.views + k
        yield Picture(
            index,
            image,
            masks,
            {
                "id": f"{index:06d}",
                "seed": seed,
                "person_number": number,
                "view_number": k,
                **_record(shown.record if shown else None, own, cam, surroundings, development),
                "share": {n: round(float(m.mean()) / 255, 5) for n, m in masks.items()},
            },
        )


def _standing_joints(asset) -> dict[str, np.ndarray]:
    height = -asset.template[asset.is_body, 2].min()
    return {n: j + [0, 0, height] for n, j in zip(asset.bone_names, asset.joints, strict=True)}


def stream(
    seed: int,
    settings: Settings | None = None,
    photographs: Photographs | None = None,
    first_person: int = 0,
) -> Iterator[Sample]:
    """Endless samples for training; ``first_person`` continues where another run stopped."""
    settings = settings or Settings()
    for number in itertools.count(first_person):
        for picture in pictures_of(seed, number, settings, photographs):
            yield picture.sample()

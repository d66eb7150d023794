"""One synthetic picture with its masks, and the endless stream of them.

Picture ``i`` belongs to person ``i // views``. A person's random numbers come from
``SeedSequence([seed, person])`` alone, so that any picture can be made on its own, in any order,
by any number of workers, and is always the same.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import cv2
import numpy as np

from integument.data.sample import Sample
from integument.labels import NAMES
from integument.synth import assets, coverage, develop, group, render, scene, view
from integument.synth.backgrounds import Photographs
from integument.synth.camera import Camera
from integument.synth.settings import Settings
from integument.synth.view import View

Renderer = Callable[[View | None, scene.Scene, Camera, Settings], tuple]
"""What draws a view: gives the fields of :class:`integument.synth.render.Drawn`."""

BRIGHTEST = 8.0
"""Linear light of one sample is cut here, so that one highlight does not fill a pixel."""


@dataclass(frozen=True, eq=False)
class Picture:
    """image (S, S, 3) uint8 RGB; masks: label -> (S, S) uint8 coverage; record: what was drawn.

    With the setting ``parts`` there are more masks: those of single parts, ``instances``, and
    ``depth`` (S, S) uint16 millimetres.
    """

    number: int
    image: np.ndarray
    masks: dict[str, np.ndarray]
    record: dict

    @property
    def stem(self) -> str:
        return f"{self.number:06d}"

    def sample(self) -> Sample:
        """The picture as training and evaluation see it."""
        return Sample(self.stem, self.image, {name: self.masks[name] for name in NAMES})


def pictures_of(
    seed: int,
    number: int,
    settings: Settings,
    photographs: Photographs | None = None,
    views: range | None = None,
    renderer: Renderer = render.render,
) -> Iterator[Picture]:
    """The pictures of person ``number``: all of them, or only those of ``views``."""
    streams = np.random.default_rng(np.random.SeedSequence([seed, number])).spawn(
        settings.views + 1
    )
    cast = group.Cast(streams[0], assets.load(), settings)
    for k in views if views is not None else range(settings.views):
        rng = streams[k + 1]
        shown, cam, record = view.compose(rng, cast, settings)
        centre = shown.centre if shown is not None else np.array([0.0, 0.0, 0.9])
        surroundings = scene.sample(rng, settings, photographs, centre, np.array(cam.eye))
        drawn = render.Drawn(*renderer(shown, surroundings, cam, settings))
        size = settings.size
        linear = cv2.resize(
            np.minimum(drawn.linear, BRIGHTEST), (size, size), interpolation=cv2.INTER_AREA
        )
        masks = coverage.labels(drawn.parts, size)
        development = develop.sample(rng)
        image = develop.develop(linear, masks["body"].astype(np.float32) / 255, development)
        share = {name: round(float(mask.mean()) / 255, 5) for name, mask in masks.items()}
        if settings.parts:
            masks |= coverage.single_parts(drawn.parts, size)
            if drawn.distance is not None:
                masks["depth"] = coverage.depth(drawn.distance, size)
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
                **({"person": cast.main.record} if record["people"] else {}),
                **record,
                "camera": asdict(cam),
                "scene": surroundings.record,
                "development": development.to_dict(),
                "share": share,
            },
        )


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

"""What all routes share: the model, the limits, the workers, and the way of one request."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from integument.people import People
from integument.photo import Photo
from integument.segmenter import Segmenter
from integument.serve.intake import Intake, open_photo, read_intake
from integument.serve.metrics import Metrics
from integument.serve.parameters import Parameters
from integument.serve.problems import Problem
from integument.serve.settings import ServeSettings
from integument.serve.workers import Workers

IMAGE = "image"
"""Name of the part of a form that holds the photograph."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker hands back to be sent."""

    content: bytes
    media_type: str
    headers: dict[str, str] = field(default_factory=dict)


Job = Callable[[Intake, Parameters], Answer]


class Service:
    """The parts of a running service.

    Attributes
    ----------
    is_warm : whether the model has looked at a first picture
    """

    def __init__(self, segmenter: Segmenter, settings: ServeSettings) -> None:
        self.segmenter = segmenter
        self.settings = settings
        self.workers = Workers(settings.workers, settings.waiting, settings.seconds)
        self.metrics = Metrics()
        self.is_warm = False

    async def handle(
        self,
        request: Request,
        job: Job,
        *,
        texts: Collection[str],
        files: Collection[str] = (IMAGE,),
        takes_base64: bool = False,
    ) -> Response:
        """Take a place, read the request, do the job in a worker, answer.

        Parameters
        ----------
        texts, files : names that the request may bring; the first file is the photograph, which
            a raw body is too
        takes_base64 : see :func:`~integument.serve.intake.read_intake`
        """
        with self.workers.place() as place:
            intake = await read_intake(
                request, self.settings, next(iter(files)), takes_base64=takes_base64
            )
            for name in intake.files:
                if name not in files:
                    raise Problem(
                        422,
                        f"form: expected files named {', '.join(files)}, got '{name[:60]}'",
                    )
            parameters = Parameters(intake.texts, texts)
            made = await place.run(lambda: job(intake, parameters))
        return Response(made.content, media_type=made.media_type, headers=made.headers)

    def look(
        self,
        intake: Intake,
        labels: Sequence[str] | None = None,
        name: str = IMAGE,
        *,
        reduce: Callable[[Photo], Photo] = lambda photo: photo,
    ) -> People:
        """The people in the photograph of a request, with all that the routes may refuse.

        Parameters
        ----------
        reduce : makes the photograph smaller before anything is done with it, where a small
            answer is wanted: no network or effect then works on pixels that nobody gets
        """
        if name not in intake.files:
            raise Problem(
                422,
                f"expected a picture: send its bytes as the body, or as '{name}' of a form",
            )
        photo = reduce(open_photo(intake.files[name], self.settings, name))
        people = self.segmenter.segment(photo, labels)
        width, height = photo.size
        self.metrics.count_picture(width * height)
        return people

    def warm_up(self) -> None:
        """Look at a small picture, so that the first visitor does not wait for first things."""
        import numpy as np

        self.segmenter.predict(np.zeros((64, 64, 3), np.uint8))
        self.is_warm = True

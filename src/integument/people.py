"""The result of looking at one photograph: who is where, or that nobody is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, overload

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.edges import FAST, check_edges, marked
from integument.errors import UsageError, unknown
from integument.formats import parse_formats
from integument.labels import NAMES, get, parse
from integument.overlay import OPACITY, draw_overlay
from integument.photo import Photo
from integument.refine import grey_guide, refine
from integument.saving import Saved, Wanted, save

if TYPE_CHECKING:
    from integument.passport import Finding
    from integument.picture import Picture

THRESHOLD = 0.5
"""A probability from here on is a yes; the networks are calibrated so that this is even odds."""

FOUND_SHARE = 0.001
"""Somebody is there when at least this share of the picture is body. One part in a thousand is
a person about a fifteenth of the picture tall; less is where false alarms live."""

FOUND_CONFIDENCE = 0.6
"""... and when the surest pixel reaches this: a blob that never gets beyond even odds is doubt."""


@dataclass(frozen=True, slots=True)
class Run:
    """How a result came about: the model's name and file, the device, the network's time."""

    model: str
    sha256: str
    device: str
    seconds: float


class _Mask:
    """Attribute of :class:`People`: the mask of the label of its name, ``(H, W) bool``."""

    def __set_name__(self, owner: type, name: str) -> None:
        assert name in NAMES, name
        self._label = name

    @overload
    def __get__(self, people: None, owner: type) -> Self: ...
    @overload
    def __get__(self, people: People, owner: type) -> NDArray[np.bool_]: ...

    def __get__(self, people: People | None, owner: type) -> Self | NDArray[np.bool_]:
        return self if people is None else people.mask(self._label)


class People:
    """Probabilities and masks of every label for one photograph.

    Each label has a map of its own: what the network says of it, weighed as
    :mod:`integument.looks` tells. Where the vocabulary says that skin lies within body, some pixels
    may disagree. Nothing is stretched: in a picture of nobody all probabilities stay low and all
    masks are empty.

    These small maps are kept. Full-size probabilities are computed each time they are
    asked for (tens of milliseconds for 12 megapixels); the masks of the threshold that was
    used last are kept, at one byte a pixel.

    Attributes
    ----------
    photo : the :class:`integument.photo.Photo` that was looked at
    labels : the labels asked for, which :meth:`save`, :meth:`overlay`, :meth:`to_dict` use
    run : the model, the device and the time
    skin, face_skin, hair, body, head_torso, clothes : ``(H, W) bool``, read-only: the masks at the
        default threshold

    Examples
    --------
    >>> people = integument.segment("photo.jpg")                     # doctest: +SKIP
    >>> people.found                                                 # doctest: +SKIP
    True
    >>> people.hair.mean()        # share of the picture             # doctest: +SKIP
    0.087
    """

    skin = _Mask()
    face_skin = _Mask()
    hair = _Mask()
    body = _Mask()
    head_torso = _Mask()
    clothes = _Mask()

    def __init__(
        self,
        photo: Photo,
        maps: dict[str, NDArray[np.float32]],
        *,
        labels: Sequence[str],
        run: Run,
        edges: str = FAST,
    ) -> None:
        """
        Parameters
        ----------
        photo : the photograph, upright
        maps : label → ``(h, w) float32`` in [0, 1], covering the whole photograph
        labels : the labels to write and draw
        run : how the maps were made
        edges : see :attr:`edges`
        """
        self.photo = photo
        self.labels = tuple(labels)
        self.run = run
        self._maps = maps
        self._masks: dict[str, NDArray[np.bool_]] = {}
        self._masks_threshold = THRESHOLD
        self._edges = check_edges(edges)
        self._guide: NDArray[np.uint8] | None = None

    def __repr__(self) -> str:
        width, height = self.photo.size
        what = "found" if self.found else "nobody found"
        return f"<People in {self.photo.name}, {width}x{height}: {what}; {', '.join(self.labels)}>"

    @property
    def found(self) -> bool:
        """Whether somebody is in the picture: see :data:`FOUND_SHARE`, :data:`FOUND_CONFIDENCE`.

        Decided by ``body``, or by any label where the model has no body.
        """
        if "body" in self._maps:
            return self.is_present("body")
        return any(self.is_present(label) for label in self._maps)

    @property
    def edges(self) -> str:
        """``"fast"`` or ``"fine"``: how masks, mattes and pictures get their edges; may be set.

        See :mod:`integument.edges`. Setting raises UsageError for anything else.
        """
        return self._edges

    @edges.setter
    def edges(self, edges: str) -> None:
        self._edges = check_edges(edges)
        self._masks.clear()

    @property
    def maps(self) -> dict[str, NDArray[np.float32]]:
        """The small maps behind the masks: label → ``(h, w) float32`` in [0, 1]."""
        return dict(self._maps)

    def is_present(self, label: str) -> bool:
        """Whether ``label`` covers enough of the picture, surely enough, to count."""
        values = self.map(label)
        share = np.count_nonzero(values >= THRESHOLD) / values.size
        return bool(share >= FOUND_SHARE and values.max() >= FOUND_CONFIDENCE)

    @property
    def notes(self) -> tuple[str, ...]:
        """A line for each thing about the photograph that could not be honoured."""
        return self.photo.notes

    def probability(self, label: str) -> NDArray[np.float32]:
        """Probability of ``label`` at each pixel: ``(H, W) float32`` in [0, 1].

        Raises UsageError if the label does not exist or the model does not predict it.
        """
        values = self.map(label)
        if self._guide is None:
            self._guide = grey_guide(self.photo.pixels)
        return refine(values, self._guide)

    def map(self, label: str) -> NDArray[np.float32]:
        """The small map of ``label`` behind its mask: ``(h, w) float32`` in [0, 1], not to be
        written to. It covers the whole photograph, with pixels of its own size.

        Raises UsageError if the label does not exist or the model does not predict it.
        """
        if label not in self._maps:
            get(label)
            raise unknown(f"label for the model '{self.run.model}'", label, self._maps)
        return self._maps[label]

    def mask(self, label: str, threshold: float = THRESHOLD) -> NDArray[np.bool_]:
        """Where ``label`` is at least as probable as ``threshold``: ``(H, W) bool``, read-only."""
        check_threshold(threshold)
        if threshold != self._masks_threshold:
            self._masks.clear()
            self._masks_threshold = threshold
        if label not in self._masks:
            mask = marked(self.probability(label), self.photo.pixels, threshold, self._edges)
            mask.flags.writeable = False
            self._masks[label] = mask
        return self._masks[label]

    def overlay(
        self,
        labels: str | Sequence[str] | None = None,
        *,
        opacity: float = OPACITY,
        threshold: float = THRESHOLD,
    ) -> NDArray[np.uint8]:
        """The photograph with each label tinted and outlined: ``(H, W, 3) uint8 RGB``.

        Where labels overlap, the tint is that of the innermost (see
        :data:`integument.overlay.DRAWING_ORDER`).
        """
        chosen = self.labels if labels is None else parse(labels)
        masks = {label: self.mask(label, threshold) for label in chosen}
        return draw_overlay(self.photo.pixels, masks, opacity)

    def matte(self, label: str = "body") -> NDArray[np.float32]:
        """How much of each pixel is ``label``: ``(H, W) float32`` in [0, 1], soft at its edge.

        Unlike :meth:`probability` this is no doubt but coverage: half is a pixel at the edge.
        See :mod:`integument.matte`.
        """
        from integument.compose import coverage

        return coverage(self, label)

    def cutout(self, label: str = "body", *, crop: bool = False) -> Picture:
        """``label`` on transparency, without a rim of the old background.

        With ``crop`` the picture is cut to what is kept.
        """
        from integument.compose import cut_out

        return cut_out(self, label, crop=crop)

    def background(self, background: Any = "white", *, of: str = "body") -> Picture:
        """The people before another background, without a rim of the old one.

        ``background`` is a colour (CSS name, ``#rrggbb``, three levels), ``"blur"``,
        ``"transparent"``, or a picture: a path, bytes, an image or an array. ``of`` is what stays.

        Examples
        --------
        >>> people.background("white").save("passport.jpg")          # doctest: +SKIP
        """
        from integument.compose import replace_background

        return replace_background(self, background, of=of)

    def recolor(self, *, hair: str | None = None, skin_tone: str | None = None) -> Picture:
        """Hair in another colour, skin in another tone, with their shading and texture.

        See :func:`integument.recolor.recolor`; a simulated tone is for testing software only.

        Examples
        --------
        >>> people.recolor(hair="auburn").save("red.jpg")            # doctest: +SKIP
        """
        from integument.recolor import recolor

        return recolor(self, hair=hair, skin_tone=skin_tone)

    def passport(self) -> list[Finding]:
        """Whether an office would take this portrait, check by check.

        See :func:`integument.passport.check`.
        """
        from integument.passport import check

        return check(self)

    def to_dict(self, *, threshold: float = THRESHOLD) -> dict[str, Any]:
        """What was found, ready for JSON.

        For each label: ``found``; ``share`` of the picture's pixels; ``box`` as
        ``[left, top, right, bottom]`` in pixels of the upright photograph, right and bottom
        exclusive, or None; ``confidence``, the mean probability of the marked pixels on the
        network's map, or None. ``seconds`` is the network's time, without reading and writing.
        """
        width, height = self.photo.size
        return {
            "photo": {"name": self.photo.name, "width": width, "height": height},
            "found": self.found,
            "threshold": threshold,
            "edges": self.edges,
            "labels": {label: self._describe(label, threshold) for label in self.labels},
            "model": {"name": self.run.model, "sha256": self.run.sha256},
            "device": self.run.device,
            "seconds": round(self.run.seconds, 4),
        }

    def save(
        self,
        directory: str | Path,
        labels: str | Sequence[str] | None = None,
        *,
        stem: str | None = None,
        overlay: bool = False,
        json: bool = False,
        threshold: float = THRESHOLD,
        overwrite: bool = False,
        format: str = "png",
    ) -> Saved:
        """Write ``<stem>_<label>.png`` (0 or 255), ``<stem>_overlay.png`` and ``<stem>.json``.

        Each file appears whole or not at all.

        Parameters
        ----------
        directory : where to; made if it is not there
        labels : which masks; by default those asked for when segmenting
        stem : start of the file names; by default that of the photograph's file, or "picture"
        overlay, json : whether to write these beside the masks
        threshold : probability from which a pixel is marked
        overwrite : replace files that exist; otherwise they are kept
        format : how masks are written: ``"png"``, or others, several with commas between; see
            :mod:`integument.formats`

        Raises
        ------
        OutputError
            If a file cannot be written.
        """
        check_threshold(threshold)
        wanted = Wanted(
            labels=self.labels if labels is None else parse(labels),
            threshold=threshold,
            stem=stem,
            formats=parse_formats(format),
            overlay=overlay,
            json=json,
        )
        return save(self, directory, wanted, overwrite=overwrite)

    def _describe(self, label: str, threshold: float) -> dict[str, Any]:
        mask = self.mask(label, threshold)
        values = self.map(label)
        sure = values[values >= threshold]
        left, top, width, height = cv2.boundingRect(mask.view(np.uint8))
        return {
            "found": self.is_present(label),
            "share": round(float(np.count_nonzero(mask) / mask.size), 6),
            "box": [left, top, left + width, top + height] if width else None,
            "confidence": round(float(sure.mean()), 4) if sure.size else None,
        }


def check_threshold(threshold: float) -> None:
    """Raise UsageError unless ``threshold`` is a probability that can separate anything."""
    if not 0 < threshold <= 1:
        raise UsageError(f"threshold: expected more than 0 and at most 1, got {threshold:g}")

"""A picture's surroundings: what is behind people, and the light.

Two kinds. *Room*: a box whose walls carry plain colours, made-up patterns or a photograph, lit by
three area lights with energy U(50, 1000) of which the large one tracks the person (S2MGen).
*Place*: a photograph stands behind the people as it is, and the light is drawn to go with it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from integument.synth import light
from integument.synth.backgrounds import Background, Photographs
from integument.synth.geometry import Lights
from integument.synth.inventions import invent
from integument.synth.settings import Settings

P_PLACE = 0.75
"""Share of the pictures with a photograph (or an invention) that have it as it is; in the others
it hangs on the walls of a room, as in the source."""
P_INVENTED = 0.1
"""Share of pictures that show an invention although there are photographs: studio paper, and
surfaces in the colours of skin, are rare in any folder."""
P_GROUND = 0.6
"""Share of places where people stand on the ground and cast a shadow on it."""
P_SHALLOW = 0.5
"""Share of pictures taken with a lens that leaves the background out of focus."""
F_NUMBERS = (1.6, 9.0)


@dataclass(eq=False)
class Scene:
    """Surroundings of one picture: a room (``half_width`` > 0) or a place (``half_width`` 0).

    ``aperture`` is the lens opening in millimetres (0: everything is sharp) and ``backdrop`` the
    distance, metres, of what is behind a place. ``dapple`` (S, S) bool stops part of the first
    light. ``ground`` tells whether people cast shadows in a place.
    """

    lights: Lights
    half_width: float
    height: float
    wall: np.ndarray  # (h, w, 3) float32 linear; what is seen behind a place
    floor: np.ndarray
    record: dict
    aperture: float = 0.0
    backdrop: float = 8.0
    ground: bool = False
    dapple: np.ndarray | None = None

    def blur(self, focal: float, distance: float) -> float:
        """Radius of the disc of confusion behind, as a share of the picture's width.

        ``focal`` millimetres on a sensor of 36 mm, focused at ``distance`` metres: thin lens.
        """
        behind = max(self.half_width or self.backdrop, 0.1)
        magnified = focal / 1000 / max(distance - focal / 1000, 0.2)
        return self.aperture / 2 * magnified * behind / (distance + behind) / 36


def sample(
    rng: np.random.Generator,
    settings: Settings,
    photographs: Photographs | None,
    centre: np.ndarray,
    eye: np.ndarray,
) -> Scene:
    """Draw surroundings for people around ``centre`` (3,), seen from ``eye`` (3,), metres."""
    if rng.random() < settings.p_background:
        if photographs is not None and rng.random() >= P_INVENTED:
            chosen = photographs.sample(rng)
        else:
            chosen = invent(rng)
        if rng.random() < P_PLACE:
            scene = _place(rng, chosen, centre, eye)
        else:
            scene = _room(rng, settings, chosen, centre)
    else:
        plain = Background(_plain(rng), "plain")
        scene = _room(rng, settings, plain if rng.random() < 0.6 else invent(rng), centre)
    shining = scene.record["light"]["kind"] in ("sun", "low sun", "lamp", "room")
    if shining and rng.random() < light.P_DAPPLED:
        scene.record["dapple"], scene.dapple = light.dapple(rng)
    if rng.random() < P_SHALLOW:
        number = math.exp(rng.uniform(*np.log(F_NUMBERS)))
        # The opening of a lens for portraits; longer focal lengths here are closer crops of it.
        scene.aperture = 50 / number
        scene.record["f_number"] = round(number, 2)
    return scene


def _plain(rng: np.random.Generator) -> np.ndarray:
    return np.tile(rng.uniform(0.05, 0.9) * rng.uniform(0.7, 1, 3), (8, 8, 1)).astype(np.float32)


def _room(rng, settings: Settings, wall: Background, centre: np.ndarray) -> Scene:
    half = rng.uniform(settings.room_min, settings.room_max)
    height = rng.uniform(2.5, 3.6)
    floor = invent(rng)
    albedo = wall.picture[::4, ::4].mean((0, 1))
    lights, told = light.of_room(rng, settings, half, height, centre, albedo)
    record = {"surroundings": "room", "wall": wall.name, "floor": floor.name, "light": told}
    return Scene(lights, float(half), float(height), wall.picture, floor.picture, record)


def _place(rng, behind: Background, centre: np.ndarray, eye: np.ndarray) -> Scene:
    picture, crop = behind.cut(rng)
    lights, told = light.of_place(rng, picture, centre, eye)
    record = {"surroundings": "place", "photograph": behind.name, "crop": crop, "light": told}
    ground = bool(rng.random() < P_GROUND)
    return Scene(
        lights, 0.0, 0.0, picture, np.zeros((1, 1, 3), np.float32), record,
        backdrop=float(rng.uniform(1.5, 15)), ground=ground,
    )  # fmt: skip

"""Everything a person wears besides garments, drawn together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from integument.synth import eyewear, face_wear, head_shell, headwear, jewellery
from integument.synth.body import Shape
from integument.synth.garments import Garment
from integument.synth.head_shell import Lid
from integument.synth.person import Person
from integument.synth.worn import Worn


@dataclass(eq=False)
class Accessories:
    """Things worn, and what they do: ``lid`` keeps hair and face down, None where there is none.

    ``hides_hair`` where none of it shows; ``neckwear`` (kind, print) is a garment to go with it.
    """

    kinds: list[str] = field(default_factory=list)
    worn: list[Worn] = field(default_factory=list)
    lid: Lid | None = None
    hides_hair: bool = False
    neckwear: tuple[str, np.ndarray] | None = None

    def add(self, kind: str, pieces: list[Worn], lid: Lid | None = None) -> None:
        self.kinds.append(kind)
        self.worn += pieces
        if lid is not None and self.lid is not None:
            lid = replace(lid, highest=np.minimum(lid.highest, self.lid.highest))
        self.lid = lid or self.lid


def sample(
    rng: np.random.Generator, person: Person, shape: Shape, outfit: list[Garment]
) -> Accessories:
    """Draw what a person, whose rest ``shape`` has a face made, wears with an ``outfit``."""
    out = Accessories()
    asset, skin = person.asset, person.base_colour
    if any(piece.kind == "backpack straps" for piece in outfit):
        out.add("backpack", [jewellery.backpack(rng, asset, shape)])
    for thing in eyewear.sample(rng, asset, shape):
        out.add(thing.kind, [thing])
    hat, mask = rng.random() < headwear.P_HEADWEAR, rng.random() < face_wear.P_MASK
    if hat or mask:
        shell = head_shell.shell(asset, shape)
        if hat:
            own = headwear.sample(rng, shell, skin)
            out.add(own.kind, own.pieces, own.lid)
            out.hides_hair = own.hides
            if own.around_neck and own.texture is not None:
                out.neckwear = (own.kind, own.texture)
        if mask:
            out.add(*face_wear.mask(rng, shell, skin))
    if out.neckwear is None:  # ears are free
        rings = jewellery.on_head(rng, asset, shape, person.female)
        if rings:
            out.add(rings[0].kind, rings)
    return out

"""The attribute part of the default network: masks unchanged, hair read where hair is."""

import pytest

torch = pytest.importorskip("torch")

from integument import nets  # noqa: E402
from integument.errors import UsageError  # noqa: E402
from integument.nets.hair_head import NAMES, HairHead, mean_under, spread_under  # noqa: E402

WIDTHS = (16, 24, 32, 40)


def features(generator: int = 0) -> list["torch.Tensor"]:
    torch.manual_seed(generator)
    return [torch.randn(2, width, 32 // 2**k, 32 // 2**k) for k, width in enumerate(WIDTHS)]


def test_masks_are_those_of_the_network_without_attributes() -> None:
    torch.manual_seed(0)
    whole = nets.build("integument_fast", 6, hair=True).eval()
    bare = nets.build("integument_fast", 6).eval()
    weights = whole.state_dict()
    bare.load_state_dict({k: v for k, v in weights.items() if not k.startswith("hair.")})
    image = torch.rand(2, 3, 64, 96)
    with torch.no_grad():
        masks, attributes = whole.with_attributes(image)
        assert torch.equal(masks, bare(image))
    assert attributes.shape == (2, len(NAMES))


def test_probabilities_of_colours_add_to_one() -> None:
    net = nets.build("integument_fast", 6, hair=True).eval()
    with torch.no_grad():
        _, told = net.describe(torch.rand(2, 3, 64, 64))
    assert net.attribute_names == NAMES
    assert torch.allclose(told[:, :6].sum(1), torch.ones(2))
    assert told.min() >= 0 and told.max() <= 1


def test_attributes_need_all_labels() -> None:
    with pytest.raises(UsageError, match="expected all 6 labels, got 2"):
        nets.build("integument_fast", 2, hair=True)


def test_without_hair_and_face_the_answer_is_finite() -> None:
    head = HairHead(WIDTHS).eval()
    nothing = torch.zeros(2, 1, 64, 64)
    assert torch.isfinite(head(features(), nothing, nothing)).all()


def test_texture_beyond_the_hair_does_not_count() -> None:
    """Fine features away from the mask reach the answer by their plain mean alone."""
    head = HairHead(WIDTHS).eval()
    for narrow in head.narrow:  # leave only the texture branch
        torch.nn.init.zeros_(narrow[0].weight)
        torch.nn.init.zeros_(narrow[0].bias)
    hair = torch.zeros(2, 1, 64, 64)
    hair[..., :32, :32] = 1
    first = features()
    other = [level.clone() for level in first]
    other[0][..., 20:, 20:] += 5.0
    with torch.no_grad():
        assert torch.equal(head(first, hair, hair), head(other, hair, hair))
        other[0][..., :8, :8] += 5.0
        assert not torch.equal(head(first, hair, hair), head(other, hair, hair))


def test_weighted_mean_and_spread() -> None:
    level = torch.tensor([1.0, 3.0, 100.0, 100.0]).reshape(1, 1, 1, 4)
    mask = torch.tensor([1.0, 1.0, 0.0, 0.0]).reshape(1, 1, 1, 4)
    assert mean_under(level, mask).item() == pytest.approx(2.0)
    assert spread_under(level, mask).item() == pytest.approx(1.0)


def test_without_masking_the_masks_do_not_matter() -> None:
    masked, unmasked = HairHead(WIDTHS).eval(), HairHead(WIDTHS, masked=False).eval()
    unmasked.load_state_dict(masked.state_dict())
    hair, face = torch.rand(2, 1, 64, 64), torch.rand(2, 1, 64, 64)
    everything = torch.ones_like(hair)
    with torch.no_grad():
        assert torch.equal(unmasked(features(), hair, face), unmasked(features(), face, hair))
        assert torch.equal(
            unmasked(features(), hair, face), masked(features(), everything, everything)
        )
        assert not torch.equal(
            masked(features(), hair, face), masked(features(), everything, everything)
        )

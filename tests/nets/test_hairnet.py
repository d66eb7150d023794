"""HairNet: both decoders, what the branches see, and that nobody is a possible answer."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from integument.errors import UsageError  # noqa: E402
from integument.nets.count import parameters  # noqa: E402
from integument.nets.feature_masking import mask_features  # noqa: E402
from integument.nets.hairnet import HairNet, decide, log_odds  # noqa: E402

SIDE = 64


def hairnet(**settings) -> HairNet:
    torch.manual_seed(0)
    return HairNet(input_size=SIDE, **settings).eval()


@pytest.fixture
def image() -> torch.Tensor:
    return torch.rand(2, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize(("decoder", "side", "blocks"), [("dilated", 28, 3), ("deep", 7, 5)])
def test_the_decoder_reaches_the_full_size(decoder, side, blocks) -> None:
    with torch.device("meta"):
        net = HairNet(decoder=decoder)
        picture = torch.zeros(2, 3, 224, 224)
        assert net.backbone(picture)[-1].shape == (2, 1024, side, side)
        assert net(picture).segmentation.shape == (2, 2, 224, 224)
    assert parameters(net.backbone) == 3_206_976
    assert len(net.decoder) == blocks


def test_attributes_have_the_stated_shapes(image) -> None:
    with torch.no_grad():
        attributes = hairnet()(image).attributes
    assert attributes.colour.shape == (2, 4)
    assert {answer.shape for answer in attributes[1:]} == {(2,)}


def test_a_full_mask_is_no_mask(image) -> None:
    net = hairnet(mask_mode="gt")
    with torch.no_grad():
        masked = net(image, torch.ones(2, 2, SIDE, SIDE)).attributes
        net.mask_mode = "ones"
        unmasked = net(image).attributes
    for a, b in zip(masked, unmasked, strict=True):
        torch.testing.assert_close(a, b)


@pytest.mark.parametrize("activation", ["sigmoid", "softmax"])
def test_by_default_branches_look_under_what_was_found(image, lively, activation) -> None:
    net = lively(hairnet(activation=activation))
    with torch.no_grad():
        found = net(image).attributes
        decided = decide(torch.sigmoid(net.segment(image)))
        net.mask_mode = "gt"
        given = net(image, torch.stack([decided == 1, decided == 2], dim=1).float()).attributes
    assert 0 < (decided == 2).float().mean() < 1, "a mask that could make a difference"
    for a, b in zip(found, given, strict=True):
        torch.testing.assert_close(a, b)


def test_under_an_empty_mask_all_pictures_are_alike(image, lively) -> None:
    net = lively(hairnet(mask_mode="gt"))
    with torch.no_grad():
        attributes = net(image, torch.zeros(2, 2, SIDE, SIDE)).attributes
    for answer in attributes[1:]:
        torch.testing.assert_close(answer[0], answer[1])
    assert not torch.allclose(attributes.colour[0], attributes.colour[1]), "it also sees the light"


def test_bangs_and_baldness_are_also_looked_for_on_the_face(image, lively) -> None:
    net = lively(hairnet(mask_mode="gt"))
    masks = torch.zeros(2, 2, SIDE, SIDE)
    with torch.no_grad():
        without = net(image, masks).attributes
        masks[:, 0, 16:48, 16:48] = 1
        with_face = net(image, masks).attributes
    for name in ("straight", "wavy", "colour"):
        torch.testing.assert_close(getattr(with_face, name), getattr(without, name))
    for name in ("bangs", "bald"):
        assert not torch.allclose(getattr(with_face, name), getattr(without, name))


def test_attributes_do_not_train_the_segmentation(image) -> None:
    net = hairnet()
    net(image).attributes.straight.sum().backward()
    assert net.head.weight.grad is None


def test_a_feature_stays_where_half_of_its_cell_is_covered() -> None:
    mask = torch.zeros(1, 1, 4, 4)
    mask[0, 0, :2, :1] = 1  # half of the first cell
    mask[0, 0, 0, 2] = 1  # a quarter of the second
    features = mask_features(torch.ones(1, 3, 2, 2), mask)
    assert features[0, 0].tolist() == [[1, 0], [0, 0]]


def test_neither_is_a_possible_answer() -> None:
    probability = torch.tensor([[0.2, 0.4], [0.7, 0.4], [0.6, 0.9]]).T.reshape(1, 2, 1, 3)
    assert decide(probability).tolist() == [[[0, 1, 2]]]


def test_log_odds_give_back_the_softmax() -> None:
    logits = torch.randn(2, 3, 4, 4)
    torch.testing.assert_close(torch.sigmoid(log_odds(logits)), torch.softmax(logits, dim=1))


def test_with_a_background_channel_labels_exclude_each_other(image) -> None:
    net = hairnet(activation="softmax")
    with torch.no_grad():
        assert net(image).segmentation.shape[1] == 3
        total = torch.sigmoid(net.segment(image)).sum(dim=1)
    assert (total < 1).all()


def test_without_branches_there_are_no_attributes(image) -> None:
    net = hairnet(attributes=False)
    assert net(image).attributes is None
    assert parameters(net) < parameters(hairnet())


def test_what_does_not_fit_is_refused(image) -> None:
    with pytest.raises(UsageError, match="need pictures of 64x64, got 32x64"):
        hairnet()(image[:, :, :32])
    with pytest.raises(UsageError, match="mask_mode 'gt' needs masks"):
        hairnet(mask_mode="gt")(image)
    with pytest.raises(UsageError, match="decoder must be one of dilated, deep, got 'flat'"):
        hairnet(decoder="flat")


@pytest.mark.parametrize("settings", [{}, {"activation": "softmax"}, {"mask_mode": "ones"}])
def test_it_describes_pictures_of_its_size_as_it_learned_to(image, lively, settings) -> None:
    net = lively(hairnet(**settings))
    with torch.no_grad():
        logits, told = net.describe(image)
        expected = net(image).attributes
        torch.testing.assert_close(logits, net.segment(image))
    assert told.shape == (2, len(net.attribute_names))
    torch.testing.assert_close(told[:, :4], expected.colour.softmax(1))
    torch.testing.assert_close(told[:, 4:].logit(), torch.stack(expected[1:], 1), atol=1e-3, rtol=0)


def test_it_describes_pictures_of_other_sizes_too(lively) -> None:
    net = lively(hairnet())
    with torch.no_grad():
        logits, told = net.describe(torch.rand(1, 3, 32, 96))
    assert logits.shape == (1, 2, 32, 96)
    assert told.shape == (1, 8) and told[:, :4].sum().item() == pytest.approx(1)
    assert hairnet(attributes=False).attribute_names == ()

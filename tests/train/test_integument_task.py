"""The default network's own loss: attributes of hair teach the encoder too, where it is asked."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from integument.errors import UsageError  # noqa: E402
from integument.labels import NAMES  # noqa: E402
from integument.settings import assign  # noqa: E402
from integument.train import recipes  # noqa: E402
from integument.train.task import Learning, Phase  # noqa: E402
from integument.train.tasks.hair import ANSWERS  # noqa: E402

SIDE = 64


def batch(*, hair: float = 1.0) -> Learning:
    """Two crops of nothing but hair, of which no mask is known, one of unknown colour."""
    torch.manual_seed(0)
    target = torch.full((2, len(NAMES), SIDE // 2, SIDE // 2), hair)
    answers = {name: torch.tensor([1.0, 0.0]) for name in ANSWERS}
    answers["shade"] = torch.tensor([float("nan"), 3.0])
    return Learning(
        torch.rand(2, 3, SIDE, SIDE),
        target,
        torch.zeros_like(target),
        torch.zeros(2, dtype=torch.int64),
        answers,
        progress=0.0,
        number=0,
    )


def terms_with(*changes: str, given: Learning, labels=NAMES):
    """Terms of the loss, the network and its helpers, under changed settings."""
    changes = (*changes, f"labels={','.join(labels)}")
    settings = assign(recipes.load("integument").SETTINGS, changes)
    task = recipes.task_of("integument")(settings, labels)
    torch.manual_seed(1)
    net = task.build()
    helpers = task.helpers(net)
    return task.terms(net, helpers, given, Phase("training")), net, helpers


def terms_of(attributes: float, given: Learning) -> tuple[dict[str, torch.Tensor], torch.nn.Module]:
    return terms_with(f"attributes={attributes}", given=given)[:2]


def test_without_attributes_only_masks_are_learned():
    terms, net = terms_of(0.0, batch())
    assert list(terms) == ["masks"] and net.hair is None


def test_attributes_teach_the_encoder():
    terms, net = terms_of(0.5, batch())
    assert set(terms) == {"masks", *ANSWERS}
    assert terms["masks"].item() == 0
    sum(terms.values()).backward()
    assert net.stem[0].weight.grad.abs().sum() > 0
    assert net.head.weight.grad.abs().sum() == 0


def test_their_weight_scales_them():
    once, _ = terms_of(0.25, batch())
    twice, _ = terms_of(0.5, batch())
    for name in ANSWERS:
        assert twice[name].item() == pytest.approx(2 * once[name].item())


def test_crops_that_show_no_hair_are_not_asked():
    terms, _ = terms_of(0.5, batch(hair=0.0))
    assert sum(terms.values()).item() == 0


def drawn(labels: int = len(NAMES), stride: int = 2) -> Learning:
    """Two crops whose left half is of every label, all masks drawn."""
    given = batch()
    side = SIDE // stride
    target = torch.zeros(2, labels, side, side)
    target[..., : side // 2] = 1
    return given._replace(target=target, weight=torch.ones_like(target))


FAST = "net=integument_fast"


def test_both_passes_learn_alike_before_guidance_does_anything():
    terms, net, _ = terms_with(FAST, "guided=true", given=drawn())
    assert set(terms) == {"masks", "first_pass"}
    torch.testing.assert_close(terms["masks"], terms["first_pass"])
    sum(terms.values()).backward()
    assert net.guidance.weight.grad.abs().max() > 0


def test_levels_are_supervised_by_helpers_that_learn_and_are_not_of_the_network():
    plain, bare, none = terms_with(FAST, given=drawn())
    terms, net, helpers = terms_with(FAST, "supervised=0.5", given=drawn())
    assert not list(none.parameters()) and list(net.state_dict()) == list(bare.state_dict())
    assert torch.equal(terms["masks"], plain["masks"])
    terms["levels"].backward()
    for side in helpers["sides"]:
        assert side.weight.grad.abs().max() > 0
    assert net.decoder[0].smooth[0].weight.grad.abs().max() > 0
    assert net.head.weight.grad is None
    twice, _, _ = terms_with(FAST, "supervised=1", given=drawn())
    assert twice["levels"].item() == pytest.approx(2 * terms["levels"].item())


@pytest.mark.parametrize("name", ["crf", "containment"])
def test_regularisers_reach_the_network_by_their_weight(name):
    once, net, _ = terms_with(FAST, f"{name}_weight=0.1", given=drawn())
    twice, _, _ = terms_with(FAST, f"{name}_weight=0.2", given=drawn())
    assert set(once) == {"masks", name} and once[name].item() > 0
    assert twice[name].item() == pytest.approx(2 * once[name].item())
    once[name].backward()
    assert net.head.weight.grad.abs().max() > 0


def test_the_crf_leaves_pictures_alone_of_which_nothing_is_known():
    terms, _, _ = terms_with(FAST, "crf_weight=1", given=batch())
    assert terms["crf"].item() == 0


def test_balanced_cross_entropy_makes_missing_a_rare_label_dearer():
    rare = drawn()
    rare.target[..., 2:] = 0
    plain, _, _ = terms_with(FAST, given=rare)
    balanced, _, _ = terms_with(FAST, "balanced=true", given=rare)
    # The network begins by finding little: what it misses weighs eight times as much.
    assert balanced["masks"].item() > 1.5 * plain["masks"].item()


def test_labels_can_be_left_out():
    labels = tuple(label for label in NAMES if label not in ("body", "head_torso"))
    terms, net, _ = terms_with(FAST, "supervised=1", given=drawn(len(labels)), labels=labels)
    assert set(terms) == {"masks", "levels"} and net.head.out_channels == 4


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (["containment_weight=1", "labels=skin,hair"], "expected the labels skin and body"),
        (["net=unet", "supervised=1"], "'supervised': only of the networks integument and"),
    ],
)
def test_what_cannot_be_is_refused(changes, message):
    with pytest.raises(UsageError, match=message):
        assign(recipes.load("integument").SETTINGS, changes)


def test_another_network_learns_its_masks():
    terms, _, _ = terms_with("net=deeplab_mobilenet", given=drawn(stride=1))
    assert list(terms) == ["loss"]

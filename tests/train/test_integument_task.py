"""The default network's own loss: attributes of hair teach the encoder too, where it is asked."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

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


def terms_of(attributes: float, given: Learning) -> tuple[dict[str, torch.Tensor], torch.nn.Module]:
    settings = assign(recipes.load("integument").SETTINGS, [f"attributes={attributes}"])
    task = recipes.task_of("integument")(settings, NAMES)
    torch.manual_seed(1)
    net = task.build()
    return task.terms(net, task.helpers(net), given, Phase("training")), net


def test_without_attributes_only_masks_are_learned():
    terms, net = terms_of(0.0, batch())
    assert list(terms) == ["loss"] and net.hair is None


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

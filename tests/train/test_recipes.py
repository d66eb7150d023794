"""Every recipe runs, resumes and can be exported; and does what makes it that recipe."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from integument import nets
from integument.errors import UsageError
from integument.nets.catalogue import ARCHITECTURES
from integument.settings import assign
from integument.train import checkpoint, recipes
from integument.train.loop import train
from integument.train.run import Run
from integument.train.schedule import Budget
from integument.train.task import Task

NARROW = (8, 16, 16, 32, 32)
TINY = ("batch=4", "workers=0", "validation_pictures=4", "held_out=0.2", "log_seconds=0")
SMALL = {  # what it takes to be quick, and the folders a variant needs
    "integument": (["size=32", "input_size=32"], 1),
    "yardstick": (["size=32", "input_size=32"], 1),
    "mutual_guidance": (["size=32", "input_size=32"], 2),
    "single": (["size=32", "input_size=32"], 1),
    "u2net": (["net=u2netp", "size=32", "input_size=32"], 1),
    "deeplab_mobilenet": (["size=64", "input_size=64"], 1),
    "synthetic_skin": (["size=32", "input_size=32"], 1),
    "label_refinement": (["size=32", "input_size=32"], 1),
    "hair": (["size=64", "input_size=64"], 1),
    "hairnet": (["size=64", "input_size=64"], 1),
}
VARIANTS = [
    ("integument", ["attributes=0.3"]),
    ("mutual_guidance", ["variant=scratch", "norm=per_pass"]),
    ("mutual_guidance", ["variant=no_guidance", "crf_weight=0", "containment_weight=0"]),
    ("mutual_guidance", ["stop_gradient=false", "gradient_norms=true"]),
    ("mutual_guidance", ["initial_guidance=box_gmm", "first_phase=0.3"]),
    ("u2net", ["loss=bce"]),
    ("synthetic_skin", ["person=false"]),
    ("synthetic_skin", ["mix=ratio", "ratio=0.4,0.6"]),
    ("synthetic_skin", ["mix=ratio", "mode=dann"]),
    ("synthetic_skin", ["mix=ratio", "mode=pixmatch"]),
    ("synthetic_skin", ["mix=ratio", "mode=fda"]),
    ("label_refinement", ["net=lrn_unet", "labels=body"]),
    ("hairnet", ["mask_mode=ones", "decoder=deep"]),
    ("hairnet", ["mask_mode=gt"]),
    (
        "integument",
        [
            *("net=integument_fast", "guided=true", "supervised=1", "balanced=true"),
            *("crf_weight=0.1", "containment_weight=0.1", "gradient_norms=true"),
        ],
    ),
    ("integument", ["net=integument_fast", "attributes=0.5", "feature_masking=false"]),
    ("hair", ["net=integument_fast", "guided=true"]),
]


@pytest.fixture(autouse=True)
def narrow_networks(monkeypatch):
    """U-Nets of full width weigh hundreds of megabytes, with their optimiser a gigabyte."""
    for name in ("unet", "unet_two_heads", "mutual_guidance"):
        entry = ARCHITECTURES[name]
        settings = {**entry.settings, "widths": NARROW}
        monkeypatch.setitem(ARCHITECTURES, name, dataclasses.replace(entry, settings=settings))


@pytest.fixture(scope="session")
def shapes(packs, tmp_path_factory) -> tuple[Path, Path]:
    """Two packs of the same pictures: with all labels and attributes, and without body masks."""
    whole, part = (tmp_path_factory.mktemp("recipes") / name for name in ("whole", "part"))
    for folder, labels in (
        (whole, ("skin", "hair", "body", "face_skin", "head_torso")),
        (part, ("skin",)),
    ):
        (folder / "images").mkdir(parents=True)
        rows = ["id,hair_colour,straight,wavy,bangs,bald"]
        for source in sorted((packs[0] / "images").iterdir())[:16]:
            stem = source.stem
            (folder / "images" / source.name).write_bytes(source.read_bytes())
            for label in labels:
                known = {"face_skin": "skin", "head_torso": "body"}.get(label, label)
                mask = packs[0] / "masks" / known / f"{stem}.png"
                copy = folder / "masks" / label / f"{stem}.png"
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(mask.read_bytes())
            rows.append(f"{stem},{['black', 'red', 'white'][int(stem) % 3]},1,0,,0")
        (folder / "index.csv").write_text("\n".join(rows) + "\n")
    return whole, part


def run_of(name, out, shapes, steps=3, changes=(), folders=None, resume=False) -> Run:
    small, needs = SMALL[name]
    settings = assign(recipes.load(name).SETTINGS, [*TINY, *small, *changes])
    needs = 2 if settings.mix == "ratio" else needs
    return Run(
        recipe=name,
        settings=settings,
        out=out,
        budget=Budget(steps=steps),
        people=shapes[: folders or needs],
        resume=resume,
        task=recipes.task_of(name),
    )


def test_every_recipe_is_tested():
    assert set(SMALL) == set(recipes.RECIPES)


@pytest.mark.parametrize(("name", "changes"), [*((n, []) for n in SMALL), *VARIANTS])
def test_recipes_run_and_their_weights_build_the_network_again(name, changes, shapes, tmp_path):
    lines: list[str] = []
    run = run_of(name, tmp_path / "run", shapes, changes=changes)
    state = train(run, say=lines.append)
    assert state.step == 3
    saved = checkpoint.load(run.out / "final.pt")
    net = saved.build()
    side = run.settings.size
    with torch.no_grad():
        logits = net.segment(torch.rand(1, 3, side, side))
    assert logits.shape[1] == len(run.labels) and torch.isfinite(logits).all()
    assert ("gradient norms" in "\n".join(lines)) == ("gradient_norms=true" in changes)


@pytest.mark.parametrize("name", ["mutual_guidance", "synthetic_skin", "hairnet", "u2net"])
def test_a_run_in_phases_resumes_to_the_same_weights(name, shapes, tmp_path):
    changes = ["mix=ratio", "mode=dann"] if name == "synthetic_skin" else []
    train(run_of(name, tmp_path / "whole", shapes, 6, changes), say=lambda line: None)

    def stops(line: str) -> None:
        if line.startswith("step 4"):
            raise KeyboardInterrupt

    parts = run_of(name, tmp_path / "parts", shapes, 6, changes)
    with pytest.raises(KeyboardInterrupt):
        train(parts, say=stops)
    train(dataclasses.replace(parts, resume=True), say=lambda line: None)
    whole, resumed = (
        checkpoint.load(tmp_path / folder / "last.pt") for folder in ("whole", "parts")
    )
    assert whole.course["index"] == resumed.course["index"]
    for key, value in whole.model.items():
        torch.testing.assert_close(resumed.model[key], value, msg=key)
    for key, value in whole.helpers.items():
        torch.testing.assert_close(resumed.helpers[key], value, msg=key)


def test_frozen_parts_do_not_learn_until_their_phase(shapes, tmp_path):
    lines: list[str] = []
    run = run_of("hairnet", tmp_path / "run", shapes, 8)
    before = {}
    honest = run.task.begin

    class Watched(run.task):
        def begin(self, net, phase):
            if net.training:  # not that of averaged weights, which lag behind
                before[phase.name] = {k: v.clone() for k, v in net.state_dict().items()}
            honest(self, net, phase)

    train(dataclasses.replace(run, task=Watched), say=lines.append)
    assert [line.split(", ")[0] for line in lines if "phase:" in line] == [
        "  phase: segmentation", "  phase: attributes", "  phase: everything",
    ]  # fmt: skip
    first, second, third = (before[p] for p in ("segmentation", "attributes", "everything"))
    moved = {k for k in first if not torch.equal(first[k], second[k])}
    assert any(k.startswith("backbone") for k in moved)
    assert not any(k.startswith("branches") for k in moved)
    moved = {k for k in second if not torch.equal(second[k], third[k])}
    assert any(k.startswith("branches") for k in moved)
    assert not any(k.startswith(("backbone", "decoder", "head")) for k in moved), "statistics too"


def test_real_pictures_never_teach_the_person_head(shapes, tmp_path):
    """The second folder is real: its body masks, were there any, must not count."""
    run = run_of("synthetic_skin", tmp_path / "run", (shapes[0], shapes[0]), 1, ["mix=ratio"])
    weights = []

    class Watched(run.task):
        def terms(self, net, helpers, batch, phase):
            import integument.train.tasks.synthetic_skin as module

            original = module.inverse_frequency_bce

            def spy(logits, target, weight, share=None):
                weights.append((batch.source.clone(), weight.clone()))
                return original(logits, target, weight, share)

            module.inverse_frequency_bce = spy
            try:
                return super().terms(net, helpers, batch, phase)
            finally:
                module.inverse_frequency_bce = original

    train(dataclasses.replace(run, task=Watched), say=lambda line: None)
    source, weight = weights[0]
    assert (source == 1).any() and (source == 0).any()
    assert weight[source == 1, 1].max() == 0 and weight[source == 1, 0].max() == 1
    assert weight[source == 0, 1].max() == 1


def test_networks_bound_to_labels_say_so(shapes, tmp_path):
    run = run_of("mutual_guidance", tmp_path / "run", shapes, changes=["labels=skin,hair"])
    with pytest.raises(UsageError, match="--set labels=skin,body"):
        train(run, say=lambda line: None)


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("mutual_guidance", "variant=scrach", "did you mean 'scratch'"),
        ("mutual_guidance", "initial_guidance=box", "unknown initial_guidance 'box'"),
        ("synthetic_skin", "mode=fda", "--set mix=ratio"),
        ("synthetic_skin", "ratio=a,b", "expected shares like 0.6,0.4"),
        ("u2net", "loss=dice", "unknown loss 'dice'"),
        ("hairnet", "stage=x", "unknown stage"),
    ],
)
def test_slips_in_settings_are_told_at_once(name, change, told):
    with pytest.raises(UsageError, match=told):
        assign(recipes.load(name).SETTINGS, [change])


def test_a_plateau_ends_the_phase_of_a_frozen_encoder(shapes, tmp_path):
    """LRN with weights: the decoder alone until validation stalls, then everything."""
    weights = tmp_path / "vgg.pth"
    net = nets.build("lrn", 1)
    torch.save(_published(net), weights)
    lines: list[str] = []
    changes = [f"weights={weights}", "patience=1", "validation_seconds=0", "early_stop=true"]
    state = train(run_of("label_refinement", tmp_path / "run", shapes, 60, changes), lines.append)
    phases = [line.strip() for line in lines if "phase:" in line]
    assert phases[0] == "phase: decoder" and phases[1].startswith("phase: everything")
    assert state.step < 60, "stalled again: stopped early"
    assert f"  VGG16: begins with {weights}" in lines


def _published(net) -> dict[str, torch.Tensor]:
    published = net.backbone.published
    return {published.name_of(key): value for key, value in net.backbone.state_dict().items()}


def test_attributes_come_from_the_index_and_may_be_missing(shapes, tmp_path):
    seen = []

    class Watched(Task):
        answers = ("colour", "straight", "bangs")

        def terms(self, net, helpers, batch, phase):
            seen.append({k: v.clone() for k, v in batch.answers.items()})
            return super().terms(net, helpers, batch, phase)

    run = dataclasses.replace(run_of("integument", tmp_path / "run", shapes, 4), task=Watched)
    train(run, say=lambda line: None)
    colours = torch.cat([batch["colour"] for batch in seen])
    assert set(colours[colours.isfinite()].tolist()) <= {0.0, 3.0}  # black; white counts as gray
    assert colours.isnan().any(), "red is none of the four"
    assert all((batch["straight"] == 1).all() and batch["bangs"].isnan().all() for batch in seen)


def test_pictures_of_a_folder_read_only_once_are_equal_in_any_mix(shapes):
    """Alternating batches come from one folder each, in turn; a ratio holds in every batch."""
    from integument.data.sampler import Supply, SupplySettings

    common = {"labels": ("skin", "body"), "size": 32, "stride": 1, "batch": 5, "held_out": 0.0}
    supply = Supply(shapes, (), SupplySettings(**common, mix="alternate"), 0)
    assert [set(supply[k].source.tolist()) for k in range(4)] == [{0}, {1}, {0}, {1}]
    supply = Supply(shapes, (), SupplySettings(**common, mix="ratio", ratio=(0.4, 0.6)), 0)
    assert sorted(supply[3].source.tolist()) == [0, 0, 1, 1, 1]
    with pytest.raises(UsageError, match="a share for each of the 2 folders"):
        Supply(shapes, (), SupplySettings(**common, mix="ratio", ratio=(0.4, 0.3, 0.3)), 0)


def test_each_process_makes_its_part_of_the_same_batch(shapes):
    from integument.data.sampler import Supply, SupplySettings

    common = {"labels": ("skin", "body"), "size": 32, "stride": 1, "batch": 6, "held_out": 0.0}
    whole = Supply(shapes, (), SupplySettings(**common), 0)[2]
    for rank in range(2):
        part = Supply(shapes, (), SupplySettings(**common, rank=rank, ranks=2), 0)[2]
        np.testing.assert_array_equal(part.image, whole.image[rank::2])


def test_views_show_every_picture_once_an_epoch(shapes):
    from integument.data.examples import turn_of
    from integument.data.sampler import Supply, SupplySettings

    settings = SupplySettings(
        labels=("skin",), size=32, stride=1, batch=4, held_out=0.0, policy="views"
    )
    supply = Supply(shapes[:1], (), settings, 0)
    plain = [picture for k in range(4) for picture in supply[k].image]
    assert len({picture.tobytes() for picture in plain}) == 16
    originals = {
        cv2.resize(
            cv2.imread(str(file))[..., ::-1], (32, 32), interpolation=cv2.INTER_AREA
        ).tobytes()
        for file in (shapes[0] / "images").iterdir()
    }
    assert {picture.tobytes() for picture in plain} == originals
    assert [turn_of(4 * k, 4).view for k in range(8)] == [
        "plain", "flip_vertical", "flip_horizontal", "rotate_90", "rotate_270", "crop",
        "crop_again", "plain",
    ]  # fmt: skip
    assert turn_of(4 * 39, 4).view == "crop" and turn_of(4 * 40, 4).epoch == 0


@pytest.mark.parametrize(
    ("variant", "steps", "passes"), [("no_guidance", 3, 1), ("finetune", 6, 2), ("scratch", 3, 2)]
)
def test_guided_networks_are_judged_with_the_passes_they_learned(
    variant, steps, passes, shapes, tmp_path, monkeypatch
):
    import integument.train.loop as loop

    judged = []
    honest = loop.validate
    monkeypatch.setattr(
        loop, "validate", lambda net, *rest: judged.append(net.n_passes) or honest(net, *rest)
    )
    changes = [f"variant={variant}", "validation_seconds=0"]
    run = run_of("mutual_guidance", tmp_path / "run", shapes, steps, changes)
    train(run, say=lambda line: None)
    assert judged[0] == (2 if variant == "scratch" else 1) and judged[-1] == passes
    for name in ("best.pt", "final.pt"):
        assert checkpoint.load(run.out / name).build().n_passes == passes


def test_the_best_is_looked_for_anew_where_the_network_computes_something_else(
    shapes, tmp_path, monkeypatch
):
    import integument.train.loop as loop

    scores = iter([0.9, 0.8, 0.7, *[0.1] * 9])
    honest = loop.validate
    monkeypatch.setattr(
        loop,
        "validate",
        lambda *given: dataclasses.replace(honest(*given), score=next(scores)),
    )
    run = run_of("mutual_guidance", tmp_path / "run", shapes, 6, ["validation_seconds=0"])
    assert train(run, say=lambda line: None).best < 0.8
    assert checkpoint.load(run.out / "best.pt").step > 3

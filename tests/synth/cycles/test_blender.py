"""The process that renders: what is asked and answered, and every way in which it can fail."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from integument.errors import MissingExtraError
from integument.synth import Settings, pictures_of
from integument.synth.cycles import blender
from integument.synth.cycles.blender import Blender, BlenderError

SETTINGS = Settings(size=48, views=1)

ANSWERS = """
import json, sys
import numpy as np
print(json.dumps({"ready": "0.0"}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    scene = np.load(request["scene"])
    told = json.loads(str(scene["told"]))
    picture = np.zeros((told["size"], told["size"], 4), np.float32)
    picture[:, :, 1] = picture[:, :, 3] = 0.5
    np.save(request["out"], picture)
    print(json.dumps({"ok": True}), flush=True)
"""
READY = 'import json, sys, time; print(json.dumps({"ready": "0.0"}), flush=True); '


@pytest.fixture
def worker(tmp_path):
    """A function that writes a stand-in for the script that Blender runs."""

    def write(text):
        path = tmp_path / "worker.py"
        path.write_text(text)
        return path

    return write


def one_picture(renderer):
    return next(pictures_of(3, 0, SETTINGS, renderer=renderer))


def test_light_comes_from_the_process_and_masks_from_the_scene(worker):
    plain = next(pictures_of(3, 0, SETTINGS))
    with Blender(sys.executable, worker(ANSWERS)) as running:
        folder = Path(running._folder.name)
        picture = one_picture(running)
        assert folder.exists()
    assert not folder.exists()
    assert running._process.poll() is not None
    for label, mask in plain.masks.items():
        assert np.array_equal(picture.masks[label], mask)
    assert not np.array_equal(picture.image, plain.image)
    assert picture.record["camera"] == plain.record["camera"]


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (
            "import sys; sys.exit('no graphics here')",
            r"stopped \(exit status 1\): no graphics here",
        ),
        (READY + "sys.stdin.readline(); sys.exit('out of memory')", "out of memory"),
        (
            READY + "sys.stdin.readline(); print(json.dumps({'error': 'no faces'}), flush=True); "
            "time.sleep(60)",
            "could not render: no faces",
        ),
    ],
)
def test_a_process_that_fails_is_told_with_its_last_words(worker, script, told):
    with pytest.raises(BlenderError, match=told) as raised:  # noqa: SIM117
        with Blender(sys.executable, worker(script)) as running:
            one_picture(running)
    assert "\n" not in str(raised.value)


def test_a_process_that_does_not_answer_is_ended(worker, monkeypatch):
    monkeypatch.setattr(blender, "PICTURE_SECONDS", 0.3)
    with Blender(sys.executable, worker(READY + "time.sleep(60)")) as running:
        with pytest.raises(BlenderError, match=r"did not answer within 0.3 s"):
            one_picture(running)
        assert running._process.poll() is not None


def test_no_such_python(tmp_path):
    with pytest.raises(BlenderError, match="cannot start Blender"):
        Blender(str(tmp_path / "python"))


def test_blender_is_named_where_it_is_absent(monkeypatch):
    monkeypatch.delenv(blender.PYTHON_VARIABLE, raising=False)
    monkeypatch.setattr(blender.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"cycles.*INTEGUMENT_BPY_PYTHON") as raised:
        blender.find_python()
    assert "\n" not in str(raised.value)


def has_blender():
    import importlib.util

    return bool(os.environ.get(blender.PYTHON_VARIABLE) or importlib.util.find_spec("bpy"))


@pytest.mark.slow
@pytest.mark.skipif(not has_blender(), reason="needs bpy, see docs/cycles.md")
def test_what_cycles_draws_agrees_with_the_masks():
    found = {"body": [], "skin": [], "clothes": []}

    def compared(view, scene, camera, settings):
        from integument.synth import coverage, render

        drawn = render.render(view, scene, camera, settings)
        if view is not None:
            seen = running.light(view, scene, camera, settings, labels=True, samples=16)
            masks = coverage.labels(drawn.parts, settings.size)
            solid = coverage.everything(drawn.parts, settings.size) > 127
            found["body"].append(overlap(solid, seen[..., 3] > 0.5))
            for channel, label in ((0, "skin"), (2, "clothes")):
                if masks[label].mean() > 5:
                    found[label].append(overlap(masks[label] > 127, seen[..., channel] > 0.5))
        return drawn

    def overlap(a, b):
        return (a & b).sum() / (a | b).sum()

    with blender.renderer() as running:
        for person in range(3):
            list(pictures_of(1, person, Settings(size=192, views=2), renderer=compared))
    assert np.mean(found["body"]) > 0.97
    assert np.mean(found["clothes"]) > 0.97
    assert np.mean(found["skin"]) > 0.92  # beards and strands over skin are finer than pixels

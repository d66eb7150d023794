"""What will be segmented, and where the results go, is settled before any work starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from integument.cli.plan import make_plan
from integument.errors import InputError, UsageError


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Make empty files below the current folder: planning never opens them."""
    monkeypatch.chdir(tmp_path)

    def make(*names: str) -> None:
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"")

    return make


def planned(*inputs: str, out: str = "out", recursive: bool = False) -> list[str]:
    plan = make_plan(inputs, Path(out), recursive=recursive)
    return [
        f"{task.source.as_posix()} -> {(task.folder / task.stem).as_posix()}" for task in plan.tasks
    ]


def test_files_and_folders(tree) -> None:
    tree("a.jpg", "in/b.png", "in/sub/c.jpg", "in/notes.txt")
    assert planned("a.jpg", "in") == ["a.jpg -> out/a", "in/b.png -> out/b"]


def test_sub_folders_are_mirrored(tree) -> None:
    tree("in/x.jpg", "in/s/x.jpg", "in/s/t/x.jpg")
    assert planned("in", recursive=True) == [
        "in/s/t/x.jpg -> out/s/t/x",
        "in/s/x.jpg -> out/s/x",
        "in/x.jpg -> out/x",
    ]


def test_a_picture_named_twice_is_done_once(tree) -> None:
    tree("in/a.jpg")
    assert planned("in/a.jpg", "in", "./in/../in/a.jpg") == ["in/a.jpg -> out/a"]


def test_names_that_differ_in_the_suffix_keep_it(tree) -> None:
    tree("in/a.jpg", "in/a.png", "in/b.jpg")
    assert planned("in") == [
        "in/a.jpg -> out/a.jpg",
        "in/a.png -> out/a.png",
        "in/b.jpg -> out/b",
    ]


def test_the_same_name_in_two_folders_is_refused(tree) -> None:
    tree("p/a.jpg", "q/a.jpg")
    with pytest.raises(UsageError, match=r"p/a\.jpg and q/a\.jpg would both be written as out/a"):
        planned("p", "q")


def test_results_of_an_earlier_run_are_left_out(tree) -> None:
    tree("in/a.jpg", "in/a_skin.png", "in/a_overlay.png", "in/blond_hair.png")
    plan = make_plan(["in"], Path("in"))
    assert [task.source.name for task in plan.tasks] == ["a.jpg", "blond_hair.png"]
    assert plan.notes == ["in: left out 2 pictures that are results of an earlier run"]


def test_results_below_the_input_folder_are_left_out(tree) -> None:
    tree("in/a.jpg", "in/out/a_skin.png", "in/out/deep/b.png", "in/other/c.jpg")
    assert planned("in", out="in/out", recursive=True) == [
        "in/a.jpg -> in/out/a",
        "in/other/c.jpg -> in/out/other/c",
    ]


def test_a_result_named_directly_is_done(tree) -> None:
    tree("in/a.jpg", "in/a_skin.png")
    assert planned("in/a_skin.png") == ["in/a_skin.png -> out/a_skin"]


def test_what_is_missing_is_named_and_the_rest_stays(tree) -> None:
    tree("a.jpg", "empty/readme.txt")
    plan = make_plan(["gone.jpg", "a.jpg", "empty"], Path("out"))
    assert len(plan.tasks) == 1
    assert len(plan.failures) == 2
    assert plan.failures[0] == ("gone.jpg", "gone.jpg: no such file or folder")
    assert plan.failures[1].input == "empty"
    assert plan.failures[1].error.startswith("empty: no pictures in this folder")


def test_without_results_no_names_can_clash(tree) -> None:
    tree("p/a.jpg", "q/a.jpg")
    assert len(make_plan(["p", "q"], None).tasks) == 2


def test_nothing_but_one_problem_is_an_error(tree) -> None:
    tree("empty/sub/a.jpg")
    with pytest.raises(InputError, match=r"empty: no pictures in this folder.*recursive"):
        make_plan(["empty"], Path("out"))
    with pytest.raises(InputError, match=r"gone\.jpg: no such file or folder"):
        make_plan(["gone.jpg"], Path("out"))

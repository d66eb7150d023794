"""Shares: every photograph comes back once, and those that end their workers are named."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from integument.errors import InputError, ModelError
from integument.many import recipe
from integument.many.recipe import Done, Made, Model
from integument.many.task import Task
from integument.many.workers import FEWEST_SHARES, LARGEST_SHARE, look

MADE = Made(True, (), (1, 1), {})


def tasks(count: int) -> list[Task]:
    return [Task(Path(f"{number}.jpg"), Path("out"), str(number)) for number in range(count)]


class Crew:
    """Workers that die of the photographs named, and finish shares in reversed order."""

    def __init__(self, *fatal: str) -> None:
        self.fatal = fatal
        self.sizes: list[int] = []

    def __call__(self, work):
        shares = list(work.shares)
        self.sizes += [len(share.tasks) for share in shares]
        for share in reversed(shares):
            if any(task.stem in self.fatal for task in share.tasks):
                work.killed(share)
            else:
                yield Done(share.number, [MADE] * len(share.tasks))


@pytest.mark.parametrize("count", [0, 1, 5, 40, 1000])
def test_every_photograph_comes_back_once(count) -> None:
    crew = Crew()
    found = Counter(task.stem for task, _ in look(crew, None, None, tasks(count)))
    assert found == Counter(str(number) for number in range(count))
    assert max(crew.sizes, default=0) <= LARGEST_SHARE
    assert crew.sizes == sorted(crew.sizes, reverse=True)
    assert set(crew.sizes[-FEWEST_SHARES:]) <= {1}  # nobody looks at several when others are idle


def test_large_files_are_handed_out_in_small_shares(tmp_path, monkeypatch) -> None:
    for number in range(64):
        (tmp_path / f"{number}.jpg").write_bytes(bytes(10 if number < 32 else 60))
    monkeypatch.setattr("integument.many.workers.HEAVIEST_SHARE", 100)
    monkeypatch.setattr("integument.many.workers.FEWEST_SHARES", 1)
    large = [Task(tmp_path / f"{number}.jpg", tmp_path, "") for number in range(64)]
    crew = Crew()
    assert len(list(look(crew, None, None, large))) == 64
    assert crew.sizes == [8] * 4 + [1] * 32


def test_only_fatal_photographs_are_errors() -> None:
    crew = Crew("3", "150")
    results = {task.stem: result for task, result in look(crew, None, None, tasks(200))}
    assert len(results) == 200
    errors = {stem: str(one) for stem, one in results.items() if isinstance(one, InputError)}
    assert set(errors) == {"3", "150"}
    assert errors["3"].startswith("3.jpg: the worker that looked at it was killed")


def test_another_model_on_a_worker_is_refused(toy_model) -> None:
    recipe._segmenter.cache_clear()
    with pytest.raises(ModelError, match="another model under this name"):
        recipe._segmenter(Model(str(toy_model), "0" * 64, "cpu", 1, None))

"""Every experiment declares itself completely, and consistently with what it claims."""

from __future__ import annotations

import subprocess
import sys

import pytest

from integument.errors import UsageError
from integument.experiments import registry
from integument.experiments.drawing import LOOKS
from integument.labels import NAMES

ALL = registry.experiments()


@pytest.mark.parametrize("name", ALL)
def test_it_is_declared_completely(name):
    experiment = ALL[name]
    assert experiment.name == name
    assert experiment.title and experiment.source
    assert all((experiment.cost.smoke, experiment.cost.cpu, experiment.cost.full))
    for need in experiment.needs:
        assert set(need.labels) <= set(NAMES), need.name
        assert need.look in LOOKS and need.what, need.name
    names = [need.name for need in experiment.needs]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", ALL)
def test_what_is_claimed_is_of_its_own_tables(name):
    """A slip in a row's name would make a claim that can never be judged."""
    experiment = ALL[name]
    for ordering in experiment.orderings:
        table = experiment.table(ordering.table)
        assert ordering.column in table.columns, ordering.claim
        assert set(ordering.rows) <= set(table.rows), ordering.claim
        assert len(ordering.rows) > 1


@pytest.mark.parametrize("name", [name for name in ALL if name.startswith("e")])
def test_the_printed_numbers_agree_with_what_is_claimed(name):
    """Where everything of a claim is printed, it is true in print."""
    experiment = ALL[name]
    for ordering in experiment.orderings:
        table = experiment.table(ordering.table)
        values = [table.value(row, ordering.column) for row in ordering.rows]
        if None in values:
            continue
        assert values == sorted(values, reverse=not ordering.lower), ordering.claim


def test_those_that_are_missing_are_named_and_cannot_be_loaded():
    for name in registry.missing():
        with pytest.raises(UsageError, match="unknown experiment"):
            registry.load(name)
    assert set(registry.missing()).isdisjoint(ALL)
    assert set(registry.PUBLISHED) == set(registry.missing()) | {n for n in ALL if n[0] == "e"}


def test_the_nearest_name_is_suggested():
    with pytest.raises(UsageError, match="did you mean 'e10'"):
        registry.load("e100")


def test_listing_needs_neither_torch_nor_numpy():
    code = (
        "import sys; from integument.experiments.registry import experiments; experiments();"
        "print([m for m in ('torch', 'numpy', 'cv2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

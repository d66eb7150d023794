"""Requests made from the service's own description, right and wrong: it answers all of them."""

from __future__ import annotations

import pytest

from serving import fuzz

pytest.importorskip("fastapi")
pytest.importorskip("python_multipart")
pytest.importorskip("hypothesis")
schemathesis = pytest.importorskip("schemathesis")
from hypothesis import given  # noqa: E402

FEW, MANY = 8, 150
"""Requests to each route: in every run, and in the slow one."""


@pytest.fixture(scope="module")
def description(toy_model):
    from integument.segmenter import Segmenter
    from integument.serve import ServeSettings, create_app

    # Under whatever name its client calls it.
    chosen = ServeSettings(host="0.0.0.0", max_megapixels=0.2)
    app = create_app(Segmenter(toy_model, threads=1), chosen)
    return schemathesis.openapi.from_asgi("/openapi.json", app)


def send(description, examples: int) -> set[int]:
    """So many requests to each route that is described; the statuses that came back."""
    statuses = set()

    def check(case) -> None:
        response = case.call()
        statuses.add(response.status_code)
        assert response.status_code < 500 or response.status_code == 503, response.text

    for operation in description.get_all_operations():
        cases = operation.ok().as_strategy()
        given(case=cases)(fuzz(examples)(lambda case: check(case)))()
    return statuses


def test_requests_by_the_description(description) -> None:
    assert {200, 422} <= send(description, FEW)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_many_requests_by_the_description(description) -> None:
    send(description, MANY)

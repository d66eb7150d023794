"""``/v1/hair``: an entry a head, or the sentence that says why there is none."""

from __future__ import annotations

from types import MethodType

import numpy as np
import pytest

from integument.nets.hair_head import NAMES
from serving import client_of, encoded, message_of

pytest.importorskip("torch")


@pytest.fixture
def telling(toy_model):
    """A client whose model also tells attributes: all certain and true."""
    with client_of(toy_model) as client:
        session = client.app.state.service.segmenter.session
        session.attributes = NAMES
        session.describe = MethodType(
            lambda self, images: np.ones((len(images), len(NAMES)), np.float32), session
        )
        yield client


def test_each_head_is_told(telling, photo) -> None:
    told = telling.post("/v1/hair", content=photo).json()
    assert told["photo"] == {"width": 160, "height": 120}
    assert told["heads"], "hair and face of the drawn person"
    for head in told["heads"]:
        assert head["bald"] == {"value": True, "confidence": 1.0}
        assert head["colour"] == {"value": None, "confidence": 0.0}, "a bald head has none"


def test_nobody_has_no_hair(telling, nobody) -> None:
    assert telling.post("/v1/hair", content=encoded(nobody)).json()["heads"] == []


def test_a_model_without_attributes_says_so(client, photo) -> None:
    response = client.post("/v1/hair", content=photo)
    assert response.status_code == 422
    assert "does not tell what hair is like" in message_of(response)

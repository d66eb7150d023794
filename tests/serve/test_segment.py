"""``/v1/segment`` answers what the library answers."""

from __future__ import annotations

import base64
import io
import json
import zipfile

import numpy as np
import pytest

from integument.segmenter import Segmenter
from serving import decoded, encoded, message_of


@pytest.fixture(scope="module")
def segmenter(toy_model) -> Segmenter:
    return Segmenter(toy_model, threads=1)


def test_json_says_what_the_library_says(client, photo, segmenter) -> None:
    found = client.post("/v1/segment", content=photo).json()
    expected = segmenter.segment(photo).to_dict()
    assert found["labels"] == expected["labels"]
    assert found["found"] is True
    assert found["photo"] == {"name": "image", "width": 160, "height": 120}


@pytest.mark.parametrize(
    "send",
    [
        lambda client, photo, query: client.post("/v1/segment", params=query, content=photo),
        lambda client, photo, query: client.post(
            "/v1/segment", data=query, files={"image": ("a.png", photo)}
        ),
        lambda client, photo, query: client.post(
            "/v1/segment", data=query, files={"file": ("a.png", photo)}
        ),
        lambda client, photo, query: client.post(
            "/v1/segment",
            params=query,
            content=photo,
            headers={"Content-Type": "application/x-www-form-urlencoded"},  # as curl does
        ),
    ],
    ids=["raw", "form", "form named file", "raw called urlencoded"],
)
def test_a_picture_may_come_in_every_usual_way(client, photo, segmenter, send) -> None:
    response = send(client, photo, {"labels": "hair", "format": "png", "threshold": "0.7"})
    assert response.headers["content-type"] == "image/png"
    expected = segmenter.segment(photo).mask("hair", 0.7)
    assert expected.any()
    assert np.array_equal(decoded(response.content) > 0, expected)


def test_zip_holds_every_mask_the_overlay_and_what_was_found(client, photo, segmenter) -> None:
    response = client.post(
        "/v1/segment", params={"format": "zip", "labels": "skin,hair"}, content=photo
    )
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    assert sorted(archive.namelist()) == ["hair.png", "overlay.png", "people.json", "skin.png"]
    people = segmenter.segment(photo, "skin,hair")
    assert np.array_equal(decoded(archive.read("skin.png")) > 0, people.skin)
    assert np.array_equal(decoded(archive.read("overlay.png")), people.overlay())
    assert json.loads(archive.read("people.json"))["labels"].keys() == {"skin", "hair"}


def test_json_includes_pictures_on_demand(client, photo, segmenter) -> None:
    query = {"include": "masks,probabilities,photo", "labels": "skin"}
    found = client.post("/v1/segment", params=query, content=photo).json()
    people = segmenter.segment(photo)
    mask, probability, shown = (
        decoded(base64.b64decode(text))
        for text in (found["masks"]["skin"], found["probabilities"]["skin"], found["photo"])
    )
    assert np.array_equal(mask > 0, people.skin)
    assert np.abs(probability / 255 - people.probability("skin")).max() < 0.51 / 255
    assert shown.shape == (120, 160, 3)


def test_included_pictures_can_be_small(client, photo) -> None:
    query = {"include": "masks,photo", "side": "40"}
    found = client.post("/v1/segment", params=query, content=photo).json()
    assert decoded(base64.b64decode(found["masks"]["hair"])).shape == (30, 40)
    assert decoded(base64.b64decode(found["photo"])).shape == (30, 40, 3)


def test_sideways_pictures_come_out_upright(client, person) -> None:
    turned = np.ascontiguousarray(np.rot90(person))
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    response = client.post(
        "/v1/segment",
        params={"labels": "body", "format": "png"},
        content=encoded(turned, "JPEG", exif=exif, quality=95),
    )
    assert decoded(response.content).shape == (120, 160)


def test_nobody_is_an_answer(client, nobody) -> None:
    found = client.post("/v1/segment", content=encoded(nobody)).json()
    assert found["found"] is False
    assert all(label["box"] is None for label in found["labels"].values())


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"labels": "skn"}, "did you mean 'skin'"),
        ({"format": "pgn"}, "did you mean 'png'"),
        ({"format": "png"}, "one label such as labels=skin"),
        ({"label": "skin"}, "did you mean 'labels'"),
        ({"threshold": "high"}, "expected 0.001 to 1, got 'high'"),
        ({"threshold": "nan"}, "expected 0.001 to 1"),
        ({"threshold": "0"}, "expected 0.001 to 1"),
        ({"include": "mask"}, "did you mean 'masks'"),
        ({"include": "masks", "format": "zip"}, "goes with format=json"),
        ([("labels", "skin"), ("labels", "hair")], "expected one value, got several"),
    ],
)
def test_what_does_not_fit_is_refused(client, photo, query, says) -> None:
    response = client.post("/v1/segment", params=query, content=photo)
    assert response.status_code == 422
    assert says in message_of(response)

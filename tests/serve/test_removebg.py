"""Clients of remove.bg get what they expect."""

from __future__ import annotations

import base64
import io
import zipfile

import numpy as np
import pytest

from serving import client_of, decoded, encoded

PATH = "/v1.0/removebg"


def title_of(response) -> str:
    return response.json()["errors"][0]["title"]


def test_a_picture_comes_back_cut_out(client, photo) -> None:
    response = client.post(PATH, files={"image_file": photo}, data={"size": "auto"})
    made = decoded(response.content)
    assert response.headers["content-type"] == "image/png"
    assert made.shape == (120, 160, 4)
    assert made[60, 60, 3] == 255 and made[10, 150, 3] == 0
    box = [
        int(response.headers[f"x-foreground-{name}"]) for name in ("left", "top", "width", "height")
    ]
    assert np.abs(np.array(box) - (40, 12, 40, 96)).max() <= 6
    assert response.headers["x-credits-charged"] == "0"


@pytest.mark.parametrize("way", ["form", "json", "urlencoded", "data address"])
def test_base64_in_every_usual_way(client, photo, way) -> None:
    text = base64.b64encode(photo).decode()
    text = f"data:image/png;base64,{text}" if way == "data address" else text
    fields = {"image_file_b64": text, "size": "full"}
    if way == "json":
        response = client.post(PATH, json=fields)
    elif way == "form":
        response = client.post(PATH, files={name: (None, one) for name, one in fields.items()})
    else:
        response = client.post(PATH, data=fields)
    assert decoded(response.content).shape == (120, 160, 4)


def test_preview_is_the_default_size(client, person) -> None:
    large = np.kron(person, np.ones((6, 6, 1), np.uint8))  # 960 x 720
    response = client.post(PATH, files={"image_file": encoded(large)})
    height, width = decoded(response.content).shape[:2]
    assert 240_000 < height * width <= 250_000


@pytest.mark.parametrize("colour", ["81d4fa", "#81d4fa", "rgb(129, 212, 250)"])
def test_ground_of_a_colour(client, photo, colour) -> None:
    response = client.post(
        PATH, files={"image_file": photo}, data={"bg_color": colour, "size": "hd"}
    )
    assert response.headers["content-type"] == "image/jpeg"
    assert np.abs(decoded(response.content)[5, 150].astype(int) - (129, 212, 250)).max() < 6


def test_json_answer(client, photo) -> None:
    response = client.post(
        PATH, files={"image_file": photo}, headers={"Accept": "application/json"}
    )
    data = response.json()["data"]
    assert decoded(base64.b64decode(data["result_b64"])).shape == (120, 160, 4)
    assert data["foreground_width"] > 30


def test_zip_crop_and_alpha(client, photo) -> None:
    form = {"format": "zip", "crop": "true"}
    archive = client.post(PATH, files={"image_file": photo}, data=form).content
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        assert files.namelist() == ["color.jpg", "alpha.png"]
        cropped = decoded(files.read("alpha.png"))
        assert decoded(files.read("color.jpg")).shape[:2] == cropped.shape
    assert cropped.shape[1] < 60
    form = {"channels": "alpha"}
    assert decoded(client.post(PATH, files={"image_file": photo}, data=form).content).ndim == 2


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"image_url": "http://169.254.169.254/"}, "no address is ever fetched"),
        ({"bg_image_url": "http://example.org/"}, "bg_image_url: not done here"),
        ({"roi": "10% 10% 90% 90%"}, "roi: not done here"),
        ({"image_file_b64": "!!"}, "expected image_file or image_file_b64, got both"),
        ({"bg_color": "sky"}, "sky"),
        ({"type": "car"}, "unknown type 'car'"),
    ],
)
def test_what_is_not_done_is_refused(client, photo, fields, says) -> None:
    response = client.post(PATH, files={"image_file": photo}, data=fields)
    assert response.status_code == 422
    assert says in title_of(response)


def test_refusals_keep_its_form(client, toy_model, nobody, photo) -> None:
    response = client.post(PATH, files={"image_file": encoded(nobody)})
    assert (response.status_code, title_of(response)) == (400, "no person was found in the picture")
    assert client.post(PATH, data={"size": "hd"}).status_code == 422
    with client_of(toy_model, token="right") as other:
        refused = other.post(PATH, files={"image_file": photo}, headers={"X-Api-Key": "wrong"})
        assert (refused.status_code, title_of(refused)[:9]) == (401, "the token")
        taken = other.post(PATH, files={"image_file": photo}, headers={"X-Api-Key": "right"})
        assert taken.status_code == 200

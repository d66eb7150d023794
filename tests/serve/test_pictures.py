"""New backgrounds, cut-outs and colours over HTTP."""

from __future__ import annotations

import numpy as np
import pytest

from serving import decoded, encoded, message_of


def near(pixel: np.ndarray, colour: tuple[int, ...], by: int = 3) -> bool:
    return bool(np.abs(pixel.astype(int) - colour).max() <= by)


FACE, NOWHERE = (48, 60), (10, 150)
"""A pixel of the person drawn, and one far from it."""


@pytest.mark.parametrize(
    ("background", "colour"),
    [
        ("", (255, 255, 255)),
        ("white", (255, 255, 255)),
        ("#0080ff", (0, 128, 255)),
        ("Navy", (0, 0, 128)),
    ],
)
def test_background_of_one_colour(client, photo, person, background, colour) -> None:
    data = {"background": background} if background else {}
    response = client.post("/v1/background", data=data, files={"image": photo})
    made = decoded(response.content)
    assert made.shape == person.shape
    assert near(made[NOWHERE], colour)
    assert near(made[FACE], tuple(person[FACE]))
    assert response.headers["x-people-found"] == "true"


def test_background_of_another_picture_fills_the_frame(client, photo) -> None:
    behind = np.zeros((50, 200, 3), np.uint8)
    behind[:, 50:150] = (10, 200, 200)  # the middle; what sticks out left and right is cut off
    response = client.post(
        "/v1/background",
        files={"image": ("a.png", photo), "background": ("b.png", encoded(behind))},
    )
    assert near(decoded(response.content)[NOWHERE], (10, 200, 200))


def test_transparent_background_is_the_cut_out(client, photo) -> None:
    transparent = client.post("/v1/background?background=transparent", content=photo)
    cutout = client.post("/v1/cutout", content=photo)
    made = decoded(cutout.content)
    assert np.array_equal(decoded(transparent.content), made)
    assert made[FACE][3] == 255
    assert made[NOWHERE][3] == 0


def test_blur_changes_only_what_is_behind(client, person) -> None:
    person = person.copy()
    person[:, 120:] = np.random.default_rng(1).integers(0, 30, (120, 40, 3))
    made = decoded(client.post("/v1/background?background=blur", content=encoded(person)).content)
    assert made[:, 130:].std() < person[:, 130:].std() / 2
    assert near(made[FACE], tuple(person[FACE]))


def test_cut_out_of_hair_cropped(client, photo) -> None:
    response = client.post("/v1/cutout?of=hair&crop=true&format=webp", content=photo)
    assert response.headers["content-type"] == "image/webp"
    height, width, channels = decoded(response.content).shape
    assert channels == 4
    assert abs(height - 24) <= 8 and abs(width - 40) <= 8


def test_fine_edges_differ_at_the_edge_alone(client, photo) -> None:
    fast, fine = (
        decoded(client.post(f"/v1/cutout?edges={edges}", content=photo).content)
        for edges in ("fast", "fine")
    )
    changed = fast[..., 3] != fine[..., 3]
    assert changed.any()
    assert not changed[FACE] and not changed[NOWHERE]


def test_side_shrinks_without_bleeding(client, photo) -> None:
    made = decoded(client.post("/v1/cutout?side=80", content=photo).content)
    assert made.shape == (60, 80, 4)
    whole = made[made[..., 3] > 250]
    assert whole.max(axis=1).min() > 150  # the black behind has not darkened the edge


def test_hair_in_another_colour(client, photo, person) -> None:
    made = decoded(client.post("/v1/recolor?hair=%235b2a86", content=photo).content)
    hair = (24, 60)
    assert near(made[hair], (0x5B, 0x2A, 0x86), by=12)
    assert near(made[FACE], tuple(person[FACE]))
    assert near(made[NOWHERE], tuple(person[NOWHERE]))


def test_nobody_gets_no_colour(client, nobody) -> None:
    response = client.post("/v1/recolor?hair=red", content=encoded(nobody))
    assert response.headers["x-people-found"] == "false"
    assert np.array_equal(decoded(response.content), nobody)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/v1/background?background=whitish", "colour"),
        ("/v1/background?background=/etc/hostname", "colour"),
        ("/v1/background?background=transparent&format=jpg", "jpg cannot hold transparency"),
        ("/v1/cutout?of=nose", "unknown of 'nose'"),
        ("/v1/cutout?edges=finest", "unknown edges 'finest'"),
        ("/v1/cutout?crop=maybe", "crop: expected true or false"),
        ("/v1/recolor", "colour"),
        ("/v1/recolor?skin_tone=VII", "expected I to VI"),
        ("/v1/recolor?hair=peachy", "peachy"),
        ("/v1/cutout?side=3", "side: expected 16 to"),
    ],
)
def test_what_does_not_fit_is_refused(client, photo, path, says) -> None:
    response = client.post(path, content=photo)
    assert response.status_code == 422
    assert says in message_of(response)


def test_a_profile_is_kept(client, person) -> None:
    from PIL import Image, ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    response = client.post("/v1/background", content=encoded(person, "JPEG", icc_profile=profile))
    import io

    assert Image.open(io.BytesIO(response.content)).info["icc_profile"] == profile


def test_skin_of_another_tone(client, photo, person) -> None:
    light, dark = (
        decoded(client.post(f"/v1/recolor?skin_tone={tone}", content=photo).content)
        for tone in ("I", "VI")
    )
    assert light[FACE].mean() > dark[FACE].mean() + 60
    hair = (24, 60)
    assert near(light[hair], tuple(person[hair])) and near(dark[hair], tuple(person[hair]))


def test_a_text_never_names_a_file_of_the_server(client, photo, tmp_path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(photo)
    response = client.post(f"/v1/background?background={secret}", content=photo)
    assert response.status_code == 422
    form = {"bg_color": str(secret)}
    response = client.post("/v1.0/removebg", files={"image_file": photo}, data=form)
    assert response.status_code == 422

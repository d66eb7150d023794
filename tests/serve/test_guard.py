"""Who may ask, how much and how often."""

from __future__ import annotations

import builtins
import logging
import tempfile

import pytest

from integument.errors import UsageError
from integument.serve.settings import ServeSettings
from serving import bomb, client_of, message_of


def refusal(response, status: int) -> str:
    assert response.status_code == status, response.text
    return message_of(response)


def test_a_bomb_is_refused_by_its_header(client) -> None:
    file = bomb(20_000, 10_000)
    assert len(file) < 300
    said = refusal(client.post("/v1/segment", content=file), 413)
    assert said == "image: 20000x10000 is 200.0 megapixels, the limit is 50"
    said = refusal(client.post("/v1/background", files={"image": file, "background": file}), 413)
    assert said.startswith("background: 20000x10000")


def test_too_many_bytes(toy_model, photo) -> None:
    with client_of(toy_model, max_megabytes=0.001) as client:
        body = photo + bytes(2000)
        assert "limit of 0.001 MiB" in refusal(client.post("/v1/segment", content=body), 413)

        def pieces():
            yield from (body[start : start + 100] for start in range(0, len(body), 100))

        assert "limit of 0.001 MiB" in refusal(client.post("/v1/segment", content=pieces()), 413)


@pytest.mark.parametrize(
    ("body", "headers", "status", "says"),
    [
        (b"", {}, 422, "expected a picture"),
        (b"%PDF-1.7 whatever", {}, 415, "got a PDF"),
        (b"hello there, this is text", {}, 415, "got text"),
        (b"{}", {"Content-Type": "application/json"}, 415, "got text"),
        (b"\x1f\x8b\x08\x00", {"Content-Encoding": "gzip"}, 415, "compressed bodies"),
        (b"--x\r\n", {"Content-Type": "multipart/form-data"}, 422, "expected a boundary"),
        (b"nonsense", {"Content-Type": "multipart/form-data; boundary=x"}, 422, "form: "),
        (
            b'--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\nabc',
            {"Content-Type": "multipart/form-data; boundary=x"},
            422,
            "cut short",
        ),
    ],
)
def test_bodies_that_are_no_picture(client, body, headers, status, says) -> None:
    response = client.post("/v1/segment", content=body, headers=headers)
    assert says in refusal(response, status)


def test_damaged_pictures(client, photo) -> None:
    assert "damaged or cut short" in refusal(
        client.post("/v1/segment", content=photo[: len(photo) // 2]), 422
    )


def test_forms_with_what_does_not_belong(client, photo) -> None:
    several = [("image", ("a.png", photo)), ("image", ("b.png", photo))]
    assert "got several" in refusal(client.post("/v1/segment", files=several), 422)
    stranger = {"image": photo, "mask": photo}
    assert "got 'mask'" in refusal(client.post("/v1/segment", files=stranger), 422)
    many = [(f"p{n}", (None, "x")) for n in range(40)]
    assert "at most 32 parts" in refusal(client.post("/v1/segment", files=many), 422)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Basic cmlnaHQ="}, 401),
        ({"X-Api-Key": "sécret".encode()}, 401),
        ({"Authorization": "Bearer right"}, 200),
        ({"Authorization": "bearer right"}, 200),
        ({"X-Api-Key": "right"}, 200),
    ],
)
def test_token(toy_model, photo, headers, status) -> None:
    with client_of(toy_model, token="right") as client:
        response = client.post("/v1/segment", content=photo, headers=headers)
        assert response.status_code == status
        assert ("www-authenticate" in response.headers) == (status == 401)
        assert client.get("/healthz").status_code == 200
        assert client.get("/").status_code == 200
        assert client.get("/metrics", headers=headers).status_code == status


def test_rate_of_one_address(toy_model, photo) -> None:
    with client_of(toy_model, per_minute=2) as client:
        codes = [client.post("/v1/segment", content=photo).status_code for _ in range(3)]
        assert codes == [200, 200, 429]
        response = client.post("/v1/segment", content=photo)
        assert "more than 2 requests a minute" in refusal(response, 429)
        assert 1 <= int(response.headers["retry-after"]) <= 30
        assert client.get("/healthz").status_code == 200


def test_the_rate_refills() -> None:
    from integument.serve.guard import Rate
    from integument.serve.problems import Problem

    rate = Rate(per_minute=6)
    for _ in range(6):
        rate.check("a", now=100.0)
    with pytest.raises(Problem):
        rate.check("a", now=100.0)
    rate.check("b", now=100.0)
    with pytest.raises(Problem):
        rate.check("a", now=109.0)
    rate.check("a", now=110.1)


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost:8000", 200), ("[::1]:8000", 200), ("evil.example", 421), ("", 421)],
)
def test_only_names_of_this_machine(client, host, status) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == status


def test_names_that_are_allowed(toy_model) -> None:
    with client_of(toy_model, host="0.0.0.0") as client:
        assert client.get("/healthz", headers={"Host": "any.example"}).status_code == 200
    with client_of(toy_model, host="0.0.0.0", hosts=("photos.example",)) as client:
        assert client.get("/healthz", headers={"Host": "photos.example:80"}).status_code == 200
        assert client.get("/healthz").status_code == 421


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:8000", 200),
        ("http://127.0.0.1:9999", 403),
        ("https://evil.example", 403),
        ("null", 403),
    ],
)
def test_pages_of_other_sites_may_not_ask(client, photo, origin, status) -> None:
    response = client.post("/v1/segment", content=photo, headers={"Origin": origin})
    assert response.status_code == status


@pytest.mark.parametrize("path", ["/", "/healthz", "/nowhere", "/v1/segment", "/openapi.json"])
def test_every_answer_is_guarded(client, path) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] in ("no-store", "no-cache")


def test_unknown_addresses_and_methods(client) -> None:
    assert "/openapi.json" in refusal(client.get("/nowhere"), 404)
    assert "another method than GET" in refusal(client.get("/v1/segment"), 405)


def test_no_picture_reaches_the_disk_or_a_log(client, photo, monkeypatch, caplog) -> None:
    def refuse(*args, **options):
        raise AssertionError("a temporary file was made")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "mkdtemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    opened = builtins.open

    def only_reading(file, mode="r", *args, **options):
        assert not set(mode) & set("wax+"), f"{file} was opened to be written"
        return opened(file, mode, *args, **options)

    monkeypatch.setattr(builtins, "open", only_reading)
    with caplog.at_level(logging.DEBUG):
        padded = photo + b"\0" * (3 << 20)  # beyond what usual parsers keep in memory
        files = {"image": ("secret-name.png", padded)}
        assert client.post("/v1/segment?format=zip", files=files).status_code == 200
        assert client.post("/v1/background", files=files).status_code == 200
    assert "secret-name" not in caplog.text


def test_a_failure_of_our_own_is_told_without_details(
    toy_model, photo, monkeypatch, caplog
) -> None:
    with client_of(toy_model) as client:
        segmenter = client.app.state.service.segmenter
        monkeypatch.setattr(segmenter, "segment", lambda *_: 1 / 0)
        response = client.post("/v1/segment", content=photo)
    assert "the server's log says where" in refusal(response, 500)
    assert "ZeroDivisionError" in caplog.text
    assert "content-security-policy" in response.headers


@pytest.mark.parametrize(
    "wrong",
    [
        {"port": 70000},
        {"token": ""},
        {"token": "é"},
        {"workers": 0},
        {"waiting": -1},
        {"max_megapixels": 0},
        {"seconds": float("nan")},
    ],
)
def test_settings_that_cannot_be(wrong) -> None:
    with pytest.raises(UsageError, match=f"{next(iter(wrong))}: expected"):
        ServeSettings(**wrong)

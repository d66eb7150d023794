"""Health, counters, the description of the service, and the files of the page."""

from __future__ import annotations

from serving import client_of


def test_alive_and_ready(client) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json() == {"status": "ready", "model": "toy"}


def test_not_ready_before_the_model_has_run(client, monkeypatch) -> None:
    monkeypatch.setattr(client.app.state.service, "is_warm", False)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.headers["retry-after"]


def test_not_ready_when_full(client, monkeypatch) -> None:
    monkeypatch.setattr(client.app.state.service.workers, "taken", 18)
    assert client.get("/readyz").status_code == 503


def test_counters(toy_model, photo) -> None:
    with client_of(toy_model) as client:
        for _ in range(3):
            client.post("/v1/segment", content=photo)
        client.post("/v1/segment", content=b"")
        client.get('/made-up"by{client}')
        response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = dict(
        line.rsplit(" ", 1) for line in response.text.splitlines() if not line.startswith("#")
    )
    assert lines['integument_requests_total{route="/v1/segment",status="200"}'] == "3"
    assert lines['integument_requests_total{route="/v1/segment",status="422"}'] == "1"
    assert lines['integument_requests_total{route="other",status="404"}'] == "1"
    assert lines['integument_request_seconds_count{route="/v1/segment"}'] == "4"
    assert lines['integument_request_seconds_bucket{route="/v1/segment",le="+Inf"}'] == "4"
    assert lines["integument_pictures_total"] == "3"
    assert lines["integument_pixels_total"] == str(3 * 120 * 160)
    assert lines["integument_places_taken"] == "0"
    assert "made-up" not in response.text


def test_buckets_only_grow(toy_model, photo) -> None:
    with client_of(toy_model) as client:
        client.post("/v1/segment", content=photo)
        text = client.get("/metrics").text
    inside = [
        int(line.rsplit(" ", 1)[1])
        for line in text.splitlines()
        if line.startswith('integument_request_seconds_bucket{route="/v1/segment"')
    ]
    assert inside == sorted(inside) and inside[-1] == 1


def test_the_description_names_every_route_with_examples(client) -> None:
    told = client.get("/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    posts = {path for path, methods in told["paths"].items() if "post" in methods}
    assert {"/v1/segment", "/v1/background", "/v1/cutout", "/v1.0/removebg"} <= posts
    segment = told["paths"]["/v1/segment"]["post"]
    form = segment["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert {"image", "labels", "threshold"} <= form["properties"].keys()
    example = segment["responses"]["413"]["content"]["application/json"]["example"]
    assert "megapixels" in example["error"]["message"]

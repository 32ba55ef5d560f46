"""Who is let in: the key, where it is sent, where a page comes from, and what name the server was called by."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest

from saserver.api import watch_key

ORIGIN = "https://lecture.example"


@pytest.fixture(scope="module")
def stranger(talk: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=talk.base, trust_env=False, timeout=30) as stranger:
        yield stranger


@pytest.fixture
def key(talk: Any) -> str:
    return str(talk.server.key)


ROUTES = [
    ("GET", ""),
    ("POST", "/configure"),
    ("PUT", "/ID"),
    ("PATCH", "/ID"),
    ("DELETE", "/ID"),
    *(("POST", f"/ID/{command}") for command in ("start", "pause", "step", "reset", "cancel")),
    *(("GET", f"/ID/{question}") for question in ("status", "result", "history", "streaming-status", "stream")),
    ("GET", "/stream"),
    ("POST", "/bye?c=x"),
    ("GET", "/openapi.json"),
    ("GET", "/nothing/here"),
]


def refused(answer: httpx.Response, status: int) -> bool:
    body = answer.json()
    same = body.keys() == {"error", "detail", "status_code"} and body["status_code"] == answer.status_code
    return same and answer.status_code == status


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_asks_for_the_key(stranger: httpx.Client, talk: Any, method: str, path: str) -> None:
    path = "/api/sa" + path.replace("ID", talk.new())
    assert refused(stranger.request(method, path), 401)
    assert refused(stranger.request(method, path, headers={"X-Sawidget-Key": "wrong"}), 401)
    assert refused(stranger.request(method, path, headers={"X-Sawidget-Key": ""}), 401)


def test_the_key_is_not_taken_from_other_places(stranger: httpx.Client, key: str) -> None:
    places: list[dict[str, Any]] = [
        {"headers": {"Authorization": f"Bearer {key}"}},
        {"headers": {"Cookie": f"key={key}; X-Sawidget-Key={key}"}},
        {"headers": {"X-Api-Key": key}},
        {"params": {"token": key}},
        {"params": {"KEY": key}},
        {"headers": {"X-Sawidget-Key": "wrong"}, "params": {"key": key}},
        {"headers": {"X-Sawidget-Key": key.lower()}},
        {"headers": {"X-Sawidget-Key": key[:-1]}},
        {"headers": {"X-Sawidget-Key": f"{key}x"}},
        {"headers": {b"X-Sawidget-Key": "schlüssel".encode("latin-1")}},
        {"params": {"key": "schlüssel\ud83d".encode("utf-8", "replace")}},
    ]
    for place in places:
        assert refused(stranger.get("/api/sa", **place), 401), place
    assert refused(stranger.post("/api/sa/configure", json={"formula": "C8H18", "key": key}), 401)


def test_the_key_in_the_address_is_for_reading_and_for_bye(stranger: httpx.Client, key: str) -> None:
    assert stranger.get("/api/sa", params={"key": key}).status_code == 200
    assert stranger.post("/api/sa/bye", params={"key": key, "c": "page"}).status_code == 200
    assert refused(stranger.post("/api/sa/configure", params={"key": key}, json={"formula": "C8H18"}), 401)


def test_the_watch_only_key_watches_and_changes_nothing(stranger: httpx.Client, talk: Any, key: str) -> None:
    session_id, watching = talk.new(), {"X-Sawidget-Key": watch_key(key)}
    for method, path in ROUTES:
        path = "/api/sa" + path.replace("ID", session_id)
        if path.endswith("bye?c=x"):
            assert stranger.post(path, headers=watching).json() == {"ended": 0}
        elif method != "GET":
            assert refused(stranger.request(method, path, headers=watching), 403)
        elif not path.endswith(("stream", "here")):
            assert stranger.get(path, headers=watching).status_code == 200
            assert stranger.get(path, params={"key": watch_key(key)}).status_code == 200
    with stranger.stream("GET", f"/api/sa/{session_id}/stream", params={"key": watch_key(key)}) as stream:
        assert stream.status_code == 200


def test_the_watch_only_key_is_another_for_each_key_and_is_not_the_key() -> None:
    assert len({watch_key("a"), watch_key("b"), "a", "b"}) == 4
    assert len(watch_key("a")) == 64


def test_keys_are_compared_in_constant_time(stranger: httpx.Client, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []
    real = hmac.compare_digest

    def watched(given: bytes, own: bytes) -> bool:
        compared.append(own)
        return real(given, own)

    monkeypatch.setattr(hmac, "compare_digest", watched)
    stranger.get("/api/sa", headers={"X-Sawidget-Key": "wrong"})
    assert compared == [key.encode(), watch_key(key).encode()]


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://evil.example:80@127.0.0.1.evil.example",
        "null",
        "file://",
        "chrome-extension://abcdef",
        "http://[::1",
        "",
    ],
)
def test_a_page_of_another_origin_is_refused_even_with_the_key(talk: Any, origin: str) -> None:
    for method, path in (("GET", "/api/sa"), ("GET", "/health"), ("POST", "/api/sa/configure"), ("GET", "/")):
        answer = talk.http.request(method, path, headers={"Origin": origin})
        assert refused(answer, 403), (method, path)
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("origin", "headers"),
    [
        ("http://127.0.0.1:8888", {}),
        ("http://localhost:8888", {}),
        ("http://lab.localhost", {}),
        ("http://[::1]:9000", {}),
        ("https://hub.example", {"Host": "hub.example", "X-Forwarded-Proto": "https"}),
        ("https://hub.example", {"X-Forwarded-Host": "hub.example"}),
        ("https://hub.example", {"X-Forwarded-Host": "hub.example, inner.example"}),
        ("https://HUB.example", {"Host": "hub.example", "X-Forwarded-Context": "/user/a/proxy/1"}),
    ],
)
def test_a_page_from_here_or_through_a_proxy_is_let_in(talk: Any, origin: str, headers: dict[str, str]) -> None:
    answer = talk.http.get("/api/sa", headers={"Origin": origin, **headers})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == origin
    assert "origin" in answer.headers["vary"].lower()


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:1234", "127.0.0.1.evil.example", "", "[", "192.168.7.7"]
)
def test_a_name_that_was_pointed_at_this_machine_is_refused(talk: Any, host: str) -> None:
    for path in ("/api/sa", "/hello", "/"):
        assert refused(talk.http.get(path, headers={"Host": host}), 403)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:99", "127.0.0.1", "127.1.2.3:80", "[::1]:80"])
def test_a_loopback_name_is_let_in(talk: Any, host: str) -> None:
    assert talk.http.get("/api/sa", headers={"Host": host}).status_code == 200


def test_a_preflight_is_answered_without_the_key(stranger: httpx.Client) -> None:
    ask = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-sawidget-key,content-type"}
    answer = stranger.options("/api/sa/configure", headers={"Origin": "http://localhost:8888", **ask})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "http://localhost:8888"
    assert {"X-Sawidget-Key", "Content-Type"} <= set(answer.headers["access-control-allow-headers"].split(", "))
    methods = set(answer.headers["access-control-allow-methods"].split(", "))
    assert methods == {"GET", "POST", "PUT", "PATCH", "DELETE"}
    evil = stranger.options("/api/sa/configure", headers={"Origin": "https://evil.example", **ask})
    assert refused(evil, 403)
    assert "access-control-allow-origin" not in evil.headers
    assert refused(stranger.options("/api/sa/configure"), 401)


def test_errors_carry_the_headers_that_let_a_page_read_them(talk: Any, stranger: httpx.Client) -> None:
    page = {"Origin": "http://localhost:8888"}
    answers = [
        stranger.get("/api/sa", headers=page),
        talk.http.get("/api/sa/nobody/status", headers=page),
        talk.http.get("/nowhere", headers=page),
        talk.http.delete("/health", headers=page),
        talk.http.post(f"/api/sa/{talk.new()}/pause", headers=page),
        talk.http.post("/api/sa/configure", json={"formula": "X"}, headers=page),
        talk.http.post("/api/sa/configure", content=b"x" * 5_000_000, headers=page),
    ]
    assert [answer.status_code for answer in answers] == [401, 404, 404, 405, 400, 422, 413]
    for answer in answers:
        assert answer.headers["access-control-allow-origin"] == page["Origin"]


def test_listed_origins_are_let_in(serving: Callable[..., AbstractContextManager[Any]]) -> None:
    with serving(origins=[ORIGIN + "/"]) as talk:
        assert talk.http.get("/api/sa", headers={"Origin": ORIGIN}).status_code == 200
        assert talk.http.get("/api/sa", headers={"Host": "lecture.example"}).status_code == 200
        assert refused(talk.http.get("/api/sa", headers={"Origin": "http://lecture.example"}), 403)


def test_without_a_key_the_other_walls_still_stand(serving: Callable[..., AbstractContextManager[Any]]) -> None:
    with serving(key=None) as talk:
        assert talk.http.get("/api/sa").status_code == 200
        assert refused(talk.http.get("/api/sa", headers={"Origin": "https://evil.example"}), 403)
        assert refused(talk.http.get("/api/sa", headers={"Host": "evil.example"}), 403)
        for name in ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "X-ProxyContextPath"):
            # What a page can send to a name of its own that was pointed at this machine.
            rebound = {"Host": "evil.example", "Origin": "http://evil.example", name: "evil.example"}
            for method in ("GET", "POST", "OPTIONS"):
                answer = talk.http.request(
                    method, "/api/sa", headers={**rebound, "Access-Control-Request-Method": "POST"}
                )
                assert refused(answer, 403), (name, method)
            assert refused(
                talk.http.get("/api/sa", headers={"Origin": "http://evil.example", name: "evil.example"}), 403
            )
        assert talk.server.url == f"http://127.0.0.1:{talk.server.port}/"


def test_without_a_key_a_proxy_is_let_in_by_the_origin_that_is_listed(
    serving: Callable[..., AbstractContextManager[Any]],
) -> None:
    with serving(key=None, origins=[ORIGIN]) as talk:
        proxied = {"Host": "lecture.example", "Origin": ORIGIN, "X-Forwarded-For": "192.0.2.1"}
        assert talk.http.get("/api/sa", headers=proxied).status_code == 200


def test_nothing_of_all_this_is_logged(
    talk: Any, key: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.INFO):
        for headers in ({}, {"Origin": "https://evil.example"}, {"Host": "evil.example"}, {"X-Sawidget-Key": "no"}):
            talk.http.get(f"/api/sa?key={key}", headers=headers)
        session_id = talk.new()
        with talk.open(f"/api/sa/{session_id}/stream?key={key}") as watch:
            watch.until("snapshot")
        talk.http.post("/api/sa/configure", content=b"{")
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert ours == []
    out, err = capfd.readouterr()
    assert out + err == ""

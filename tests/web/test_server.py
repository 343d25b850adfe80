"""The server: loopback only, its own pages only, nothing kept, nothing too large, nothing too long."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from typing import Any

import pytest
import uvicorn

from kdcsim.entrypoints.web import answer as web_answer
from kdcsim.entrypoints.web.answer import answer, file_of
from kdcsim.entrypoints.web.app import make_app
from kdcsim.entrypoints.web.guard import MOST_BODY
from kdcsim.entrypoints.web.serve import serve
from kdcsim.entrypoints.web.toggles import read_toggles
from kdcsim.entrypoints.web.worker import Worker, Workers
from kdcsim.errors import WorldError
from kdcsim.scenario import source
from kdcsim.study.what_if import WhatIf
from tests.web import hostile

PORT = 8480
TEXT = source.read("exchange-2007").text
CURE = {"default_encryption_type": {"HUB-1": None}, "reboot": ["HUB-1"]}


def _request(method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Ask the application without a socket."""
    told = {"host": f"127.0.0.1:{PORT}", "content-type": "application/json", **headers}
    told.setdefault("content-length", str(len(body)))
    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path.split("?")[0], "raw_path": path.encode(), "query_string": path.partition("?")[2].encode(),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in told.items()],
        "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", PORT), "root_path": "",
    }  # fmt: skip
    sent: list[Any] = []
    chunks = [body[n : n + 65536] for n in range(0, len(body), 65536)] or [b""]

    async def receive() -> dict[str, Any]:
        chunk = chunks.pop(0) if chunks else b""
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    async def send(message: Any) -> None:
        sent.append(message)

    async def asked() -> None:
        await make_app(answer, PORT)(scope, receive, send)

    asyncio.run(asked())
    start = sent[0]
    got = {k.decode(): v.decode() for k, v in start["headers"]}
    return start["status"], got, b"".join(m.get("body", b"") for m in sent[1:])


def _ask(**told: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer(json.dumps({"name": "exchange-2007", "text": TEXT, **told})))
    return found


def _brief(told: dict[str, Any]) -> str:
    return str(told["trace"]["branches"][0]["brief"])


def test_only_loopback_names_are_answered() -> None:
    """A page that got here by another name (DNS rebinding) is turned away."""
    assert _request("GET", "/")[0] == 200
    assert _request("GET", "/", host=f"localhost:{PORT}")[0] == 200
    for name in ("evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:1", f"127.0.0.1.nip.io:{PORT}", ""):
        assert _request("GET", "/", host=name)[0] == 421, name


def test_only_its_own_pages_may_ask() -> None:
    """Other origins get nothing, whatever they say; forms of other pages cannot even say JSON."""
    body = json.dumps({"ask": "lessons"}).encode()
    assert _request("POST", "/api/ask", body, origin=f"http://127.0.0.1:{PORT}")[0] == 200
    for origin in ("http://evil.example", "null", f"https://127.0.0.1:{PORT}", "http://127.0.0.1:1"):
        assert _request("POST", "/api/ask", body, origin=origin)[0] == 403, origin
    assert _request("POST", "/api/ask", body, **{"sec-fetch-site": "cross-site"})[0] == 403
    assert _request("POST", "/api/ask", body, **{"content-type": "text/plain"})[0] == 415
    assert _request("GET", "/api/ask")[0] == 405


def test_every_answer_is_guarded() -> None:
    """Pages run only scripts of this server, are framed by nobody, and are not kept."""
    for path in ("/", "/viewer.js", "/viewer.css", "/api/stories", "/nowhere"):
        _, headers, _ = _request("GET", path)
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff" and headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in headers


def test_too_much_is_refused() -> None:
    """Size is bounded by what is announced, and by what really comes."""
    large = b'"' + b"x" * MOST_BODY + b'"'
    assert _request("POST", "/api/ask", large)[0] == 413
    assert _request("POST", "/api/ask", large, **{"content-length": "10"})[0] == 413
    assert "bytes" in _ask(text="#" * (web_answer.MOST_BYTES + 1))["error"]
    assert _request("POST", "/api/ask", b"\xff\xfe")[0] == 400
    assert "steps" in _ask(text=hostile.story(steps=web_answer.MOST_STEPS))["error"]


def test_what_takes_too_long_is_ended() -> None:
    """A question over its time costs its process; the next one is answered by a new one."""
    worker = Worker(seconds=0.001)
    try:
        assert "more than 0.001 seconds" in worker.ask(json.dumps({"ask": "lessons"}))
        worker._seconds = 30
        assert len(json.loads(worker.ask(json.dumps({"ask": "lessons"})))["lessons"]) == 10
    finally:
        worker.close()


def test_no_state_between_pages() -> None:
    """Whatever one page changes, the next one gets the story as told."""
    first = answer(json.dumps({"ask": "play", "name": "exchange-2007", "text": TEXT, "branch": "S3"}))
    _ask(ask="play", branch="S3", what_if=CURE)
    _ask(ask="play", text=TEXT.replace("seed: 7", "seed: 8"), branch="S3")
    assert answer(json.dumps({"ask": "play", "name": "exchange-2007", "text": TEXT, "branch": "S3"})) == first


@pytest.mark.parametrize(
    ("change", "came"),
    [
        (CURE, "delivered"),
        ({"default_encryption_type": {"HUB-1": None}}, "MODIFIED"),
        ({"default_encryption_type": {"SERVER-1": None}, "reboot": ["SERVER-1"]}, "MODIFIED"),
        ({"service_account": {"HUB-1/MSExchangeTransport": "LocalSystem"}}, "LocalSystem (0x3e7) opened"),
        ({"supported_etypes": {"HUB-1$": 4}, "purge": ["SERVER-1/0x3e7"]}, "RC4 (23) ticket"),
        ({"supported_etypes": {"HUB-1$": 4}}, "MODIFIED"),
        ({"dcs": {"DC-2008": {"os": "2003"}}}, "RC4 (23) ticket"),
        ({"purge": ["SERVER-1/0x3e7"]}, "MODIFIED"),
    ],
)
def test_toggles_play_the_story_again(change: dict[str, object], came: str) -> None:
    """Each toggle does what the same change does in a scenario."""
    assert came in _brief(_ask(ask="play", branch="S3", what_if=change))


@pytest.mark.parametrize(
    "change",
    [
        {"nonsense": 1},
        {"dcs": {"DC-9": {"os": "2008"}}},
        {"dcs": {"DC-2008": {"os": "NT4"}}},
        {"dcs": {"DC-2008": {"path": "/etc"}}},
        {"dcs": []},
        {"reboot": "HUB-1"},
        {"reboot": ["NOBODY"]},
        {"purge": ["SERVER-1/x"]},
        {"default_encryption_type": {"HUB-1": True}},
        {"default_encryption_type": {"HUB-1": -1}},
        {"default_encryption_type": {"HUB-1": 1 << 40}},
        {"service_account": {"HUB-1/MSExchangeTransport": "root"}},
        {"supported_etypes": {str(n): 1 for n in range(99)}},
        {"before": 3},
    ],
)
def test_other_toggles_are_refused_in_words(change: dict[str, object]) -> None:
    """What is no toggle is an error with a sentence, never a failure."""
    told = _ask(ask="play", branch="S3", what_if=change)
    assert told["error"] and "trace" not in told and "bug" not in told["error"]


@pytest.mark.parametrize("told", ["", "[]", "3", "{}", '{"ask": "play"}', '{"ask":"lesson","number":"x"}', "[" * 5000])
def test_other_questions_are_refused_in_words(told: str) -> None:
    """Anything else than a question is an error with a sentence."""
    assert json.loads(answer(told))["error"]


def test_no_toggle_is_no_change() -> None:
    """An empty mapping changes nothing."""
    assert read_toggles({}) is None and read_toggles(None) is None
    assert isinstance(read_toggles({"reboot": ["X"]}), WhatIf)
    with pytest.raises(WorldError):
        read_toggles([])


def test_diagnostics_come_with_their_places() -> None:
    """Every fault of an edited story is told at once, with line and column."""
    told = _ask(ask="check", text=TEXT.replace("seed: 7", "seeed: 7").replace("runs_as: LocalSystem", "runs_as: Lokal"))
    lines = [d["at"]["line"] for d in told["diagnostics"]]
    assert len(lines) >= 2 and lines == sorted(lines)
    assert "did you mean `seed`?" in told["diagnostics"][0]["help"]


def test_no_file_is_read_for_a_page() -> None:
    """Neither a name nor `extends` reaches a file: only built-in stories answer."""
    assert file_of("../../etc/passwd", "x") == "edited/etcpasswd.yaml"
    assert file_of("exchange-2007", TEXT) == "exchange-2007.yaml"
    assert file_of("exchange-2007", TEXT + "#") == "edited/exchange-2007.yaml"
    for name in ("../README", "/etc/hosts", "pyproject", "README"):
        told = _ask(ask="check", text=f"kdcsim: 1\ntitle: x\nextends: {name}\nsteps: []\n")
        assert told["diagnostics"][0]["severity"] == "error"
    assert _request("GET", "/api/text?name=../README.md")[0] == 404
    assert _request("GET", "/api/text?name=/etc/passwd")[0] == 404
    status, _, body = _request("GET", "/api/text?name=exchange-2007")
    assert status == 200 and json.loads(body)["text"] == TEXT


def test_a_toggle_is_quick() -> None:
    """A toggle on the Exchange story answers far below what a person notices (the benchmark prints how fast)."""
    _ask(ask="play", branch="S3", what_if=CURE)
    best = min(_timed() for _ in range(5))
    assert best < 0.15 * 3, f"{best * 1000:.0f} ms"


def _timed() -> float:
    start = time.perf_counter()
    _ask(ask="play", branch="S3", what_if=CURE)
    return time.perf_counter() - start


def test_it_listens_on_loopback_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The socket is bound to 127.0.0.1, whatever is asked of the command."""
    bound: list[Any] = []

    def run(_: uvicorn.Server, sockets: list[socket.socket]) -> None:
        bound.extend(each.getsockname() for each in sockets)

    monkeypatch.setattr(uvicorn.Server, "run", run)
    told: list[str] = []
    serve("exchange-2007", 0, told.append)
    assert [name for name, _ in bound] == ["127.0.0.1"]
    assert told == [f"http://127.0.0.1:{bound[0][1]}/"]


def test_a_page_that_goes_away_is_no_fault() -> None:
    """A browser that closes the page while it asks leaves nothing behind but an answer to nobody."""
    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/api/ask", "raw_path": b"/api/ask", "query_string": b"", "root_path": "",
        "headers": [(b"host", f"127.0.0.1:{PORT}".encode()), (b"content-type", b"application/json")],
        "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", PORT),
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    async def asked() -> None:
        await make_app(answer, PORT)(scope, receive, send)

    asyncio.run(asked())
    assert sent[0]["status"] == 400


def test_a_long_story_keeps_nobody_waiting() -> None:
    """While one question takes all the time it may have, another is answered."""
    workers = Workers(count=2, seconds=30)
    try:
        quick = json.dumps({"ask": "lessons"})
        for worker in workers._all:
            worker.ask(quick)
        slow = json.dumps({"ask": "play", "name": "x", "text": hostile.story(hosts=200, steps=3500)})
        thread = threading.Thread(target=workers.ask, args=(slow,))
        thread.start()
        time.sleep(0.2)
        assert json.loads(workers.ask(quick))["lessons"]
        assert thread.is_alive()
    finally:
        workers.close()
        thread.join()


def test_a_service_gets_an_account_of_the_domain() -> None:
    """A service can be handed to an account whose password the story tells; to others not, in words."""
    office = {"name": "office", "text": source.read("office").text, "ask": "play", "branch": "healthy"}
    handed = _ask(**office, what_if={"service_account": {"WEB-1/wiki": "svc_web"}})
    assert "trace" in handed, handed
    refused = _ask(**office, what_if={"service_account": {"WEB-1/wiki": "nobody"}})
    assert "no password" in refused["error"]

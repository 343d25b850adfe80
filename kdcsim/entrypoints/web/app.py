"""App: the few addresses of the server - the page, the viewer's files, stories, lessons, and questions."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kdcsim.ad.policy import GENERATIONS
from kdcsim.entrypoints.web.guard import App, Guard, TooLarge
from kdcsim.errors import ScenarioError
from kdcsim.report.as_html import part, viewer_script, viewer_style
from kdcsim.scenario import source

Ask = Callable[[str], str]


def make_app(ask: Ask, port: int, scenario: str = "exchange-2007") -> App:
    """Make the application. ``ask`` answers questions; ``scenario`` is the story it opens with."""
    told = source.read(scenario)
    stories = {Path(told.file).stem: told.text}
    about = {"open": next(iter(stories)), "stories": _names(stories), "systems": _systems()}

    def text(request: Request) -> Response:
        name = request.query_params.get("name") or next(iter(stories))
        if name not in stories and name not in source.built_in_names():
            return JSONResponse({"error": f"there is no built-in scenario {name[:60]!r}"}, 404)
        try:
            return JSONResponse({"name": name, "text": stories.get(name) or source.read(name).text})
        except ScenarioError as error:
            return JSONResponse({"error": error.diagnostics[0].message}, 404)

    async def question(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return JSONResponse({"error": "a question is JSON"}, 415)
        try:
            body = (await request.body()).decode("utf-8")
        except TooLarge:
            return JSONResponse({"error": "this is too large"}, 413)
        except ClientDisconnect:
            return Response(status_code=400)
        except UnicodeDecodeError:
            return JSONResponse({"error": "a question is UTF-8 text"}, 400)
        return Response(await run_in_threadpool(ask, body), media_type="application/json")

    routes = [
        Route("/", lambda _: HTMLResponse(part("live.html"))),
        Route(
            "/viewer.js",
            lambda _: Response(viewer_script() + part("lesson.js") + part("live.js"), media_type="text/javascript"),
        ),
        Route("/viewer.css", lambda _: Response(viewer_style() + part("live.css"), media_type="text/css")),
        Route("/api/stories", lambda _: JSONResponse(about)),
        Route("/api/text", text),
        Route("/api/ask", question, methods=["POST"]),
        Route("/favicon.ico", lambda _: PlainTextResponse("", 204)),
    ]
    return Guard(Starlette(routes=routes), port)


def _names(stories: dict[str, str]) -> list[str]:
    return sorted({*stories, *source.built_in_names()})


def _systems() -> dict[str, list[str]]:
    """Every operating system of a DC, with the update levels that it has."""
    found: dict[str, list[str]] = {}
    for os, update in GENERATIONS:
        found.setdefault(os, []).append(update)
    return found


def as_question(**told: object) -> str:
    """A question as a page would send it."""
    return json.dumps(told)

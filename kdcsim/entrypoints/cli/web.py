"""The verb ``web``: the viewer on loopback, where settings are changed live."""

from __future__ import annotations

import click

from kdcsim.entrypoints.cli.console import talk


@click.command()
@click.argument("scenario", default="exchange-2007")
@click.option("--port", type=click.IntRange(0, 65535), default=8480, show_default=True, help="0 takes a free one.")
@click.option("--lesson", type=int, default=None, help="Open a lesson beside the picture.")
@click.option("--open", "opens", is_flag=True, help="Open the page in your browser.")
def web(scenario: str, port: int, lesson: int | None, opens: bool) -> None:
    """See a story in the browser, and change its settings live.

    Listens on this machine alone (127.0.0.1) until you press Ctrl-C. Needs the extra `web`.
    """
    if lesson is not None:
        from kdcsim.study.lesson import lesson as known

        known(lesson)  # before anything listens: there may be none of that number
    try:
        from kdcsim.entrypoints.web.serve import serve
    except ModuleNotFoundError as error:
        raise click.ClickException(f"{error.name} is missing: pip install 'kdcsim[web]'") from None

    def ready(address: str) -> None:
        page = address if lesson is None else f"{address}?lesson={lesson}"
        talk(f"kdcsim shows {scenario} at {page}  (Ctrl-C ends it)")
        if opens:
            click.launch(page)

    try:
        serve(scenario, port, ready)
    except OSError as error:
        raise click.ClickException(f"cannot listen on port {port}: {error.strerror}") from None

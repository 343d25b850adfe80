"""The option ``--under``: which readings a command plays with, as it was told on the command line.

The option keeps what it was told in the click context, so that every verb which loads a scenario plays by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kdcsim.scenario.model import Scenario
    from kdcsim.study.finding import Verdict
    from kdcsim.study.reading import Robustness

KEY = "kdcsim.under"
ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Under:
    """The readings that were chosen, and whether every other one is to be tried as well."""

    chosen: dict[str, str] = field(default_factory=dict)
    every: bool = False

    @property
    def words(self) -> str:
        """The same as words of a command line, each after a blank."""
        return "".join(f" --under {name}={value}" for name, value in self.chosen.items())


def under_option(*, tries_all: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option for a command; ``tries_all`` where ``all`` makes sense."""
    every = f"; {ALL} tries every one and says what depends on it" if tries_all else ""
    return click.option(
        "--under",
        metavar="NAME=VALUE" + (f"|{ALL}" if tries_all else ""),
        multiple=True,
        expose_value=False,
        callback=_kept if tries_all else _kept_without_all,
        help=f"Choose a reading of what nobody knows (kdcsim explain NAME){every}. May be repeated.",
    )


def chosen_readings() -> Under:
    """What the running command was told."""
    context = click.get_current_context(silent=True)
    found = context.meta.get(KEY) if context is not None else None
    return found if isinstance(found, Under) else Under()


def played_under(scenario: Scenario) -> Scenario:
    """The scenario with the chosen readings over its own."""
    from kdcsim.study.reading import under

    chosen = chosen_readings().chosen
    return under(scenario, chosen) if chosen else scenario


def tried_readings(verdicts: tuple[Verdict, ...]) -> tuple[tuple[Robustness, ...], ...]:
    """For each verdict what every other reading makes of it, if that was asked for."""
    if not chosen_readings().every:
        return ()
    from kdcsim.study.reading import robustness

    return tuple(robustness(verdict) for verdict in verdicts)


def _kept(ctx: click.Context, _: click.Parameter, told: tuple[str, ...]) -> None:
    words = tuple(word for word in told if word.casefold() != ALL)
    ctx.meta[KEY] = Under(chosen=_choices(words), every=len(words) < len(told))


def _kept_without_all(ctx: click.Context, _: click.Parameter, told: tuple[str, ...]) -> None:
    ctx.meta[KEY] = Under(chosen=_choices(told))


def _choices(words: tuple[str, ...]) -> dict[str, str]:
    """Every choice by its name. Raises UsageError when one reading is chosen twice and differently."""
    chosen: dict[str, str] = {}
    for name, value in map(_read, words):
        if chosen.setdefault(name, value) != value:
            raise click.UsageError(f"--under {name} is chosen twice, as {chosen[name]} and as {value}; choose one")
    return chosen


def _read(word: str) -> tuple[str, str]:
    """One choice. Raises NotFound with the name that was probably meant."""
    from kdcsim.ad.assumption import NAMES
    from kdcsim.entrypoints.cli.playing import NotFound

    name, equals, value = (part.strip() for part in word.partition("="))
    known = NAMES.get(name.casefold())
    if known is None:
        raise NotFound("assumption", name, NAMES)
    if not equals or value not in known.readings:
        raise NotFound(f"reading of {known.name}", value, known.readings)
    return known.name, value

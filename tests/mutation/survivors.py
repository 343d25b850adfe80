"""Survivors: the page of mutants that no test noticed, with the reason why each may live."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from tests.mutation.mutant import Key
from tests.mutation.outcome import TIMEOUT, UNREACHED, Outcome

FOLDER = Path(__file__).parent
PAGE, REASONS = FOLDER / "survivors.md", FOLDER / "reasons"


def read_reasons(folder: Path) -> dict[Key, str]:
    """Read why mutants may live, a file for each room: a reason names a module, a scope, and wrongs as was and is."""
    found = {}
    for file in sorted(folder.glob("*.toml")):
        for entry in tomllib.loads(file.read_text(encoding="utf-8")).get("lives", ()):
            for was, now, *nth in entry["wrongs"]:
                found[Key(entry["file"], entry["scope"], was, now, *nth)] = entry["why"]
    return found


def survivors_page(outcomes: Sequence[Outcome], reasons: Mapping[Key, str], told: str) -> str:
    """Write the page; ``told`` says when and how it was made."""
    lives = sorted((each for each in outcomes if each.lives), key=lambda o: (o.key.file, o.key.scope))
    return "\n".join([*_head(outcomes, reasons, told), *_tables(lives, reasons)]) + "\n"


def unexplained(outcomes: Iterable[Outcome], reasons: Mapping[Key, str]) -> list[Key]:
    """The survivors that nobody has looked at."""
    return [each.key for each in outcomes if each.lives and each.key not in reasons]


def unneeded(outcomes: Iterable[Outcome], reasons: Mapping[Key, str]) -> list[Key]:
    """The reasons of mutants that do not live, or are none any more."""
    lives = {each.key for each in outcomes if each.lives}
    return [key for key in reasons if key not in lives]


def _head(outcomes: Sequence[Outcome], reasons: Mapping[Key, str], told: str) -> Iterator[str]:
    yield "# Mutants that live"
    yield ""
    yield f"Made by `python -m tests.mutation` {told}; do not edit. Reasons stand in `reasons`."
    yield ""
    yield "| rooms | mutants | killed | of these by time | live | with a reason |"
    yield "|---|---:|---:|---:|---:|---:|"
    for room, chosen in (
        ("ad/policy", [o for o in outcomes if o.key.file.startswith("ad/policy/")]),
        ("study", [o for o in outcomes if o.key.file.startswith("study/")]),
        ("together", list(outcomes)),
    ):
        lives = [each for each in chosen if each.lives]
        timed = sum(each.how == TIMEOUT for each in chosen)
        said = sum(each.key in reasons for each in lives)
        yield f"| {room} | {len(chosen)} | {len(chosen) - len(lives)} | {timed} | {len(lives)} | {said} |"


def _tables(lives: Sequence[Outcome], reasons: Mapping[Key, str]) -> Iterator[str]:
    for file, group in groupby(lives, key=lambda o: o.key.file):
        yield ""
        yield f"## {file}"
        yield ""
        yield "| in | wrong | why it lives |"
        yield "|---|---|---|"
        for each in group:
            key = each.key
            again = "" if key.nth == 1 else f" (no. {key.nth})"
            why = reasons.get(key, "no test reaches it" if each.how == UNREACHED else "no test notices")
            yield f"| `{key.scope}` | {_code(key.was)} → {_code(key.now)}{again} | {why} |"


def _code(text: str) -> str:
    return f"`{text.replace('|', chr(92) + '|')}`"

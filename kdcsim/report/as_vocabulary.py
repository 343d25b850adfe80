"""The reference page of scenario files, as Markdown, from the same table that validates them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kdcsim.scenario.codes import CODES
from kdcsim.scenario.schema import SHAPES
from kdcsim.scenario.vocabulary import STEP_KEYS, STORY, VERBS, WORLD, Kind, Shape
from kdcsim.scenario.vocabulary.kind import Kept, ListOf, NamesOf, OneOf
from kdcsim.scenario.vocabulary.shape import Key

MOST_CHOICES = 24
_VERB_SHAPES = tuple(verb.shape for verb in VERBS)
_WORLD_KEYS = frozenset(key.name for key in WORLD.keys)

_HEAD = """\
# Scenario files

A scenario is a YAML 1.2 file: a world at the start, steps that change it, and what each step must come to. This page
is written by kdcsim from the table that checks the files, so it is never behind it. `kdcsim schema` prints the same
table as JSON Schema, for editors.

Keys in **bold** must be there. In `given` and `extends` mappings merge, `null` takes a key out, and everything else
replaces what was there.
"""
_STEP = """\
## step

One verb, and perhaps some of these beside it:
"""
_VERBS = """\
## Verbs

Where a verb has a main key, its value may stand alone: `boot: HUB-1` is `boot: {host: HUB-1}`. A change of the
directory with `via` is made at that DC alone, and reaches the others with `replicate`; without `via` it is everywhere
at once.
"""
_CODES = """\
## Faults and doubts

KS0xx stop a scenario, KS2xx are warnings. All faults of a file are told at once.
"""


def as_vocabulary() -> str:
    """Write the page."""
    parts = [_HEAD, *_shapes(), _STEP, *_table(STEP_KEYS), "", _VERBS, *_verbs(), _CODES, *_codes()]
    return "\n".join(parts).rstrip() + "\n"


def _shapes() -> Iterator[str]:
    for shape in SHAPES:
        if shape not in _VERB_SHAPES:
            keys = [key for key in shape.keys if shape is not STORY or key.name not in _WORLD_KEYS]
            yield from _section(shape, keys, "##")
            if shape is STORY:
                yield f"Every key of the {_link(WORLD)} stands at the top of the file, too.\n"


def _verbs() -> Iterator[str]:
    for shape in _VERB_SHAPES:
        yield from _section(shape, shape.keys, "###")


def _section(shape: Shape[Any], keys: Sequence[Key], level: str) -> Iterator[str]:
    yield f"{level} {shape.name}\n"
    short = "" if shape.shorthand is None else f" Its value may stand alone for `{shape.shorthand}`."
    yield f"{shape.sentence}{short}\n"
    yield from _table(keys)
    yield ""


def _table(keys: Sequence[Key]) -> Iterator[str]:
    yield "| key | value | meaning | such as |"
    yield "|---|---|---|---|"
    for key in keys:
        name = f"**`{key.name}`**" if key.required else f"`{key.name}`"
        example = f"`{_cell(key.example)}`" if key.example else ""
        yield f"| {name} | {_cell(_value(key.kind))} | {_cell(key.sentence)} | {example} |"


def _value(kind: Kind[Any]) -> str:
    """What may stand there, with links to the shapes of this page."""
    if isinstance(kind, Kept):
        return _value(kind.like)
    if isinstance(kind, Shape):
        return _link(kind)
    if isinstance(kind, ListOf):
        return f"a list: {_value(kind.item)}" + (" (one may stand alone)" if kind.single else "")
    if isinstance(kind, NamesOf):
        return f"a mapping from {kind.what} to: {_value(kind.item)}"
    if isinstance(kind, OneOf):
        return kind.words + _choices(tuple(kind.choices))
    return kind.words


def _choices(names: tuple[str, ...]) -> str:
    if len(names) > MOST_CHOICES:
        return ""
    return ": " + ", ".join(f"`{name}`" for name in names)


def _link(shape: Shape[Any]) -> str:
    return f"[{shape.name}](#{shape.name.lower()})"


def _codes() -> Iterator[str]:
    yield "| code | name | meaning |"
    yield "|---|---|---|"
    for code in CODES.values():
        yield f"| {code.number} | {_cell(code.name)} | {_cell(code.sentence)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")

"""As explanation: every meaning of a word, one block each, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kdcsim.report.paper import Paper
from kdcsim.study.explanation import Explanation


def as_explanation(found: tuple[Explanation, ...], paper: Paper) -> str:
    """Write every meaning, with a blank line between them."""
    blocks = ["\n".join(_block(each, paper)) + "\n" for each in found]
    return "\n".join(blocks)


def as_explanation_json(found: tuple[Explanation, ...]) -> str:
    """Write every meaning as a JSON document."""
    plain = [{"kind": e.kind, "name": e.name, "sentence": e.sentence, **dict(e.details)} for e in found]
    return json.dumps({"kdcsim": 1, "explanations": plain}, indent=2, ensure_ascii=False) + "\n"


def _block(each: Explanation, paper: Paper) -> Iterator[str]:
    yield f"{paper.strong(each.name)}  {paper.faint(each.kind)}"
    yield from paper.wrapped(each.sentence, 2)
    width = max((len(label) for label, _ in each.details), default=0)
    for label, text in each.details:
        lines = paper.wrapped(text, 4 + width + 2)
        lines[0] = f"    {paper.faint(label.ljust(width))}  {lines[0].lstrip()}"
        yield from lines

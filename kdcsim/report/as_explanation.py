"""As explanation: every meaning of a word, and what a paste proves - one block each, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kdcsim.report.paper import Paper
from kdcsim.study.evidence import Evidence, Part, Statement
from kdcsim.study.explanation import Explanation


def as_explanation(found: tuple[Explanation, ...], paper: Paper) -> str:
    """Write every meaning, with a blank line between them."""
    blocks = ["\n".join(_block(each, paper)) + "\n" for each in found]
    return "\n".join(blocks)


def as_evidence(found: tuple[Evidence, ...], paper: Paper) -> str:
    """Write what each thing seen is, proves and does not prove, and where to look next."""
    blocks = ["\n".join(_evidence(each, paper)) + "\n" for each in found]
    return "\n".join(blocks)


def as_explanation_json(found: tuple[Explanation, ...], evidence: tuple[Evidence, ...] = ()) -> str:
    """Write every meaning and every piece of evidence as one JSON document."""
    meanings = [_plain(each) for each in found]
    document = {"kdcsim": 1, "explanations": meanings, "evidence": [_plain_evidence(each) for each in evidence]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _plain(each: Explanation) -> dict[str, object]:
    """A label that comes several times becomes a list."""
    plain: dict[str, object] = {"kind": each.kind, "name": each.name, "sentence": each.sentence}
    for label, _ in each.details:
        told = [text for name, text in each.details if name == label]
        plain[label] = told[0] if len(told) == 1 else told
    return plain


def _plain_evidence(each: Evidence) -> dict[str, object]:
    parts = {part.value: [_plain_statement(s) for s in each.part(part)] for part in Part}
    return {"kind": each.kind, "name": each.name, "count": each.count, **parts, "explain": list(each.words)}


def _plain_statement(statement: Statement) -> dict[str, str | None]:
    return {"sentence": statement.sentence, "source": statement.source or None}


def _block(each: Explanation, paper: Paper) -> Iterator[str]:
    yield f"{paper.strong(each.name)}  {paper.faint(each.kind)}"
    yield from paper.wrapped(each.sentence, 2)
    width = max((len(label) for label, _ in each.details), default=0)
    before = ""
    for label, text in each.details:
        lines = paper.wrapped(text, 4 + width + 2)
        shown = label if label != before else ""
        lines[0] = f"    {paper.faint(shown.ljust(width))}  {lines[0].lstrip()}"
        yield from lines
        before = label


def _evidence(each: Evidence, paper: Paper) -> Iterator[str]:
    several = f"  ({each.count} alike)" if each.count > 1 else ""
    yield f"{paper.strong(each.name)}  {paper.faint(each.kind)}{several}"
    for part in Part:
        statements = each.part(part)
        if statements or (part is Part.NEXT and each.words):
            yield from ["", f"  {paper.strong(part.value)}"]
        for statement in statements:
            first, *more = paper.wrapped(statement.sentence, 4)
            yield f"  - {first.lstrip()}"
            yield from more
    if each.words:
        yield from paper.wrapped(f"kdcsim explain {' '.join(each.words)}", 4, 2)
    if each.sources:
        yield ""
        yield from (paper.faint(line) for line in paper.wrapped(f"sources: {'; '.join(each.sources)}", 2, 2))

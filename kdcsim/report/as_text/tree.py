"""The messages of a step (-vv) as trees, each sealed part with the key that opened it, or that did not."""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.exchange import Sealed
from kdcsim.report.paper import Paper
from kdcsim.study import wording
from kdcsim.study.dissect import Node, dissect_call, dissect_exchange
from kdcsim.study.picture import issuing
from kdcsim.study.run import BranchRun, Played

INDENT = 9


def step_tree(run: BranchRun, played: Played, paper: Paper, *, show_keys: bool) -> Iterator[str]:
    """Write every message of a step."""
    for exchange in played.record.exchanges:
        for node in dissect_exchange(exchange):
            yield from _tree(node, INDENT, paper)
        yield from _keys(exchange.sealed, show_keys=show_keys)
    for call in played.record.calls:
        issued = issuing(run, played, call)
        for node in dissect_call(call, known=issued.sealed if issued is not None else ()):
            yield from _tree(node, INDENT, paper)
        tried = tuple(
            Sealed(
                part="ticket, tried", usage=2, key=a.key.key, holder=wording.session(call.to_session), salt=a.key.salt
            )
            for a in call.attempts
        )
        yield from _keys((*tried, *call.sealed), show_keys=show_keys)


def _tree(node: Node, indent: int, paper: Paper) -> Iterator[str]:
    value = f"  {node.value}" if node.value else ""
    yield f"{' ' * indent}{paper.name(node.name)}{value}"
    if node.note:
        ink = paper.bad if "does not open" in node.note else paper.good
        yield from (ink(line) for line in paper.wrapped(f"[{node.note}]", indent + 2, 1))
    for inner in node.inside:
        yield from _tree(inner, indent + 2, paper)


def _keys(sealed: tuple[Sealed, ...], *, show_keys: bool) -> Iterator[str]:
    for each in sealed if show_keys else ():
        etype = wording.etype(each.key.etype)
        yield f"{' ' * INDENT}key of {each.part}: {each.holder}, {etype}, {each.key.value.hex()}"

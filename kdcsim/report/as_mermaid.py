"""As Mermaid: one branch as a sequence diagram in text, for pull requests and wikis.

A request that came to nothing is drawn with a cross, as the viewer cuts it; the error that answers it does arrive.

Law of the room: a name from a scenario is text to Mermaid, never syntax.
"""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.host.call import Call
from kdcsim.study import wording
from kdcsim.study.central import central_branch
from kdcsim.study.finding import Verdict
from kdcsim.study.observed import asks_back, client_of
from kdcsim.study.run import Played

MOST_NAME = 60
_LETTERS = {**{c: f"#{ord(c)};" for c in '#;<>"`{}|\\'}, "\n": " ", "\r": " ", "\t": " "}


def as_mermaid(verdict: Verdict) -> str:
    """Draw the branch that the story is about (or the only one that was played)."""
    run = central_branch(tuple(b.run for b in verdict.branches))
    names: dict[str, str] = {}
    body = [line for played in run.played for line in _step(played, names)]
    lanes = [f"  participant {short} as {text(lane)}" for lane, short in names.items()]
    title = f"  title {text(f'{run.branch.name} - {run.branch.title}')}"
    return "\n".join(["sequenceDiagram", title, *lanes, *body]) + "\n"


def text(name: str) -> str:
    """A name as Mermaid text: letters of its syntax as entities, hidden letters as their numbers, cut when long."""
    shown = "".join(_LETTERS.get(c, c if c.isprintable() else f"U+{ord(c):04X}") for c in name[:MOST_NAME])
    return shown + ("..." if len(name) > MOST_NAME else "")


def _step(played: Played, names: dict[str, str]) -> Iterator[str]:
    arrows = [*_exchanges(played, names), *(line for call in played.record.calls for line in _call(call, names))]
    if not arrows:
        first = next(iter(names.values()), None)
        if first is not None:
            yield f"  Note over {first}: {text(played.record.sentence)}"
        return
    asker = arrows[0].split()[0].partition("-")[0]
    yield f"  Note over {asker}: {text(played.step.title or played.step.label)}"
    yield from arrows


def _exchanges(played: Played, names: dict[str, str]) -> Iterator[str]:
    for exchange in played.record.exchanges:
        client, dc = _lane(_session(*client_of(played, exchange)), names), _lane(exchange.dc, names)
        shaft = "->>" if exchange.issued or asks_back(exchange) else "-x"
        proof = "" if exchange.preauth_etype is None else f", timestamp {wording.etype(exchange.preauth_etype)}"
        yield f"  {client}{shaft}{dc}: {exchange.kind}-REQ {text(exchange.service_name)}{proof}"
        yield _answer(exchange, client, dc)


def _answer(exchange: Exchange, client: str, dc: str) -> str:
    if not exchange.issued:
        return f"  {dc}-->>{client}: {'asks back, ' if asks_back(exchange) else ''}{wording.error(exchange.error)}"
    ticket, key = wording.etype(exchange.ticket_etype), wording.etype(exchange.session_etype)
    return f"  {dc}-->>{client}: ticket {ticket}, session key {key}"


def _call(call: Call, names: dict[str, str]) -> Iterator[str]:
    here = _lane(_session(call.from_host, call.from_session), names)
    there = _lane(_session(call.to_host, call.to_session), names)
    if call.anonymous:
        yield f"  {here}->>{there}: anonymous, no ticket"
    elif call.error is None:
        yield f"  {here}->>{there}: AP-REQ, ticket {wording.etype(call.ticket_etype)}"
        yield f"  {there}-->>{here}: opened"
    else:
        yield f"  {here}-x{there}: AP-REQ, ticket {wording.etype(call.ticket_etype)}, does not open"
        yield f"  {there}-->>{here}: {wording.error(call.error)}"


def _session(host: str, luid: int | None) -> str:
    return host if luid is None else f"{host}, {wording.session(luid)}"


def _lane(lane: str, names: dict[str, str]) -> str:
    """The short name of a lane; a new lane gets the next one."""
    return names.setdefault(lane, f"L{len(names) + 1}")

"""Brief: what a branch, a step or one exchange came to - in a line."""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.exchange import Exchange
from kdcsim.study import wording
from kdcsim.study.observed import call_of
from kdcsim.study.run import BranchRun, Played
from kdcsim.study.why import why


def branch_brief(run: BranchRun) -> str:
    """Say what came of a branch: each connection it tried, or else its last step."""
    connections = [p for p in run.own if p.record.calls]
    told = connections or list(run.own[-1:])
    return "; then ".join(step_brief(run, p) for p in told) or "nothing happens here"


def step_brief(run: BranchRun, played: Played) -> str:
    """Say what a step came to: who opened what, or which error and the heart of why."""
    record, call = played.record, call_of(played)
    if call is None:
        anonymous = any(c.anonymous for c in record.calls) and record.error is None
        refusal = "" if record.error is None else f"{wording.error(record.error)}: "
        return "delivered; no ticket was needed" if anonymous else refusal + record.sentence
    if call.error is None:
        delivered = "delivered; " if record.delivered else ""
        who = wording.session(call.to_session, call.service_account)
        return f"{delivered}{who} opened the {wording.etype(call.ticket_etype)} ticket"
    reason = why(run, played)
    return wording.error(call.error) + (f": {reason.short}" if reason else "")


def exchange_briefs(exchanges: tuple[Exchange, ...]) -> Iterator[str]:
    """Say what each exchange came to; several that came to the same are told once."""
    told = [_exchange(e) for e in exchanges]
    for head, tail in dict.fromkeys(told):
        times = told.count((head, tail))
        yield f"{head}{f' ({times} times)' if times > 1 else ''}: {tail}"


def _exchange(exchange: Exchange) -> tuple[str, str]:
    target = "" if exchange.kind == "AS" else f" for {exchange.service_name}"
    head = f"{exchange.kind} at {exchange.dc}{target}"
    if not exchange.issued:
        return head, wording.error(exchange.error)
    proof = "" if exchange.preauth_etype is None else f"timestamp {wording.etype(exchange.preauth_etype)}, "
    etypes = f"ticket {wording.etype(exchange.ticket_etype)}, session key {wording.etype(exchange.session_etype)}"
    return head, proof + etypes

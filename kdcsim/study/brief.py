"""Brief: what a branch, a step or one exchange came to - in a line."""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.exchange import Exchange
from kdcsim.study import wording
from kdcsim.study.observed import call_of
from kdcsim.study.run import BranchRun, Played
from kdcsim.study.why import why
from kdcsim.world.action import Boot
from kdcsim.world.record import Outcome


def branch_brief(run: BranchRun) -> str:
    """Say what came of a branch: each connection it tried, or else its last step; a refusal at its end always.

    What failed on the way to a good end is told as what came first, so that nobody takes it for the end.
    """
    last = run.own[-1:]
    told = [p for p in run.own if p.record.calls] or list(last)
    if last and _failed(last[0]) and last[0] is not told[-1]:
        told.append(last[0])
    said = [step_brief(run, p) for p in told]
    if len(told) > 1 and _failed(told[-2]) and not _failed(told[-1]):
        return f"at first {'; then '.join(said[:-1])}; in the end {said[-1]}"
    return "; then ".join(said) or "nothing happens here"


def _failed(played: Played) -> bool:
    return played.record.outcome in (Outcome.REFUSED, Outcome.IMPOSSIBLE)


def step_brief(run: BranchRun, played: Played) -> str:
    """Say what a step came to: who opened what, or which error and the heart of why."""
    record, call = played.record, call_of(played)
    if call is None:
        anonymous = any(c.anonymous for c in record.calls) and record.error is None
        if anonymous:
            return "delivered; no ticket was needed"
        return record.sentence if record.error is None else f"{wording.error(record.error)}: {_refusal(played)}"
    if call.error is None:
        delivered = "delivered; " if record.delivered else ""
        who = wording.session(call.to_session, call.service_account)
        return f"{delivered}{who} opened the {wording.etype(call.ticket_etype)} ticket"
    reason = why(run, played)
    assert reason is not None, "a ticket that was shown has a why"
    return f"{wording.error(call.error)}: {reason.short}"


def _refusal(played: Played) -> str:
    """Who refused what; a machine that starts says only that it did."""
    refused = next((e for e in reversed(played.record.exchanges) if e.error == played.record.error), None)
    if refused is None or not isinstance(played.step.action, Boot):
        return played.record.sentence
    wanted = "a TGT" if refused.kind == "AS" else f"a ticket for {refused.service_name}"
    return f"{refused.dc} refused {refused.client_name} {wanted} when {played.step.action.host} started"


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

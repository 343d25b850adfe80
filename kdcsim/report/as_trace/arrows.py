"""Arrows: every message of a step from one lane to another, with the words and the etype that label it.

A lane is a DC (``DC-2008``), a logon session of a host (``HUB-1/0x3e4``), or a stranger (``internet``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kdcsim.ad.exchange import Exchange, Sealed
from kdcsim.ad.host.call import Call
from kdcsim.krb5.numbers import ErrorCode, KeyUsage
from kdcsim.report.as_trace.anatomy import Ring, anatomy
from kdcsim.report.as_trace.decisions import decision_told
from kdcsim.report.as_trace.pool import Pool
from kdcsim.study import wording
from kdcsim.study.observed import asks_back, client_of, salt_told
from kdcsim.study.picture import issuing
from kdcsim.study.run import BranchRun, Played

Json = dict[str, Any]


def arrows(run: BranchRun, played: Played, pool: Pool) -> list[Json]:
    """Every arrow of a step, in the order in which the bytes crossed the network."""
    told: list[Json] = []
    for number, exchange in enumerate(played.record.exchanges):
        lane = session_lane(*client_of(played, exchange))
        told += [{**arrow, "exchange": number} for arrow in _exchange(exchange, lane, pool)]
    for number, call in enumerate(played.record.calls):
        told += _earlier(run, played, call, pool)
        told += [{**arrow, "call": number} for arrow in _call(run, played, call, pool)]
    return told


def _earlier(run: BranchRun, played: Played, call: Call, pool: Pool) -> Iterator[Json]:
    """Where the ticket that is shown came from, when that was in another step."""
    issued = None if call.anonymous else issuing(run, played, call)
    if issued is None or any(e is issued for e in played.record.exchanges):
        return
    step = next(p.step.label for p in run.played if any(e is issued for e in p.record.exchanges))
    yield {
        "from": issued.dc,
        "to": session_lane(call.from_host, call.from_session),
        "message": pool.put(anatomy(issued.reply, Ring(list(issued.sealed), pool))),
        "name": f"{issued.kind}-REP",
        "etype": issued.ticket_etype,
        "words": "earlier: this ticket was issued",
        "small": f"sealed with the key of account {issued.service_account.name}" if issued.service_account else "",
        "state": "earlier",
        "step": step,
        "decisions": [decision_told(d, pool) for d in issued.decisions],
    }


def session_lane(host: str, luid: int | None) -> str:
    """The lane of a logon session."""
    return host if luid is None else f"{host}/{luid:#x}"


def _exchange(exchange: Exchange, lane: str, pool: Pool) -> Iterator[Json]:
    ring = Ring(list(exchange.sealed), pool)
    is_as, dc = exchange.kind == "AS", exchange.dc
    offered = " ".join(str(e) for e in exchange.requested)
    stamp = exchange.preauth_etype
    if is_as:
        ask = "a ticket-granting ticket, please"
        proof = "no proof yet" if stamp is None else f"proof: a timestamp sealed with {wording.etype(stamp)}"
    else:
        ask, proof = f"a ticket for {exchange.service_name}, please", "proof: my TGT"
    yield {
        "from": lane,
        "to": dc,
        "message": pool.put(anatomy(exchange.request, ring)),
        "name": f"{exchange.kind}-REQ",
        "etype": stamp if is_as else None,
        "words": ask,
        "small": f"{proof} · etypes offered: {offered or 'none'}",
        **_request_state(exchange),
    }
    if exchange.reply:
        yield _reply(exchange, lane, ring, pool)


def _request_state(exchange: Exchange) -> Json:
    """A request that came to nothing is cut: it arrived, and was refused."""
    if exchange.issued or asks_back(exchange):
        return {"state": "ok"}
    return {"state": "cut", "fault": f"{exchange.dc} refuses it"}


def _reply(exchange: Exchange, lane: str, ring: Ring, pool: Pool) -> Json:
    shown: Json = {"from": exchange.dc, "to": lane, "message": pool.put(anatomy(exchange.reply, ring)), "etype": None}
    salt = salt_told(exchange)
    if not exchange.issued:
        back = asks_back(exchange)
        hint = f"your salt is {wording.salt(salt)}" if salt is not None else "no salt told"
        sentence = ErrorCode(exchange.error or 0).sentence
        return {
            **shown,
            "name": "KRB-ERROR",
            "error": exchange.error,
            "words": wording.error(exchange.error),
            "small": f"prove yourself first; {hint}" if back else sentence,
            "salt_told": salt,
            "state": "asks" if back else "refusal",
        }
    told = ""
    if exchange.kind == "AS":
        told = f" · tells the salt {wording.salt(salt)}" if salt is not None else " · tells no salt"
    reply, key = wording.etype(exchange.reply_etype), wording.etype(exchange.session_etype)
    return {
        **shown,
        "name": f"{exchange.kind}-REP",
        "etype": exchange.ticket_etype,
        "words": "here is your ticket",
        "small": f"session key {key} · the reply itself {reply}{told}",
        "salt_told": salt,
        "state": "ok",
    }


def _call(run: BranchRun, played: Played, call: Call, pool: Pool) -> Iterator[Json]:
    start, end = session_lane(call.from_host, call.from_session), session_lane(call.to_host, call.to_session)
    if call.anonymous:
        yield {
            "from": start, "to": end, "message": None, "name": "no ticket", "etype": None,
            "words": f"anonymous connection to {call.to_service}",
            "small": "no ticket is shown, so nothing has to be opened", "state": "ok",
        }  # fmt: skip
        return
    ring = _ring(run, played, call, pool)
    request = anatomy(call.request, ring)
    bad = call.error is not None
    yield {
        "from": start,
        "to": end,
        "message": pool.put(request),
        "name": "AP-REQ",
        "etype": call.ticket_etype,
        "words": f"my ticket for {call.spn}",
        "small": f"to {call.to_service}",
        **({"state": "cut", "fault": _fault(call)} if bad else {"state": "ok"}),
    }
    if not call.reply:
        return
    yield {
        "from": end,
        "to": start,
        "message": pool.put(anatomy(call.reply, ring)),
        "name": "KRB-ERROR" if bad else "AP-REP",
        "etype": None if bad else call.session_etype,
        "error": call.error,
        "words": wording.error(call.error) if bad else "opened; here is my proof",
        "small": ErrorCode(call.error).sentence if call.error is not None else "sealed with the session key",
        "state": "refusal" if bad else "ok",
    }


def _fault(call: Call) -> str:
    if any(a.opened for a in call.attempts):
        return "the ticket opens, and the service refuses it"
    return "the ticket does not open here"


def _ring(run: BranchRun, played: Played, call: Call, pool: Pool) -> Ring:
    holder = f"{wording.session(call.to_session)} on {call.to_host}"
    tried = [
        Sealed(part="ticket", usage=KeyUsage.TICKET, key=a.key.key, holder=holder, salt=a.key.salt)
        for a in call.attempts
    ]
    issued = issuing(run, played, call)
    known = [s for s in issued.sealed if s.part == "ticket"] if issued is not None else []
    return Ring([*tried, *known, *call.sealed], pool)

"""As JSON: everything a run knows, under a versioned schema - the same facts as the text, for machines.

Law of the room: key bytes appear only when asked for; a key is otherwise its fingerprint. Numbers stay numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from kdcsim.ad.eventlog import Event
from kdcsim.ad.exchange import Exchange, Sealed
from kdcsim.ad.host.call import Call
from kdcsim.krb5.key import Key
from kdcsim.reason import Assumed, Decision, Fact, Rung
from kdcsim.study.finding import BranchVerdict, Finding, Verdict
from kdcsim.study.picture import KeyCard, KeyPicture
from kdcsim.study.reading import Robustness
from kdcsim.study.run import Played
from kdcsim.study.why import Because, Told, Why, said, why
from kdcsim.world.action import Action
from kdcsim.world.chronicle import events_of

SCHEMA = 1

Json = dict[str, Any]


def as_json(
    verdicts: tuple[Verdict, ...],
    *,
    show_keys: bool = False,
    under: Mapping[str, str] | None = None,
    tried: tuple[tuple[Robustness, ...], ...] = (),
) -> str:
    """Write runs as one JSON document; ``tried`` is what other readings made of each run, where that was asked for."""
    runs = [_run(v, show_keys) for v in verdicts]
    for run, each in zip(runs, tried, strict=False):
        for branch, robustness in zip(run["branches"], each, strict=True):
            branch["readings"] = _readings(robustness)
    document = {"kdcsim": SCHEMA, "holds": all(v.holds for v in verdicts), "under": dict(under or {}), "runs": runs}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _run(verdict: Verdict, show_keys: bool) -> Json:
    scenario = verdict.run.scenario
    return {
        "scenario": scenario.name,
        "file": scenario.file,
        "title": scenario.title,
        "seed": verdict.run.seed,
        "holds": verdict.holds,
        "branches": [_branch(b, show_keys) for b in verdict.branches],
    }


def _branch(branch: BranchVerdict, show_keys: bool) -> Json:
    told = branch.run.branch
    return {
        "name": told.name,
        "title": told.title,
        "parent": told.parent,
        "holds": branch.holds,
        "findings": [_finding(f) for f in branch.findings],
        "leaned_on": [_assumed(a) for a in branch.leaned_on],
        "why": told.why,
        "cure": told.cure,
        "cites": list(told.cites),
        "inherited_steps": [p.step.label for p in branch.run.inherited],
        "steps": [_step(branch, p, show_keys) for p in branch.run.own],
    }


def _readings(robustness: Robustness) -> Json:
    depends = [
        {**_assumed(d.assumed), "reading": d.reading, "ends_the_same": d.same, "holds": d.holds, "brief": d.brief}
        for d in robustness.depends
    ]
    return {"tried": robustness.tried, "robust": robustness.robust, "depends_on": depends}


def _finding(finding: Finding) -> Json:
    return {
        "step": finding.step,
        "kind": finding.kind,
        "expected": finding.expected,
        "found": finding.found,
        "holds": finding.holds,
        "sentence": finding.sentence,
        "at": str(finding.span),
    }


def _step(branch: BranchVerdict, played: Played, show_keys: bool) -> Json:
    record = played.record
    reason = why(branch.run, played)
    return {
        "label": played.step.label,
        "title": played.step.title,
        "action": _action(played.step.action),
        "at": record.at,
        "outcome": record.outcome.value,
        "sentence": record.sentence,
        "error": record.error,
        "said_by": record.said_by,
        "delivered": record.delivered,
        "exchanges": [_exchange(e, show_keys) for e in record.exchanges],
        "calls": [_call(c, show_keys) for c in record.calls],
        "learned": [
            {"host": x.host, "session": x.session, "salt": x.salt, "salt_from": x.salt_from} for x in record.learned
        ],
        "decisions": [_decision(d) for d in record.decisions],
        "changes": [_fact(f) for f in record.changes],
        "events": [_event(e) for e in events_of(record, played.after)],
        "why": None if reason is None else _why(reason),
    }


def _action(action: Action) -> Json:
    """An action as its verb and its arguments; passwords are nobody's business."""
    told = {f.name: getattr(action, f.name) for f in fields(action)}
    return {"verb": type(action).__name__, **{k: v for k, v in told.items() if v is not None and k != "password"}}


def _exchange(exchange: Exchange, show_keys: bool) -> Json:
    return {
        "dc": exchange.dc,
        "realm": exchange.realm,
        "kind": exchange.kind,
        "at": exchange.at,
        "client": exchange.client_name,
        "service": exchange.service_name,
        "error": exchange.error,
        "requested": list(exchange.requested),
        "available": list(exchange.available),
        "ticket_etype": exchange.ticket_etype,
        "session_etype": exchange.session_etype,
        "reply_etype": exchange.reply_etype,
        "preauth_etype": exchange.preauth_etype,
        "request": exchange.request.hex(),
        "reply": exchange.reply.hex(),
        "sealed": [_sealed(s, show_keys) for s in exchange.sealed],
        "decisions": [_decision(d) for d in exchange.decisions],
    }


def _call(call: Call, show_keys: bool) -> Json:
    return {
        "from": call.from_host,
        "from_session": call.from_session,
        "to": call.to_host,
        "to_service": call.to_service,
        "to_session": call.to_session,
        "spn": call.spn,
        "client": call.client,
        "anonymous": call.anonymous,
        "error": call.error,
        "ticket_etype": call.ticket_etype,
        "session_etype": call.session_etype,
        "mutual": call.mutual,
        "service_account": call.service_account,
        "attempts": [
            {**_key(a.key.key, show_keys), "salt": a.key.salt, "salt_rule": a.key.salt_rule, "opened": a.opened}
            for a in call.attempts
        ],
        "request": call.request.hex(),
        "reply": call.reply.hex(),
        "sealed": [_sealed(s, show_keys) for s in call.sealed],
    }


def _sealed(sealed: Sealed, show_keys: bool) -> Json:
    where = {"part": sealed.part, "usage": int(sealed.usage), "holder": sealed.holder, "salt": sealed.salt}
    return {**where, **_key(sealed.key, show_keys)}


def _key(key: Key, show_keys: bool) -> Json:
    shown = {"etype": int(key.etype), "fingerprint": key.fingerprint}
    return {**shown, "key": key.value.hex()} if show_keys else shown


def _decision(decision: Decision[Any]) -> Json:
    reason = decision.reason
    return {
        "ladder": reason.ladder,
        "value": said(decision),
        "decided": _rung(reason.decided),
        "narrowed": [_rung(r) for r in reason.narrowed],
        "passed": list(reason.passed),
    }


def _rung(rung: Rung) -> Json:
    return {
        "rule": rung.rule,
        "sentence": rung.sentence,
        "source": rung.source,
        "grade": rung.grade.value,
        "facts": [_fact(f) for f in rung.facts],
        "removed": list(rung.removed),
        "assumed": [_assumed(a) for a in rung.assumed],
    }


def _fact(fact: Fact) -> Json:
    return {"address": str(fact.address), "value": fact.value}


def _assumed(assumed: Assumed) -> Json:
    return {"name": assumed.name, "value": assumed.value}


def _event(event: Event) -> Json:
    return {
        "computer": event.computer,
        "log": event.log,
        "provider": event.provider,
        "id": event.id,
        "audit": event.audit.value,
        "at": event.at,
        "fields": dict(event.fields),
    }


def _why(reason: Why) -> Json:
    return {
        "short": reason.short,
        "picture": None if reason.picture is None else _picture(reason.picture),
        "rules": [_because(b) for b in reason.rules],
        "facts": [_told(t) for t in reason.facts],
    }


def _told(told: Told) -> Json:
    return {**_fact(told.fact), "told_at": None if told.span is None else str(told.span)}


def _because(because: Because) -> Json:
    return {
        "step": because.step,
        "ladder": because.ladder,
        "value": because.value,
        **_rung(because.rung),
        "facts": [_told(t) for t in because.facts],
    }


def _picture(picture: KeyPicture) -> Json:
    return {
        "session": picture.session,
        "etype": picture.etype,
        "difference": picture.difference.name.lower(),
        "sealed": None if picture.sealed is None else _card(picture.sealed),
        "tried": [_card(c) for c in picture.tried],
        "first_difference": picture.first_difference,
    }


def _card(card: KeyCard) -> Json:
    return {f.name: getattr(card, f.name) for f in fields(card)}

"""Journal: one exchange as one line of JSON, with the decisions behind it."""

from __future__ import annotations

import json
from typing import Any

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.kdc.kpasswd import Result
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.reason import Decision


def as_journal_line(told: Exchange) -> str:
    """Write an exchange on one line, without key bytes."""
    error = None if told.error is None else ErrorCode(told.error)
    return json.dumps(
        {
            "at": told.at,
            "dc": told.dc,
            "kind": told.kind,
            "from": told.client_address,
            "client": told.client_name,
            "realm": told.client_realm,
            "service": told.service_name,
            "requested": [int(e) for e in told.requested],
            "result": None if told.result is None else Result(told.result).name,
            "error": None if error is None else {"code": int(error), "name": error.name},
            "ticket_etype": told.ticket_etype,
            "session_etype": told.session_etype,
            "reply_etype": told.reply_etype,
            "preauth_etype": told.preauth_etype,
            "request_bytes": len(told.request),
            "reply_bytes": len(told.reply),
            "decisions": [_decision(decision) for decision in told.decisions],
        },
        ensure_ascii=True,
    )


def _decision(decision: Decision[Any]) -> dict[str, Any]:
    decided = decision.reason.decided
    return {
        "question": decision.reason.ladder,
        "value": str(decision.value),
        "rule": decided.rule,
        "because": decided.sentence,
        "source": decided.source,
        "facts": [str(fact) for rung in decision.reason.rungs for fact in rung.facts],
    }

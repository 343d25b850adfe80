"""Authentication: the AS exchange seen from the client.

Where the salt is learned, and where it is not: error 25 and AES replies carry it, an RC4 reply carries nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kdcsim.ad.host.client import Client
from kdcsim.ad.host.dialogue import Dialogue, Outgoing, Told
from kdcsim.ad.host.replies import error_in, hint_in, kdc_rep, opened, salt_in
from kdcsim.ad.host.requests import as_req, reply_usages
from kdcsim.ad.host.session import LogonSession
from kdcsim.ad.policy import HintedQuestion, after_hint, client_list, first_request
from kdcsim.krb5.messages import KrbError
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.reason import Decision

Decisions = tuple[Decision[Any], ...]
HINTS = (ErrorCode.KDC_ERR_PREAUTH_REQUIRED, ErrorCode.KDC_ERR_PREAUTH_FAILED)


def authenticate(client: Client) -> Dialogue[Told]:
    """Do an AS exchange; a session that keeps an older password tries it when the current one is refused.

    A DC to which a password change has not come yet still knows the older one (KB918442).
    """
    session = client.session
    told = yield from _attempt(client, "")
    if told.error != ErrorCode.KDC_ERR_PREAUTH_FAILED or not session.retries_previous:
        return told
    older = told.session.with_older_password()
    if older is None:
        return told
    again = yield from _attempt(replace(client, session=older), "older-")
    decisions = (*told.decisions, *again.decisions)
    if again.ticket is None:
        return replace(told, decisions=decisions)
    kept = replace(told.session, salt=again.session.salt).rederived().with_ticket(again.ticket)
    return replace(again, session=kept, decisions=decisions)


def _attempt(client: Client, label: str) -> Dialogue[Told]:
    """The first request as policy has it, and one more if the KDC names etypes."""
    session = client.session
    assert session.account is not None, "an anonymous session asked for a TGT"
    client = replace(client, view=replace(client.view, machine_as=session.account.endswith("$")))
    offered, start = client_list(client.view), first_request(client.view)
    decisions: Decisions = (offered, start)
    etype = start.value if start.value is not None and session.key(start.value) else None
    request = as_req(client, offered.value, etype, f"{label}first")
    reply = yield Outgoing(data=request.data, realm=session.realm)
    error = error_in(reply)
    if error is not None and error.error_code in HINTS:
        session, pick = _heeded(client, error, offered.value)
        decisions = (*decisions, pick)
        # a timestamp that was wrong is only worth repeating if the hint changed the key it is made with
        new = error.error_code == ErrorCode.KDC_ERR_PREAUTH_REQUIRED or _changed(
            client.session, session, etype, pick.value
        )
        if not new or pick.value is None or session.key(pick.value) is None:
            return Told(session=session, error=error.error_code, decisions=decisions)
        client = replace(client, session=session)
        request = as_req(client, offered.value, pick.value, f"{label}second")
        reply = yield Outgoing(data=request.data, realm=session.realm)
        error = error_in(reply)
    if error is not None:
        return Told(session=session, error=error.error_code, decisions=decisions)
    return _received(client, reply, request.nonce, decisions)


def _heeded(client: Client, error: KrbError, offered: tuple[int, ...]) -> tuple[LogonSession, Decision[int | None]]:
    """Take over the salt that an error tells, and choose among the etypes that it names."""
    session, hint = client.session, hint_in(error)
    if hint.salt is not None:
        session = session.told(hint.salt, f"error {error.error_code} from {session.realm}")
    return session, after_hint(HintedQuestion(client=client.view, hinted=hint.etypes, offered=offered))


def _received(client: Client, reply: bytes, nonce: int, decisions: Decisions) -> Told:
    message, session = kdc_rep(reply), client.session
    if message is None:
        return Told(session=session, error=int(ErrorCode.KRB_AP_ERR_MSG_TYPE), decisions=decisions)
    salt = salt_in(message.padata or ())
    if salt is not None:
        session = session.told(salt, f"AS reply of {session.realm}")
    key = session.key(message.enc_part.etype)
    ticket = opened(message, None if key is None else key.key, nonce, reply_usages("AS"))
    news = _salt_news(session, message.enc_part.etype)
    if ticket is None:
        code = int(ErrorCode.KRB_AP_ERR_BAD_INTEGRITY)
        return Told(session=session, error=code, decisions=decisions, salt_news=news)
    return Told(session=session.with_ticket(ticket), ticket=ticket, decisions=decisions, salt_news=news)


def _salt_news(session: LogonSession, etype: int) -> str:
    if session.salt is None:
        return ""
    if session.salt.told is None:
        return f"the reply came under etype {etype} and carried no salt"
    return f"was told the salt {session.salt.told!r} by {session.salt.told_by}"


def _changed(before: LogonSession, after: LogonSession, used: int | None, pick: int | None) -> bool:
    return pick is not None and (used != pick or before.key(pick) != after.key(pick))

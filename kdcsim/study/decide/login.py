"""Login: an AS exchange by decisions - what the client sends first, what the KDC names, and whether the keys agree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kdcsim.ad.directory import Account, StoredKey
from kdcsim.ad.exchange import Exchange
from kdcsim.ad.host.client import Client
from kdcsim.ad.host.session import LogonSession
from kdcsim.ad.kdc import Kdc
from kdcsim.ad.kdc.naming import named_client
from kdcsim.ad.kdc.standing import password_fault, revoked
from kdcsim.ad.policy import (
    HintedQuestion,
    Refusal,
    StampQuestion,
    after_hint,
    client_list,
    first_request,
    hint,
    reply_without_preauthentication,
    timestamp,
)
from kdcsim.krb5.key import Key
from kdcsim.krb5.numbers import ErrorCode, KdcOption
from kdcsim.krb5.principal import PrincipalName
from kdcsim.reason import Decision
from kdcsim.study.decide.sealed import Ticket

HINTING = (ErrorCode.KDC_ERR_PREAUTH_REQUIRED, ErrorCode.KDC_ERR_PREAUTH_FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What came of it: the session with the salt it would know then, and a TGT or an error."""

    session: LogonSession
    tgt: Ticket | None = None
    error: int | None = None
    exchanges: tuple[Exchange, ...] = ()
    decisions: tuple[Decision[Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """A KDC's answer to one AS-REQ: what it named and told, or the key of the reply and the ticket."""

    exchange: Exchange
    hinted: tuple[int, ...] = ()
    salt: str | None = None
    reply: StoredKey | None = None
    ticket: Ticket | None = None


def login(client: Client, kdc: Kdc, address: str) -> Login:
    """Foresee an AS exchange of one session with one KDC; a refused one is tried again with an older password."""
    told = _attempt(client, kdc, address)
    if told.error != ErrorCode.KDC_ERR_PREAUTH_FAILED or not client.session.retries_previous:
        return told
    older = told.session.with_older_password()
    if older is None:
        return told
    again = _attempt(replace(client, session=older), kdc, address)
    both = replace(
        told,
        exchanges=(*told.exchanges, *again.exchanges),
        decisions=(*told.decisions, *again.decisions),
    )
    if again.tgt is None:
        return both
    return replace(both, session=replace(told.session, salt=again.session.salt).rederived(), tgt=again.tgt, error=None)


def _attempt(client: Client, kdc: Kdc, address: str) -> Login:
    session = client.session
    assert session.account is not None, "an anonymous session asked for a TGT"
    client = replace(client, view=replace(client.view, machine_as=session.account.endswith("$")))
    offered, start = client_list(client.view), first_request(client.view)
    decisions: tuple[Decision[Any], ...] = (offered, start)
    etype = start.value
    said = _asked(kdc, client, address, offered.value, _key(session, etype))
    exchanges: tuple[Exchange, ...] = (said.exchange,)
    if said.exchange.error in HINTING:
        if said.salt is not None:
            session = session.told(said.salt, f"error {said.exchange.error} from {session.realm}")
        pick = after_hint(HintedQuestion(client=client.view, hinted=said.hinted, offered=offered.value))
        decisions = (*decisions, pick)
        key = None if pick.value is None else session.key(pick.value)
        if key is None or (etype == key.etype and client.session.key(key.etype) == key):
            return Login(session=session, error=said.exchange.error, exchanges=exchanges, decisions=decisions)
        said = _asked(kdc, client, address, offered.value, key.key)
        exchanges = (*exchanges, said.exchange)
    return _received(session, said, exchanges, decisions)


def _received(
    session: LogonSession, said: _Answer, exchanges: tuple[Exchange, ...], decisions: tuple[Decision[Any], ...]
) -> Login:
    error = said.exchange.error
    if said.reply is not None:
        if said.salt is not None:
            session = session.told(said.salt, f"AS reply of {session.realm}")
        mine = session.key(said.reply.etype)
        if mine is None or mine.key != said.reply.key:
            error = int(ErrorCode.KRB_AP_ERR_BAD_INTEGRITY)
    ticket = said.ticket if error is None else None
    return Login(session=session, tgt=ticket, error=error, exchanges=exchanges, decisions=decisions)


def _asked(kdc: Kdc, client: Client, address: str, etypes: tuple[int, ...], stamp: Key | None) -> _Answer:
    build, name = client.view.generation, client.session.account
    assert name is not None
    told = Exchange(
        dc=kdc.view.name,
        realm=kdc.realm,
        kind="AS",
        at=client.now,
        client_address=address,
        request=b"",
        reply=b"",
        client_name=name,
        client_realm=kdc.realm,
        service_name=f"krbtgt/{client.session.realm}",
        options=int(build.options | KdcOption.RENEWABLE_OK) if build.windows else build.options,
        requested=etypes,
    )
    account = named_client(kdc, PrincipalName(components=(name,)))
    if not isinstance(account, Account):
        return _Answer(exchange=replace(told, error=account.error))
    told = replace(told, client_account=account, available=kdc.available(account))
    barred = revoked(account)
    if barred is not None:
        return _Answer(exchange=replace(told, error=int(barred.code), status=barred.status))
    proven = _unstamped(kdc, told, account) if stamp is None else _stamped(kdc, told, account, stamp)
    barred = None if proven.reply is None else password_fault(account, told.service_name)
    if barred is not None:
        return _Answer(exchange=replace(proven.exchange, error=int(barred.code), status=barred.status))
    return proven if proven.reply is None else _granted(kdc, proven)


def _unstamped(kdc: Kdc, told: Exchange, account: Account) -> _Answer:
    question = kdc.question(account, told.requested)
    if account.no_preauth:
        decision = reply_without_preauthentication(question)
        told = _with(told, decision)
        if isinstance(decision.value, Refusal):
            return _refused(told, decision.value)
        return _Answer(exchange=told, reply=key_of(kdc, account, decision.value))
    hinted = hint(question)
    told = _with(told, hinted)
    if isinstance(hinted.value, Refusal):
        return _refused(told, hinted.value)
    return _hinting(kdc, told, account, ErrorCode.KDC_ERR_PREAUTH_REQUIRED, hinted.value)


def _stamped(kdc: Kdc, told: Exchange, account: Account, stamp: Key) -> _Answer:
    question = kdc.question(account, told.requested)
    decision = timestamp(StampQuestion(asked=question, etype=stamp.etype))
    told = _with(replace(told, preauth_etype=stamp.etype), decision)
    if isinstance(decision.value, Refusal):
        return _refused(told, decision.value)
    key = key_of(kdc, account, stamp.etype)
    if key.key == stamp:
        return _Answer(exchange=told, reply=key)
    hinted = hint(question).value
    etypes = () if isinstance(hinted, Refusal) else hinted
    return _hinting(kdc, told, account, ErrorCode.KDC_ERR_PREAUTH_FAILED, etypes)


def _granted(kdc: Kdc, proven: _Answer) -> _Answer:
    told, reply = proven.exchange, proven.reply
    client = told.client_account
    assert reply is not None and client is not None
    krbtgt = kdc.directory.krbtgt()
    verdict = kdc.judged(krbtgt, told.requested, stamp=told.preauth_etype)
    told = replace(told, service_account=krbtgt, decisions=(*told.decisions, *verdict.decisions))
    if verdict.refusal is not None:
        return _refused(replace(told, available=kdc.available(krbtgt)), verdict.refusal)
    assert verdict.etypes is not None
    ticket, session = verdict.etypes
    told = replace(
        told,
        ticket_etype=ticket,
        session_etype=session,
        reply_etype=reply.etype,
        service_supported=verdict.declared.value.mask,
    )
    name = client.name if told.options & KdcOption.CANONICALIZE else told.client_name
    sealed = Ticket(etype=ticket, session_etype=session, client=name, key=key_of(kdc, krbtgt, ticket).key)
    return _Answer(exchange=told, reply=reply, salt=reply.salt, ticket=sealed)


def _hinting(kdc: Kdc, told: Exchange, account: Account, code: ErrorCode, etypes: tuple[int, ...]) -> _Answer:
    salts = [key_of(kdc, account, e).salt for e in etypes]  # where RC4 comes first, it comes alone
    if not kdc.view.knows_etype_info2:
        salts = [salt for salt in salts if salt]
    return _Answer(exchange=replace(told, error=int(code)), hinted=etypes, salt=salts[0] if salts else None)


def key_of(kdc: Kdc, account: Account, etype: int) -> StoredKey:
    """The key of an etype that policy chose: it looks at the keys that there are."""
    stored = kdc.key(account, etype)
    assert stored is not None, f"policy chose etype {etype}, and {account.name} has no such key"
    return stored


def _refused(told: Exchange, refusal: Refusal) -> _Answer:
    return _Answer(exchange=replace(told, error=int(refusal.error), reset_would_help=refusal.reset_would_help))


def _with(told: Exchange, decision: Decision[Any]) -> Exchange:
    return replace(told, decisions=(decision,))


def _key(session: LogonSession, etype: int | None) -> Key | None:
    found = None if etype is None else session.key(etype)
    return None if found is None else found.key

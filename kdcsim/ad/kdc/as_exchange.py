"""The AS exchange: a client proves itself and gets its first ticket (RFC 4120 3.1; MS-KILE 3.3.5.6)."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.ad.directory import Account, StoredKey
from kdcsim.ad.kdc.again import Fresh
from kdcsim.ad.kdc.draft import Draft
from kdcsim.ad.kdc.grant import Grant, PacPlan, ReplyKey
from kdcsim.ad.kdc.issue import issue
from kdcsim.ad.kdc.kdc import SKEW_SECONDS, Kdc, is_krbtgt
from kdcsim.ad.kdc.lifetime import Span, first_flags, first_span
from kdcsim.ad.kdc.naming import Nobody, client_in_reply, found_client, found_service, joined
from kdcsim.ad.kdc.pac import first_buffers, pac_level, user_buffers
from kdcsim.ad.kdc.padata import (
    announced,
    asks_enc_pa_rep,
    enc_pa_rep,
    method_data,
    pac_wanted,
    salt_told,
)
from kdcsim.ad.kdc.quirk import Quirk
from kdcsim.ad.kdc.refusal import refused
from kdcsim.ad.kdc.standing import password_fault, revoked
from kdcsim.ad.policy import Choice, Refusal, StampQuestion, hint, reply_without_preauthentication, timestamp
from kdcsim.chance import Chance
from kdcsim.errors import CryptoError, MalformedMessage
from kdcsim.krb5.key import EncryptedData
from kdcsim.krb5.messages import KdcReq, KdcReqBody, PaEncTsEnc, decode
from kdcsim.krb5.numbers import ErrorCode, KeyUsage, PaDataType, TicketFlag
from kdcsim.krb5.sealing import opened, unseal
from kdcsim.reason import Decision

_INITIAL, _PRE_AUTHENT = int(TicketFlag.INITIAL), int(TicketFlag.PRE_AUTHENT)
_ENC_PA_REP = int(TicketFlag.ENC_PA_REP)
_STAMP, _REPLY = int(KeyUsage.AS_REQ_PA_ENC_TIMESTAMP), int(KeyUsage.AS_REP_ENC_PART)


@dataclass(frozen=True, slots=True)
class _Proven:
    """The client is who it says: the reply goes out under this key."""

    key: StoredKey
    flags: int
    stamp: EncryptedData | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnceMore:
    """A request that was granted, to be granted again with another timestamp."""

    client: Account
    grant: Grant
    reply: ReplyKey
    asked: bool

    def granted(self, draft: Draft, fresh: Fresh, chance: Chance) -> Draft | None:
        """Answer the request, if its timestamp and the times that it asks for are right."""
        try:
            stamp = opened(PaEncTsEnc, fresh.sealed, self.reply.key, _STAMP)
        except (CryptoError, MalformedMessage):
            return None
        span = first_span(draft.kdc, fresh.body, self.client, draft.now, self.grant.flags)
        if isinstance(span, int) or not _is_timely(draft, stamp):
            return None
        return self.issued(draft, span, fresh.nonce, chance)

    def issued(self, draft: Draft, span: Span, nonce: int, chance: Chance) -> Draft:
        """Seal the ticket, with a checksum over the request if that was asked for."""
        first = (enc_pa_rep(draft.request, self.reply.key),) if self.asked else ()
        return issue(draft, self.grant, span, self.reply, nonce, chance, first)


def answer_as(draft: Draft, message: KdcReq, chance: Chance) -> Draft:
    """Answer an AS-REQ."""
    body, kdc = message.req_body, draft.kdc
    draft.kind, draft.options, draft.requested = "AS", body.kdc_options, body.etypes
    draft.client_name, draft.service_name = joined(body.cname), joined(body.sname)
    client = found_client(kdc, body)
    if isinstance(client, Nobody):
        return refused(draft, body, client.error, client_realm=client.realm)
    draft.client_account, draft.available = client, kdc.available(client)
    fault = revoked(client)
    if fault is not None:
        return refused(draft, body, fault)
    proven = _prove(draft, message, client)
    if isinstance(proven, Draft):
        return proven
    fault = password_fault(client, draft.service_name, body.addresses or ())
    return _grant(draft, proven, message, client, chance) if fault is None else refused(draft, body, fault)


def _prove(draft: Draft, message: KdcReq, client: Account) -> _Proven | Draft:
    stamp = _stamp(message)
    if stamp is not None:
        return _check_stamp(draft, message, client, stamp)
    kdc, body = draft.kdc, message.req_body
    if client.no_preauth or kdc.has(Quirk.NO_PREAUTH):
        key = ("reply", client.name, body.etypes)
        choice = kdc.remembered(key, lambda: reply_without_preauthentication(kdc.question(client, body.etypes)))
        draft.decisions += (choice,)
        if isinstance(choice.value, Refusal):
            return _no_etype(draft, body, choice.value)
        return _Proven(_key(kdc, client, choice.value), 0)
    hinted = _hint(kdc, client, body.etypes)
    draft.decisions += (hinted,)
    if isinstance(hinted.value, Refusal):
        return _no_etype(draft, body, hinted.value)
    return refused(draft, body, ErrorCode.KDC_ERR_PREAUTH_REQUIRED, e_data=_hint_bytes(kdc, client, body.etypes))


def _check_stamp(draft: Draft, message: KdcReq, client: Account, stamp: EncryptedData) -> _Proven | Draft:
    kdc, body = draft.kdc, message.req_body
    draft.preauth_etype = stamp.etype
    decision = _stamp_decision(kdc, client, body.etypes, stamp.etype)
    draft.decisions += (decision,)
    if isinstance(decision.value, Refusal):
        return _no_etype(draft, body, decision.value)
    key = _key(kdc, client, stamp.etype)
    try:
        said = unseal(PaEncTsEnc, stamp, key.key, _STAMP)
    except (CryptoError, MalformedMessage):
        return refused(draft, body, ErrorCode.KDC_ERR_PREAUTH_FAILED, e_data=_hint_bytes(kdc, client, body.etypes))
    draft.opened += (("timestamp", 1, key.key, f"account {client.name}", key.salt),)
    if not _is_timely(draft, said):
        return refused(draft, body, ErrorCode.KRB_AP_ERR_SKEW)
    return _Proven(key, _PRE_AUTHENT, stamp)


def _is_timely(draft: Draft, stamp: PaEncTsEnc) -> bool:
    return abs(stamp.patimestamp - draft.now) <= SKEW_SECONDS or draft.kdc.has(Quirk.IGNORE_SKEW)


def _grant(draft: Draft, proven: _Proven, message: KdcReq, client: Account, chance: Chance) -> Draft:
    kdc, body = draft.kdc, message.req_body
    asked, wanted = asks_enc_pa_rep(kdc, message), pac_wanted(message)
    flags = proven.flags | _INITIAL | (_ENC_PA_REP if asked else 0)
    etypes = (draft.preauth_etype, proven.key.key.etype, *body.etypes)
    key = ("AS", client.name, body.cname, body.sname, body.kdc_options, flags, etypes, wanted)
    before: Grant | None = kdc.memory.get(key)
    grant = before or _granted(draft, proven, body, client, flags, wanted)
    if isinstance(grant, Draft):
        return grant
    kdc.remember(key, grant)
    draft.service_account = grant.account
    draft.decisions += grant.decisions
    span = first_span(kdc, body, client, draft.now, grant.flags)
    if isinstance(span, int):
        return refused(draft, body, span)
    reply = ReplyKey(
        key=proven.key.key,
        usage=_REPLY,
        tag=26 if kdc.has(Quirk.TAG_26) else 25,
        holder=f"account {client.name}",
        kvno=client.keys.kvno,
        salt=proven.key.salt,
    )
    once_more = _OnceMore(client=client, grant=grant, reply=reply, asked=asked)
    told = once_more.issued(draft, span, body.nonce, chance)
    if kdc.again is not None and before is not None and proven.stamp is not None:
        kdc.again.keep(told, message, proven.stamp.cipher, once_more.granted)
    return told


def _granted(
    draft: Draft, proven: _Proven, body: KdcReqBody, client: Account, flags: int, wanted: bool | None
) -> Grant | Draft:
    """What such a request comes to, whenever it is made; or the refusal."""
    kdc = draft.kdc
    found = found_service(kdc, body)
    if isinstance(found, int):
        return refused(draft, body, found)
    verdict = kdc.judged(found.account, body.etypes, stamp=draft.preauth_etype)
    if verdict.refusal is not None:
        draft.service_account, draft.available = found.account, kdc.available(found.account)
        draft.decisions += verdict.decisions
        return _no_etype(draft, body, verdict.refusal)
    return Grant(
        client=client_in_reply(body, client),
        client_realm=kdc.realm,
        service=found.name,
        account=found.account,
        verdict=verdict,
        flags=first_flags(kdc, body, client, flags),
        pac=_pac(kdc, client, found.account, wanted),
        padata=salt_told(kdc, client, proven.key.etype),
        told=announced(kdc, body, found.account, verdict),
    )


def _pac(kdc: Kdc, client: Account, service: Account, wanted: bool | None) -> PacPlan | None:
    """The PAC of an initial ticket; from KB5008380 on a TGT has one even when the client wants none."""
    level = pac_level(kdc.view.generation)
    if is_krbtgt(service) and (level.requestor or wanted is not False):
        key = ("TGT", client.name, wanted)
        return PacPlan(lambda now: first_buffers(kdc, client, level, now, wanted), key, at_logon=True)
    if wanted is False:
        return None
    key = ("service", client.name, None)
    return PacPlan(lambda now: user_buffers(kdc, client, level, now), key, at_logon=True)


def _no_etype(draft: Draft, body: KdcReqBody, refusal: Refusal) -> Draft:
    return refused(draft, body, refusal.error, reset_would_help=refusal.reset_would_help)


def _stamp(message: KdcReq) -> EncryptedData | None:
    for entry in message.padata or ():
        if entry.padata_type == PaDataType.ENC_TIMESTAMP and entry.padata_value:
            try:
                return decode(EncryptedData, entry.padata_value)
            except MalformedMessage:
                return EncryptedData(etype=-1, cipher=b"")
    return None


def _key(kdc: Kdc, account: Account, etype: int) -> StoredKey:
    key = kdc.key(account, etype)
    assert key is not None, f"policy chose etype {etype}, and {account.name} has no such key"
    return key


def _hint(kdc: Kdc, client: Account, etypes: tuple[int, ...]) -> Decision[tuple[int, ...] | Refusal]:
    return kdc.remembered(("hint", client.name, etypes), lambda: hint(kdc.question(client, etypes)))


def _hint_bytes(kdc: Kdc, client: Account, etypes: tuple[int, ...]) -> bytes | None:
    def made() -> bytes | None:
        hinted = _hint(kdc, client, etypes).value
        return None if isinstance(hinted, Refusal) else method_data(kdc, client, hinted)

    return kdc.remembered(("hint-bytes", client.name, etypes), made)


def _stamp_decision(kdc: Kdc, client: Account, etypes: tuple[int, ...], etype: int) -> Decision[Choice]:
    def made() -> Decision[Choice]:
        return timestamp(StampQuestion(asked=kdc.question(client, etypes), etype=etype))

    return kdc.remembered(("timestamp", client.name, etypes, etype), made)

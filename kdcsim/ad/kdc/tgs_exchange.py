"""The TGS exchange: a ticket-granting ticket is shown, a service ticket comes back (RFC 4120 3.3; MS-KILE 3.3.5.7)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kdcsim.ad.directory import Account
from kdcsim.ad.kdc.again import Fresh
from kdcsim.ad.kdc.draft import Draft
from kdcsim.ad.kdc.fault import Fault, NtStatus
from kdcsim.ad.kdc.grant import NOT_TRANSITED, Grant, PacPlan, ReplyKey
from kdcsim.ad.kdc.issue import issue
from kdcsim.ad.kdc.kdc import Kdc, is_krbtgt, is_ticket_granting
from kdcsim.ad.kdc.lifetime import Span, next_span, renewed_span, validated_span
from kdcsim.ad.kdc.naming import Service, found_service, joined
from kdcsim.ad.kdc.opened import Opened, open_ticket, pac_in
from kdcsim.ad.kdc.pac import Buffers, pac_level, service_buffers, unsigned, was_requested
from kdcsim.ad.kdc.padata import announced, supported_mask
from kdcsim.ad.kdc.presented import Shown, authenticated, presented
from kdcsim.ad.kdc.refusal import refused
from kdcsim.ad.kdc.s4u import OnBehalf, for_proxy, for_user
from kdcsim.ad.kdc.standing import barred, needs_user_to_user, owner_of, ticket_fault
from kdcsim.ad.policy import Verdict
from kdcsim.chance import Chance
from kdcsim.errors import CryptoError, MalformedMessage
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import (
    AuthorizationData,
    AuthorizationDataEntry,
    KdcReq,
    KdcReqBody,
    PaData,
    TransitedEncoding,
)
from kdcsim.krb5.numbers import AuthDataType, ErrorCode, KdcOption, KeyUsage, PaDataType, TicketFlag
from kdcsim.krb5.sealing import unseal

_FORWARDED, _PROXY = int(KdcOption.FORWARDED), int(KdcOption.PROXY)
_RENEW, _VALIDATE = int(KdcOption.RENEW), int(KdcOption.VALIDATE)
_U2U, _ON_BEHALF = int(KdcOption.ENC_TKT_IN_SKEY), int(KdcOption.CNAME_IN_ADDL_TKT)
_SUBKEY_USAGE, _SESSION_USAGE = int(KeyUsage.TGS_REP_ENC_PART_SUBKEY), int(KeyUsage.TGS_REP_ENC_PART_SESSION_KEY)
_PARTICULAR = _FORWARDED | _PROXY | _RENEW | _VALIDATE | _U2U | _ON_BEHALF
"""Options under which more is looked at than who asks for what."""
_KDC_ALONE = (int(AuthDataType.WIN2K_PAC), int(AuthDataType.KDC_ISSUED))
_S4U_PADATA = (int(PaDataType.FOR_USER), int(PaDataType.S4U_X509_USER))


@dataclass(slots=True, kw_only=True)
class _Wanted:
    """A request on its way through the checks: who, to what, and what was found out about it."""

    message: KdcReq
    shown: Shown
    service: Service
    behalf: OnBehalf | None = None
    sealed_with: Key | None = None

    @property
    def body(self) -> KdcReqBody:
        """The request's body."""
        return self.message.req_body


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnceMore:
    """A request that was granted, to be granted again on the same ticket with another authenticator."""

    grant: Grant
    opened: Opened
    owner: Account | None

    def granted(self, draft: Draft, fresh: Fresh, chance: Chance) -> Draft | None:
        """Answer the request, if authenticator and times are right, and its owner may still be served."""
        shown = authenticated(draft, self.opened, fresh.sealed, fresh.body.kdc_options, fresh.octets)
        return None if isinstance(shown, int) else self.issued(draft, fresh.body, shown, fresh.nonce, chance)

    def issued(self, draft: Draft, body: KdcReqBody, shown: Shown, nonce: int, chance: Chance) -> Draft | None:
        """Seal the ticket; None when its owner is not served any more, or the times are not right."""
        if ticket_fault(draft.kdc, self.opened, self.owner, draft.now) is not None:
            return None
        span = next_span(draft.kdc, body, self.opened.part, draft.now, self.grant.flags)
        if isinstance(span, int):
            return None
        return issue(draft, self.grant, span, _reply_key(shown), nonce, chance)


def answer_tgs(draft: Draft, message: KdcReq, chance: Chance) -> Draft:
    """Answer a TGS-REQ."""
    body, kdc = message.req_body, draft.kdc
    draft.kind, draft.options, draft.requested = "TGS", body.kdc_options, body.etypes
    draft.service_name = joined(body.sname)
    shown = presented(draft, message)
    if isinstance(shown, int):
        return refused(draft, body, shown)
    before = _granted_before(draft, message, shown, chance)
    if before is not None:
        return before
    found = _same_service(kdc, body, shown) if body.kdc_options & (_RENEW | _VALIDATE) else found_service(kdc, body)
    if not isinstance(found, Service):
        return refused(draft, body, found)
    draft.service_account, draft.available = found.account, kdc.available(found.account)
    wanted = _Wanted(message=message, shown=shown, service=found)
    fault = ticket_fault(kdc, shown.opened, draft.client_account, draft.now)
    fault = fault or barred(kdc, shown.opened, found.account)
    fault = fault or _on_behalf(draft, wanted) or _user_to_user(draft, wanted)
    return _grant(draft, wanted, chance) if fault is None else refused(draft, body, fault)


def _same_service(kdc: Kdc, body: KdcReqBody, shown: Shown) -> Service | Fault:
    """A ticket is renewed and validated for the service it is for; a service's does not become a TGT by that.

    Windows refuses the attempt with POLICY (Samba kdc_tgs_tests: renew_service_ticket, validate_service_ticket).
    """
    account = shown.opened.account
    if body.sname is not None and kdc.is_own_krbtgt(body.sname) and not is_ticket_granting(account):
        return Fault(ErrorCode.KDC_ERR_POLICY)
    return Service(account, shown.opened.ticket.sname)


def _on_behalf(draft: Draft, wanted: _Wanted) -> Fault | None:
    message, found = wanted.message, wanted.service
    behalf: OnBehalf | Fault | None = None
    if wanted.body.kdc_options & _ON_BEHALF:
        behalf = for_proxy(draft, message, wanted.shown, found.account, found.name)
    elif _names_a_user(message):
        behalf = for_user(draft, message, wanted.shown, found.account)
    if isinstance(behalf, Fault):
        return behalf
    wanted.behalf = behalf
    return None


def _names_a_user(message: KdcReq) -> bool:
    padata = message.padata or ()
    return len(padata) > 1 and any(entry.padata_type in _S4U_PADATA for entry in padata)


def _user_to_user(draft: Draft, wanted: _Wanted) -> Fault | None:
    """The ticket is sealed with the session key of the service's own TGT, which comes along (RFC 4120 3.3.3).

    The errors are those that Samba's kdc_tgs_tests (user2user_*) saw of Windows.
    """
    if not wanted.body.kdc_options & _U2U:
        needed = needs_user_to_user(draft.kdc, wanted.service.account)
        return Fault(ErrorCode.KDC_ERR_MUST_USE_USER2USER) if needed else None
    kdc, tickets = draft.kdc, wanted.body.additional_tickets or ()
    if not tickets:
        return Fault(ErrorCode.KDC_ERR_BADOPTION)
    theirs = open_ticket(kdc, tickets[0])
    if isinstance(theirs, int):
        return Fault(ErrorCode.KDC_ERR_ETYPE_NOSUPP if theirs == ErrorCode.KRB_ERR_GENERIC else theirs)
    if theirs.part.crealm != kdc.realm:
        return Fault(ErrorCode.KDC_ERR_POLICY, NtStatus.NO_MATCH)
    owner = owner_of(kdc, theirs)
    fault = ticket_fault(kdc, theirs, owner, draft.now)
    if fault is not None:
        return fault
    if owner is None or owner.name != wanted.service.account.name or not is_krbtgt(theirs.account):
        return Fault(ErrorCode.KRB_AP_ERR_BADMATCH)
    if theirs.part.endtime <= draft.now:
        return Fault(ErrorCode.KRB_AP_ERR_TKT_EXPIRED)
    wanted.sealed_with = theirs.part.key
    return None


def _grant(draft: Draft, wanted: _Wanted, chance: Chance) -> Draft:
    kdc, body, behalf = draft.kdc, wanted.body, wanted.behalf
    span = _span(draft, wanted)
    if isinstance(span, int):
        return refused(draft, body, span)
    mask = supported_mask(wanted.message) if body.kdc_options & _FORWARDED else None
    verdict = kdc.judged(wanted.service.account, body.etypes, mask)
    draft.decisions += verdict.decisions
    if verdict.refusal is not None and wanted.sealed_with is None:
        return refused(draft, body, verdict.refusal.error, reset_would_help=verdict.refusal.reset_would_help)
    if verdict.etypes is None:
        return refused(draft, body, ErrorCode.KDC_ERR_ETYPE_NOSUPP)
    carried = _carried(wanted)
    if isinstance(carried, int):
        return refused(draft, body, carried)
    grant = _granted(kdc, wanted, verdict, carried)
    if behalf is None and not body.kdc_options & _PARTICULAR and body.enc_authorization_data is None:
        wanted.shown.opened.keep(_asked(body), grant)
    return issue(draft, grant, span, _reply_key(wanted.shown), body.nonce, chance)


def _granted(kdc: Kdc, wanted: _Wanted, verdict: Verdict, carried: tuple[AuthorizationDataEntry, ...]) -> Grant:
    shown, service, behalf = wanted.shown, wanted.service, wanted.behalf
    return Grant(
        client=shown.ticket.cname if behalf is None else behalf.client,
        client_realm=shown.ticket.crealm if behalf is None else behalf.realm,
        service=service.name,
        account=service.account,
        verdict=verdict,
        flags=_more_flags(wanted),
        pac=_pac(kdc, shown.opened, service.account) if behalf is None else _given(behalf.pac),
        authorization=(*shown.opened.others, *carried),
        transited=_transited(kdc, shown),
        sealed_with=wanted.sealed_with,
        padata=() if behalf is None else behalf.padata,
        told=_told(kdc, wanted, verdict),
    )


def _asked(body: KdcReqBody) -> tuple[object, ...]:
    """What a plain request for a service ticket says, apart from when."""
    return body.sname, body.kdc_options, body.etypes


def _granted_before(draft: Draft, message: KdcReq, shown: Shown, chance: Chance) -> Draft | None:
    """Answer what was asked with this very ticket before, and granted: only who it is for and when are looked at."""
    body, kdc = message.req_body, draft.kdc
    grant = shown.opened.grants.get(_asked(body))
    if grant is None or body.enc_authorization_data is not None or _names_a_user(message):
        return None
    once_more = _OnceMore(grant=grant, opened=shown.opened, owner=draft.client_account)
    told = once_more.issued(draft, body, shown, body.nonce, chance)
    if told is not None:
        told.available, told.decisions = kdc.available(grant.account), told.decisions + grant.decisions
        if kdc.again is not None:
            kdc.again.keep(told, message, shown.sealed, once_more.granted)
    return told


def _given(buffers: Buffers | None) -> PacPlan | None:
    return None if buffers is None else PacPlan(lambda _: buffers)


def _told(kdc: Kdc, wanted: _Wanted, verdict: Verdict) -> tuple[PaData, ...]:
    behalf = () if wanted.behalf is None else wanted.behalf.padata
    return (*announced(kdc, wanted.body, wanted.service.account, verdict), *behalf)


def _span(draft: Draft, wanted: _Wanted) -> Span | int:
    body, tgt, account = wanted.body, wanted.shown.ticket, wanted.service.account
    options, flags = body.kdc_options, tgt.flags
    if options & _RENEW:
        return renewed_span(tgt, draft.now)
    if options & _VALIDATE:
        return validated_span(tgt, draft.now)
    if options & _FORWARDED and not (flags & int(TicketFlag.FORWARDABLE) and is_ticket_granting(account)):
        return int(ErrorCode.KDC_ERR_BADOPTION)
    if options & _PROXY and (not flags & int(TicketFlag.PROXIABLE) or is_ticket_granting(account)):
        return int(ErrorCode.KDC_ERR_BADOPTION)
    span = next_span(draft.kdc, body, tgt, draft.now, _more_flags(wanted))
    if wanted.behalf is None or isinstance(span, int):
        return span
    behalf = wanted.behalf
    auth_time = span.auth_time if behalf.auth_time is None else behalf.auth_time
    return replace(span, flags=span.flags & ~behalf.withheld, auth_time=auth_time)


def _more_flags(wanted: _Wanted) -> int:
    """The flags that a ticket gets beside those that the options ask for."""
    options, flags = wanted.body.kdc_options, wanted.shown.ticket.flags
    more = int(TicketFlag.FORWARDED) if options & _FORWARDED or flags & int(TicketFlag.FORWARDED) else 0
    more |= int(TicketFlag.PROXY) if options & _PROXY else 0
    return more | (int(TicketFlag.OK_AS_DELEGATE) if wanted.service.account.trusted_for_delegation else 0)


def _pac(kdc: Kdc, opened: Opened, account: Account) -> PacPlan | None:
    """The PAC goes over as it is into another TGT of ours; into a service ticket when the client wants it there."""
    pac = opened.pac
    if pac is None:
        return None
    key = (opened.ticket.enc_part.cipher, is_krbtgt(account))
    if is_krbtgt(account):
        return PacPlan(lambda _: unsigned(pac), key)
    wanted = was_requested(pac) or not pac_level(kdc.view.generation).requestor
    return PacPlan(lambda _: service_buffers(pac), key) if wanted else None


def _carried(wanted: _Wanted) -> tuple[AuthorizationDataEntry, ...] | int:
    """The authorization data that the client adds, without what only a KDC may say (RFC 4120 5.2.6, 3.3.3)."""
    sealed = wanted.body.enc_authorization_data
    if sealed is None:
        return ()
    subkey = wanted.shown.authenticator.subkey
    usage = KeyUsage.TGS_REQ_AUTH_DATA_SESSION_KEY if subkey is None else KeyUsage.TGS_REQ_AUTH_DATA_SUBKEY
    try:
        entries = unseal(AuthorizationData, sealed, wanted.shown.key, int(usage)).entries
    except (CryptoError, MalformedMessage):
        return int(ErrorCode.KRB_AP_ERR_BAD_INTEGRITY)
    return tuple(e for e in entries if e.ad_type not in _KDC_ALONE and pac_in((e,))[0] is None)


def _transited(kdc: Kdc, shown: Shown) -> TransitedEncoding:
    """The realms between the client's and ours: the one that referred to us, unless it is the client's own."""
    before, through = shown.ticket.transited, shown.opened.ticket.realm
    if kdc.is_own_realm(through) or through == shown.ticket.crealm:
        return before if before.contents else NOT_TRANSITED
    raw = through.encode("utf-8", "surrogateescape")
    return TransitedEncoding(tr_type=1, contents=before.contents + b"," + raw if before.contents else raw)


def _reply_key(shown: Shown) -> ReplyKey:
    if shown.authenticator.subkey is not None:
        return ReplyKey(key=shown.authenticator.subkey, usage=_SUBKEY_USAGE, tag=26, holder="authenticator subkey")
    return ReplyKey(key=shown.ticket.key, usage=_SESSION_USAGE, tag=26, holder="TGT session key")

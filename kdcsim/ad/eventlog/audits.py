"""Audits: what the Security log of a DC holds after an exchange.

4768, 4769 and 4771 from 2008 on, with the fields that tell of etypes where the build has them; what came before stands
in `classic`. Layouts: fact sheet 2012-2026 section 6. A request that failed tells nothing of etypes: every sample has
dashes there, the DC's own fields and the client's list included (Microsoft 'detect and remediate RC4', a 4769 with 0xE;
4768 with 0x3E, 0x42, 0x4B and 0x4D in public lab notes of 2025).
"""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.directory import Account, AccountKind
from kdcsim.ad.eventlog.classic import classic_audit
from kdcsim.ad.eventlog.event import Audit, Event
from kdcsim.ad.eventlog.scene import NO_GUID, NULL_SID, SECURITY, Fields, Scene, name_of
from kdcsim.ad.eventlog.spelling import advertised_names, key_names, supported_text
from kdcsim.ad.supported import DES, RC4_AND_DES
from kdcsim.krb5.numbers import ErrorCode

NOT_A_NUMBER = "0x2d"
"""What a failed request has for its session key and pre-authentication etype: an ASCII '-' printed as a number."""
ETYPE_AUDIT = 0x10
"""The bit of KdcExtraLogLevel that asks for audits of etype errors (KB837361)."""
_CERTIFICATE: Fields = (("CertIssuerName", ""), ("CertSerialNumber", ""), ("CertThumbprint", ""))


def audits(scene: Scene) -> Iterator[Event]:
    """Give what the Security log gains."""
    if scene.view.generation.legacy_events:
        yield classic_audit(scene)
    elif scene.exchange.kind == "AS":
        yield from _as(scene)
    elif _is_audited(scene):
        version = 2 if scene.view.generation.audits_etypes else 0
        yield scene.event("Security", SECURITY, 4769, _outcome(scene), _4769(scene), version=version, task=14337)


def _is_audited(scene: Scene) -> bool:
    if not scene.no_etype or scene.view.assumptions["failure-audit-needs-log-level"] == "no":
        return True
    return bool(scene.view.extra_log_level & ETYPE_AUDIT)


def _as(scene: Scene) -> Iterator[Event]:
    x = scene.exchange
    if x.error == ErrorCode.KDC_ERR_PREAUTH_REQUIRED:
        return
    if x.error in (ErrorCode.KDC_ERR_PREAUTH_FAILED, ErrorCode.KDC_ERR_CLIENT_REVOKED) and x.preauth_etype:
        yield scene.event("Security", SECURITY, 4771, Audit.FAILURE, failed_preauthentication(scene), task=14339)
        return
    version = 2 if scene.view.generation.audits_etypes else 0
    yield scene.event("Security", SECURITY, 4768, _outcome(scene), _4768(scene), version=version, task=14339)


def _4768(scene: Scene) -> Fields:
    x = scene.exchange
    fields: Fields = (
        ("TargetUserName", name_of(x.client_account) or x.client_name),
        ("TargetDomainName", x.client_realm),
        ("TargetSid", scene.sid(x.client_account) if x.issued else NULL_SID),
        ("ServiceName", (name_of(x.service_account) if x.issued else None) or x.service_name),
        ("ServiceSid", scene.sid(x.service_account) if x.issued else NULL_SID),
        ("TicketOptions", f"0x{x.options:x}"),
        ("Status", f"0x{x.error or 0:x}"),
        ("TicketEncryptionType", _ticket_etype(scene)),
        ("PreAuthType", "2" if x.preauth_etype is not None else ("0" if x.issued else "-")),
        ("IpAddress", f"::ffff:{x.client_address}"),
        ("IpPort", "0"),
        *_CERTIFICATE,
    )
    if not scene.view.generation.audits_etypes:
        return fields
    pre = f"0x{x.preauth_etype or 0:x}" if x.issued else NOT_A_NUMBER
    return (
        *fields,
        ("ResponseTicket", _hash(scene)),
        *_etype_fields(scene, x.client_account),
        ("PreAuthEncryptionType", pre),
    )


def _4769(scene: Scene) -> Fields:
    x = scene.exchange
    fields: Fields = (
        ("TargetUserName", f"{x.client_name}@{x.client_realm}"),
        ("TargetDomainName", x.client_realm),
        ("ServiceName", (name_of(x.service_account) if x.issued else None) or x.service_name),
        ("ServiceSid", scene.sid(x.service_account) if x.issued else NULL_SID),
        ("TicketOptions", f"0x{x.options:x}"),
        ("TicketEncryptionType", _ticket_etype(scene)),
        ("IpAddress", f"::ffff:{x.client_address}"),
        ("IpPort", "0"),
        ("Status", f"0x{x.error or 0:x}"),
        ("LogonGuid", NO_GUID),
        ("TransmittedServices", "-"),
    )
    if not scene.view.generation.audits_etypes:
        return fields
    hashes = (("RequestTicketHash", _hash(scene)), ("ResponseTicketHash", _hash(scene)))
    return (*fields, *hashes, *_etype_fields(scene, None))


def failed_preauthentication(scene: Scene) -> Fields:
    """The eleven fields of a 4771; it never tells of etypes."""
    x = scene.exchange
    return (
        ("TargetUserName", name_of(x.client_account) or x.client_name),
        ("TargetSid", scene.sid(x.client_account)),
        ("ServiceName", x.service_name),
        ("TicketOptions", f"0x{x.options:x}"),
        ("Status", f"0x{x.error or 0:x}"),
        ("PreAuthType", "2"),
        ("IpAddress", f"::ffff:{x.client_address}"),
        ("IpPort", "0"),
        *_CERTIFICATE,
    )


def shown_mask(scene: Scene, account: Account, mask: int | None) -> int:
    """The mask as events show it: processed, never raw (Microsoft 'detect RC4').

    Nothing set shows as what is assumed; up to 2022, DCs and krbtgt always show DES and RC4.
    """
    view = scene.view
    default = view.default_supported if view.configured_default is None else view.configured_default
    shown = mask or default
    if account.kind in (AccountKind.DC, AccountKind.KRBTGT) and view.generation.implemented & DES:
        return shown | RC4_AND_DES
    return shown


def dc_fields(scene: Scene) -> tuple[str, str]:
    """What the DC supports and which keys it has, as its events tell."""
    g = scene.view.generation
    return (
        supported_text(scene.view.enabled | (g.implemented & DES)),
        key_names((18, 17, 23) if g.writes_aes else (23,), each_aes=g.names_each_aes_key),
    )


_ETYPE_FIELDS = (
    "AccountSupportedEncryptionTypes",
    "AccountAvailableKeys",
    "ServiceSupportedEncryptionTypes",
    "ServiceAvailableKeys",
    "DCSupportedEncryptionTypes",
    "DCAvailableKeys",
    "ClientAdvertizedEncryptionTypes",
)


def _etype_fields(scene: Scene, client: Account | None) -> Fields:
    """The eight fields that tell of etypes, in their order (the client's are N/A in a 4769)."""
    x, each = scene.exchange, scene.view.generation.names_each_aes_key
    service = x.service_account
    if not x.issued or service is None:
        return (*((name, "-") for name in _ETYPE_FIELDS), ("SessionKeyEncryptionType", NOT_A_NUMBER))
    own = ("N/A", "N/A")
    if client is not None:
        mask = shown_mask(scene, client, client.supported_etypes)
        own = (supported_text(mask), key_names(scene.keys(client), each_aes=each))
    mask = shown_mask(scene, service, x.service_supported)
    theirs = (supported_text(mask), key_names(scene.keys(service), each_aes=each))
    values = (*own, *theirs, *dc_fields(scene), advertised_names(x.requested))
    return (*zip(_ETYPE_FIELDS, values, strict=True), ("SessionKeyEncryptionType", f"0x{x.session_etype or 0:x}"))


def _hash(scene: Scene) -> str:
    """The hash of a ticket. Samples have base64 of 32 bytes or ``N/A``; of what, nobody says, so none is made up."""
    return "N/A" if scene.exchange.issued else "-"


def _ticket_etype(scene: Scene) -> str:
    etype = scene.exchange.ticket_etype
    return "0xffffffff" if etype is None else f"0x{etype:x}"


def _outcome(scene: Scene) -> Audit:
    return Audit.SUCCESS if scene.exchange.issued else Audit.FAILURE

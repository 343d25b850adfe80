"""Classic: what the Security log of a 2000 or 2003 DC holds after an exchange - 672, 673 and 675.

Strings and their order: ntsecapi's message table of 2003 (SE_AUDITID_AS_TICKET: thirteen strings); values: a 2003 R2
sample of both (S. Lowe, "Kerberos-based SSO", 2006: Result Code ``-`` and Failure Code ``-`` on success) and a failed
673 (Snare record, University of Auckland: a dash for service ID, etype, GUID and transited services).
"""

from __future__ import annotations

from kdcsim.ad.eventlog.event import Audit, Event
from kdcsim.ad.eventlog.scene import NO_GUID, Fields, Scene, name_of
from kdcsim.krb5.numbers import ErrorCode

LOG = PROVIDER = "Security"
_PREAUTHENTICATION = (ErrorCode.KDC_ERR_PREAUTH_REQUIRED, ErrorCode.KDC_ERR_PREAUTH_FAILED)
_CERTIFICATE: Fields = (
    ("Certificate Issuer Name", ""),
    ("Certificate Serial Number", ""),
    ("Certificate Thumbprint", ""),
)


def classic_audit(scene: Scene) -> Event:
    """Give the one record of an exchange: 675 for a pre-authentication that failed, else 672 or 673."""
    x = scene.exchange
    if x.kind == "AS" and x.error in _PREAUTHENTICATION:
        return scene.event(LOG, PROVIDER, 675, Audit.FAILURE, _675(scene))
    audit = Audit.SUCCESS if x.issued else Audit.FAILURE
    number, fields = (672, _672(scene)) if x.kind == "AS" else (673, _673(scene))
    return scene.event(LOG, PROVIDER, number, audit, fields)


def _675(scene: Scene) -> Fields:
    x = scene.exchange
    return (
        ("User Name", name_of(x.client_account) or x.client_name),
        ("User ID", scene.sid(x.client_account)),
        ("Service Name", x.service_name),
        ("Pre-Authentication Type", "0x0" if x.preauth_etype is None else "0x2"),
        ("Failure Code", f"0x{x.error or 0:X}"),
        ("Client Address", x.client_address),
    )


def _672(scene: Scene) -> Fields:
    x = scene.exchange
    return (
        ("User Name", name_of(x.client_account) or x.client_name),
        ("Supplied Realm Name", x.client_realm),
        ("User ID", scene.sid(x.client_account) if x.issued else "-"),
        ("Service Name", _service(scene)),
        ("Service ID", scene.sid(x.service_account) if x.issued else "-"),
        ("Ticket Options", f"0x{x.options:X}"),
        ("Result Code", _code(scene)),
        ("Ticket Encryption Type", _etype(scene)),
        ("Pre-Authentication Type", "-" if not x.issued else ("0" if x.preauth_etype is None else "2")),
        ("Client Address", x.client_address),
        *_CERTIFICATE,
    )


def _673(scene: Scene) -> Fields:
    x = scene.exchange
    return (
        ("User Name", f"{x.client_name}@{x.client_realm}"),
        ("User Domain", x.client_realm),
        ("Service Name", _service(scene)),
        ("Service ID", scene.sid(x.service_account) if x.issued else "-"),
        ("Ticket Options", f"0x{x.options:X}"),
        ("Ticket Encryption Type", _etype(scene)),
        ("Client Address", x.client_address),
        ("Failure Code", _code(scene)),
        ("Logon GUID", NO_GUID if x.issued else "-"),
        ("Transited Services", "-"),
    )


def _service(scene: Scene) -> str:
    """The account that was found, or on a failure the name as it was asked."""
    x = scene.exchange
    return (name_of(x.service_account) if x.issued else None) or x.service_name


def _code(scene: Scene) -> str:
    return f"0x{scene.exchange.error:X}" if scene.exchange.error else "-"


def _etype(scene: Scene) -> str:
    etype = scene.exchange.ticket_etype
    return "-" if etype is None else f"0x{etype:X}"

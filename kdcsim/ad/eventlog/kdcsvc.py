"""Kdcsvc: events 201 to 209, by which a DC tells who still depends on RC4 (KB5073381, CVE-2026-20833).

201 and 202 warn where the same request is blocked later as 203 and 204: the account declares nothing. 206 and 207
warn, 208 and 209 block: the account declares AES alone. The odd one of each pair is about the client's list, the even
one about the account's keys. 205 comes when the KDC starts. The masks are the effective ones, never the raw attribute:
201 shows 0x27 and 203 shows 0x18.
"""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.eventlog.audits import dc_fields, shown_mask
from kdcsim.ad.eventlog.event import Audit, Event
from kdcsim.ad.eventlog.scene import KDC, Fields, Scene, is_krbtgt, name_of
from kdcsim.ad.eventlog.spelling import advertised_names, cipher_name, key_names, supported_text
from kdcsim.ad.policy import Declared, Enforcement, KdcView
from kdcsim.ad.supported import AES, RC4_AND_DES, etypes_of

SOURCE = "KDCSVC"
_AES = etypes_of(AES)

# (the account declares nothing, the client is to blame, it was blocked) -> event
_NUMBERS = {
    (True, True, False): 201,
    (True, False, False): 202,
    (True, True, True): 203,
    (True, False, True): 204,
    (False, True, False): 206,
    (False, False, False): 207,
    (False, True, True): 208,
    (False, False, True): 209,
}


def kdcsvc(scene: Scene) -> Iterator[Event]:
    """Give the warning or the blocking event of one request, if it depends on RC4."""
    declared = scene.declared
    if declared is None or not _is_watched(scene) or not _is_told(scene, declared):
        return
    number = _number(scene, declared)
    if number is None:
        return
    audit = Audit.ERROR if scene.view.enforced else Audit.WARNING
    yield scene.event("System", KDC, number, audit, _fields(scene, declared), source=SOURCE)


def warns_of_default(view: KdcView, computer: str, at: int) -> Iterator[Event]:
    """Give event 205: a DefaultDomainSupportedEncTypes that names RC4 or DES, in every phase."""
    mask = view.default_in_registry
    if not view.generation.logs_kdcsvc or mask is None or not mask & RC4_AND_DES:
        return
    fields = (
        ("Ciphers", ", ".join(cipher_name(e) for e in etypes_of(mask & RC4_AND_DES))),
        ("DefaultDomainSupportedEncTypes", supported_text(mask)),
    )
    yield Event(
        computer=computer, log="System", provider=KDC, id=205, audit=Audit.WARNING, at=at, fields=fields, source=SOURCE
    )


def _is_watched(scene: Scene) -> bool:
    """Whether this request is of the kind that these events tell of."""
    x = scene.exchange
    if not scene.view.generation.logs_kdcsvc or is_krbtgt(x.service_account) or x.service_account is None:
        return False
    return x.kind == "TGS" or scene.view.assumptions["kdcsvc-on-as"] == "tgs-and-as"


def _is_told(scene: Scene, declared: Declared) -> bool:
    """Whether this DC speaks of it: enforcing, or in its audit phase."""
    view = scene.view
    beside = declared.assumed and view.configured_default is not None
    if beside and view.assumptions["kdcsvc-beside-domain-default"] == "silent":
        return False
    if view.enforced or view.phase == 1:
        return True
    absent = view.phase is None and view.generation.enforcement is Enforcement.ON_REQUEST
    return absent and view.assumptions["kdcsvc-without-phase"] == "logged"


def _number(scene: Scene, declared: Declared) -> int | None:
    x = scene.exchange
    blocked = scene.view.enforced
    if (blocked and not scene.no_etype) or (not blocked and not x.issued):
        return None
    if not declared.assumed and (not declared.mask & AES or declared.mask & RC4_AND_DES):
        return None
    assert x.service_account is not None
    if not any(e in _AES for e in scene.keys(x.service_account)):
        return _NUMBERS[declared.assumed, False, blocked]
    if not any(e in _AES for e in x.requested):
        return _NUMBERS[declared.assumed, True, blocked]
    return None


def _fields(scene: Scene, declared: Declared) -> Fields:
    x, each = scene.exchange, scene.view.generation.names_each_aes_key
    client, service, view = x.client_account, x.service_account, scene.view
    assert service is not None
    supported, keys = dc_fields(scene)
    default = view.default_supported if view.configured_default is None else view.configured_default
    own = "N/A" if client is None else supported_text(shown_mask(scene, client, client.supported_etypes))
    told: Fields = (
        ("AccountName", name_of(client) or x.client_name),
        ("SuppliedRealmName", x.client_realm),
        ("AccountSupportedEncryptionTypes", own),
        ("AccountAvailableKeys", "N/A" if client is None else key_names(scene.keys(client), each_aes=each)),
        ("ServiceName", service.name),
        ("ServiceID", scene.sid(service)),
        ("ServiceSupportedEncryptionTypes", supported_text(declared.mask)),
        ("ServiceAvailableKeys", key_names(scene.keys(service), each_aes=each)),
        ("DCSupportedEncryptionTypes", supported),
        ("DefaultDomainSupportedEncTypes", supported_text(default)),
        ("DCAvailableKeys", keys),
        ("ClientAddress", f"::ffff:{x.client_address}"),
        ("ClientPort", "0"),
        ("ClientAdvertizedEncryptionTypes", advertised_names(x.requested)),
    )
    cipher = ("Cipher", _cipher(scene))
    return (cipher, *told) if view.assumptions["kdcsvc-cipher-index"] == "first" else (*told, cipher)


def _cipher(scene: Scene) -> str:
    """The weak cipher that is at stake: what was used, else the best that the client offered."""
    x = scene.exchange
    weak = etypes_of(RC4_AND_DES)
    used = [e for e in (x.ticket_etype, x.session_etype) if e in weak]
    offered = [e for e in weak if e in x.requested]
    return cipher_name((used or offered or [weak[0]])[0] or weak[0])

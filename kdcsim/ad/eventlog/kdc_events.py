"""What a DC's logs hold after an exchange, and after its KDC has started.

The Security audits, the KDC's complaints (14, 16, 26, 27), the warnings on RC4 (201 to 209), the pre-authentication
failures of Protected Users (104), and the two that a KDC logs at its start (42, 205).
"""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.directory import Directory
from kdcsim.ad.eventlog.audits import audits, failed_preauthentication
from kdcsim.ad.eventlog.event import Audit, Event
from kdcsim.ad.eventlog.kdcsvc import kdcsvc, warns_of_default
from kdcsim.ad.eventlog.scene import KDC, NULL_SID, SECURITY, Fields, Scene, is_krbtgt, name_of
from kdcsim.ad.exchange import Exchange
from kdcsim.ad.policy import KdcView, etype_list

__all__ = ["KDC", "NULL_SID", "SECURITY", "kdc_events", "kdc_start_events"]

PROTECTED_LOG = "Microsoft-Windows-Authentication/ProtectedUserFailures-DomainController"
KEY_ID_AS, KEY_ID_TGT, KEY_ID_SERVICE = 1, 8, 9


def kdc_events(exchange: Exchange, view: KdcView, computer: str, netbios: str) -> tuple[Event, ...]:
    """Give the events that one exchange leaves on its DC. ``computer`` is the DC's DNS name."""
    if not view.generation.logs_windows_events:
        return ()
    scene = Scene(exchange=exchange, view=view, computer=computer, netbios=netbios)
    return (*audits(scene), *_protected(scene), *kdcsvc(scene), *_complaints(scene))


def kdc_start_events(view: KdcView, directory: Directory, computer: str, at: int) -> tuple[Event, ...]:
    """Give the events that a KDC logs when it starts: 42 when krbtgt has no AES key, 205 for a weak domain default."""
    if not view.generation.logs_windows_events:
        return ()
    return (*_weak_krbtgt(view, directory, computer, at), *warns_of_default(view, computer, at))


def _weak_krbtgt(view: KdcView, directory: Directory, computer: str, at: int) -> Iterator[Event]:
    if not view.generation.warns_weak_krbtgt:
        return
    krbtgt = directory.krbtgt()
    check = view.assumptions["marker-check"] == "yes"
    if any(k.etype in (17, 18) for k in krbtgt.keys.usable(check_marker=check)):
        return
    fields = (("Account", krbtgt.name),)
    yield Event(computer=computer, log="System", provider=KDC, id=42, audit=Audit.ERROR, at=at, fields=fields)


def _complaints(scene: Scene) -> Iterator[Event]:
    """The KDC's own events for want of a key: 14 and 16 ask for a new password, 26 and 27 do not.

    AS events name both ends bare (``krbtgt`` and ``Administrator`` in KB4492348), TGS events the account with its realm
    (``abc@DOMAIN.COM``: Microsoft Q&A, November 2022, after KB5019964).
    """
    x = scene.exchange
    if not scene.no_etype:
        return
    is_as, legacy = x.kind == "AS", scene.view.generation.legacy_events
    helps = x.reset_would_help and not legacy
    number = (14 if is_as else 16) if helps else (26 if is_as else 27)
    who = name_of(x.client_account) or x.client_name
    about = x.service_account if scene.about_the_target else x.client_account
    fields: Fields = (
        ("Target", _bare(x.service_name) if is_as else x.service_name),
        ("Account", who if is_as else f"{who}@{x.client_realm}"),
        ("ID", str(_key_id(scene))),
        ("RequestedEtypes", etype_list(x.requested)),
        ("AvailableEtypes", etype_list(x.available)),
    )
    if number in (14, 16):
        fields = (*fields, ("AccountToReset", name_of(about) or x.service_name))
    yield scene.event("System", "KDC" if legacy else KDC, number, Audit.ERROR, fields)


def _bare(service: str) -> str:
    """The name of a realm's ticket-granting service without the realm; other names stay as they are."""
    first, _, _ = service.partition("/")
    return first if first.lower() == "krbtgt" else service


def _key_id(scene: Scene) -> int:
    """Which key is missing: the numbers are Windows' own (KB2002141, KB4492348, S. Syfuhs)."""
    if not scene.about_the_target:
        return KEY_ID_AS
    return KEY_ID_TGT if is_krbtgt(scene.exchange.service_account) else KEY_ID_SERVICE


def _protected(scene: Scene) -> Iterator[Event]:
    """A Protected User who cannot or will not pre-authenticate with AES (MS-KILE 3.3.5.6).

    The fields beside the account are those of 4771; no sample of the record was found (inferred).
    """
    x, client = scene.exchange, scene.exchange.client_account
    if client is None or not client.protected or not scene.view.generation.protects_users:
        return
    if x.kind == "AS" and scene.no_etype and not scene.about_the_target:
        yield scene.event(PROTECTED_LOG, KDC, 104, Audit.ERROR, failed_preauthentication(scene))

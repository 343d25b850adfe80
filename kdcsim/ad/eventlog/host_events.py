"""What the two ends of a connection log: 4624 and 4625 on the service's host, Kerberos events 3 and 4 on the client's.

4625: fact sheet 2000-2012R2 section 2 ([E4625]); the NULL SID stands there because nobody's name could be read from a
ticket that does not open. Kerberos 4: KB2706695, KB3040803 and the texts collected at skar.us.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.eventlog.event import Audit, Event
from kdcsim.ad.eventlog.scene import NO_GUID, NULL_SID, SECURITY, Fields
from kdcsim.ad.exchange import Exchange
from kdcsim.ad.host.call import Call
from kdcsim.krb5.numbers import ErrorCode

LOGON = 12544
"""The task under which logons are audited."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNREADABLE = (ErrorCode.KRB_AP_ERR_MODIFIED, ErrorCode.KRB_AP_ERR_NOKEY, ErrorCode.KRB_AP_ERR_BAD_INTEGRITY)
FAILURE_TEXT: dict[int | None, str] = {
    int(ErrorCode.KRB_AP_ERR_MODIFIED): "invalid key",
    int(ErrorCode.KRB_AP_ERR_NOKEY): "invalid key",
}


def acceptor_events(call: Call, computer: str, sid: str, netbios: str, assumptions: Assumptions) -> tuple[Event, ...]:
    """Give what the service's host logs: a 4624 for a logon, a 4625 for a ticket that was refused.

    An anonymous SMTP connection is no logon: nothing is logged.
    """
    if call.anonymous:
        return ()
    names = () if call.client is None else ((sid, f"{netbios}\\{call.client}"),)
    if call.error is None:
        return (_event(call, computer, 4624, Audit.SUCCESS, _4624(call, sid, netbios), names),)
    return (_event(call, computer, 4625, Audit.FAILURE, _4625(call, sid, netbios, assumptions), names),)


def initiator_events(call: Call, computer: str, *, legacy: bool, log_level: int = 0) -> tuple[Event, ...]:
    """Give what the client's host logs of a refused connection: Kerberos event 4, and 3 where LogLevel asks for it.

    Both name the server that answered, not the account whose ticket was shown (skar.us; old fact sheet section 2).
    """
    if call.error is None:
        return ()
    server, realm = (call.answered_as or call.to_host).lower(), call.client_realm or ""
    told = ErrorTold(
        at=call.at,
        code=call.error,
        client=call.client or "",
        server=server,
        target=f"{call.spn or server}@{realm}",
        server_realm=realm,
    )
    every = (error_event(told, computer, legacy=legacy),) if log_level else ()
    if call.error not in UNREADABLE:
        return every
    fields = (("Server", server), ("TargetRealm", realm), ("TargetName", call.spn or ""))
    return (*every, _kerberos(computer, 4, call.at, fields, legacy))


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorTold:
    """A KRB-ERROR as it reached a client. ``at`` is microseconds since the epoch."""

    at: int
    code: int
    client: str
    server: str
    target: str
    server_realm: str


def kdc_error_events(exchange: Exchange, computer: str, *, legacy: bool, log_level: int) -> tuple[Event, ...]:
    """Give what the client's host logs of a KDC's error: event 3, harmless ones too, but only with LogLevel set."""
    if not log_level or exchange.error is None:
        return ()
    told = ErrorTold(
        at=exchange.at,
        code=exchange.error,
        client=exchange.client_name,
        server=exchange.service_name,
        target=f"{exchange.service_name}@{exchange.realm}",
        server_realm=exchange.realm,
    )
    return (error_event(told, computer, legacy=legacy),)


def error_event(told: ErrorTold, computer: str, *, legacy: bool) -> Event:
    """Kerberos event 3, fourteen strings (detection-wiki sample, 2026-03): the client's own fields stay empty there."""
    t = _EPOCH + timedelta(microseconds=told.at)
    time = f"{t.hour}:{t.minute}:{t.second}.{t.microsecond // 100:04} {t.month}/{t.day}/{t.year} Z"
    fields = (
        ("LogonSession", f"{told.server_realm}\\{told.client}"),
        ("ClientTime", ""),
        ("ServerTime", time),
        ("ErrorCode", f"0x{told.code:x}"),
        ("ErrorMessage", ErrorCode(told.code).name),
        ("ExtendedError", ""),
        ("ClientRealm", ""),
        ("ClientName", ""),
        ("ServerRealm", told.server_realm),
        ("ServerName", told.server),
        ("TargetName", told.target),
        ("ErrorText", ""),
        ("File", ""),
        ("Line", ""),
    )
    return _kerberos(computer, 3, told.at, fields, legacy)


def _kerberos(computer: str, number: int, at: int, fields: tuple[tuple[str, str], ...], legacy: bool) -> Event:
    provider = "Kerberos" if legacy else "Microsoft-Windows-Security-Kerberos"
    return Event(
        computer=computer,
        log="System",
        provider=provider,
        id=number,
        audit=Audit.ERROR,
        at=at,
        fields=fields,
        legacy=legacy,
    )


def _4625(call: Call, sid: str, netbios: str, assumptions: Assumptions) -> tuple[tuple[str, str], ...]:
    readable = call.error not in UNREADABLE and call.client is not None
    return (
        ("SubjectUserSid", NULL_SID),
        ("SubjectUserName", "-"),
        ("SubjectDomainName", "-"),
        ("SubjectLogonId", "0x0"),
        ("TargetUserSid", sid if readable else NULL_SID),
        ("TargetUserName", (call.client or "") if readable else ""),
        ("TargetDomainName", netbios if readable else ""),
        ("Status", assumptions["failed-logon-status"]),
        ("FailureReason", FAILURE_TEXT.get(call.error, "%%2304")),
        ("SubStatus", "0x0"),
        ("LogonType", "3"),
        ("LogonProcessName", "Kerberos"),
        ("AuthenticationPackageName", "Kerberos"),
        ("WorkstationName", "-"),
        ("TransmittedServices", "-"),
        ("LmPackageName", "-"),
        ("KeyLength", "0"),
        ("ProcessId", "0x0"),
        ("ProcessName", "-"),
        ("IpAddress", call.from_address),
        ("IpPort", "0"),
    )


def _4624(call: Call, sid: str, netbios: str) -> tuple[tuple[str, str], ...]:
    return (
        ("SubjectUserSid", NULL_SID),
        ("SubjectUserName", "-"),
        ("SubjectDomainName", "-"),
        ("SubjectLogonId", "0x0"),
        ("TargetUserSid", sid),
        ("TargetUserName", call.client or "-"),
        ("TargetDomainName", netbios),
        ("TargetLogonId", "0x0"),
        ("LogonType", "3"),
        ("LogonProcessName", "Kerberos"),
        ("AuthenticationPackageName", "Kerberos"),
        ("WorkstationName", "-"),
        ("LogonGuid", NO_GUID),
        ("TransmittedServices", "-"),
        ("LmPackageName", "-"),
        ("KeyLength", "0"),
        ("ProcessId", "0x0"),
        ("ProcessName", "-"),
        ("IpAddress", call.from_address),
        ("IpPort", "0"),
    )


def _event(
    call: Call, computer: str, number: int, audit: Audit, fields: Fields, names: tuple[tuple[str, str], ...]
) -> Event:
    return Event(
        computer=computer,
        log="Security",
        provider=SECURITY,
        id=number,
        audit=audit,
        at=call.at,
        fields=fields,
        task=LOGON,
        names=names,
    )

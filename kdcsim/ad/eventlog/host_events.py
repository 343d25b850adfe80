"""What the two ends of a connection log: 4624 and 4625 on the service's host, Kerberos events 3 and 4 on the client's.

4625: fact sheet 2000-2012R2 section 2 ([E4625]); the NULL SID stands there because nobody's name could be read from a
ticket that does not open. Kerberos 4: KB2706695, KB3040803 and the texts collected at skar.us.
"""

from __future__ import annotations

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.eventlog.event import Audit, Event
from kdcsim.ad.eventlog.kdc_events import NULL_SID, SECURITY
from kdcsim.ad.host.call import Call
from kdcsim.krb5.numbers import ErrorCode

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
    if call.error is None:
        return (_event(call, computer, 4624, Audit.SUCCESS, _4624(call, sid, netbios), 12544),)
    return (_event(call, computer, 4625, Audit.FAILURE, _4625(call, sid, netbios, assumptions), 12544),)


def initiator_events(call: Call, computer: str, legacy: bool) -> tuple[Event, ...]:
    """Give what the client's host logs: Kerberos event 4 when the service could not open the ticket."""
    if call.error not in UNREADABLE:
        return ()
    fields = (
        ("Server", (call.service_account or call.to_host).lower()),
        ("TargetRealm", call.client_realm or ""),
        ("TargetName", call.spn or ""),
    )
    provider = "Kerberos" if legacy else "Microsoft-Windows-Security-Kerberos"
    return (
        Event(
            computer=computer,
            log="System",
            provider=provider,
            id=4,
            audit=Audit.ERROR,
            at=call.at,
            fields=fields,
            legacy=legacy,
        ),
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
        ("LogonGuid", "{00000000-0000-0000-0000-000000000000}"),
        ("TransmittedServices", "-"),
        ("LmPackageName", "-"),
        ("KeyLength", "0"),
        ("ProcessId", "0x0"),
        ("ProcessName", "-"),
        ("IpAddress", call.from_address),
        ("IpPort", "0"),
    )


def _event(
    call: Call, computer: str, number: int, audit: Audit, fields: tuple[tuple[str, str], ...], task: int
) -> Event:
    return Event(
        computer=computer,
        log="Security",
        provider=SECURITY,
        id=number,
        audit=audit,
        at=call.at,
        fields=fields,
        task=task,
    )

"""As logonsessions: a host's logon sessions in the layout of Sysinternals LogonSessions.

Law of the room: nine labels in a fixed order, values as that tool prints them; what is empty stays empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kdcsim.ad.host.host import Host
from kdcsim.ad.host.session import LOCAL_SERVICE, LogonSession

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One version of the tool. ``label_width`` 0 stands for one blank after each label."""

    name: str
    banner: tuple[str, ...]
    indent: str
    label_width: int
    twelve_hours: bool


V1_41 = Voice(
    name="logonsessions-1.41",
    banner=(
        "",
        "LogonSessions v1.41 - Lists logon session information",
        "Copyright (C) 2004-2020 Mark Russinovich",
        "Sysinternals - www.sysinternals.com",
        "",
        "",
    ),
    indent="    ",
    label_width=14,
    twelve_hours=True,
)
V1_21 = Voice(
    name="logonsessions-1.21",
    banner=(
        "",
        "Logonsesions v1.21",
        "Copyright (C) 2004-2010 Bryce Cogswell and Mark Russinovich",
        "Sysinternals - wwww.sysinternals.com",
        "",
    ),
    indent="",
    label_width=0,
    twelve_hours=False,
)
"""As pasted in craigf's post of 15 October 2012, typing errors of its banner included."""

LABELS = (
    "User name",
    "Auth package",
    "Logon type",
    "Session",
    "Sid",
    "Logon time",
    "Logon server",
    "DNS Domain",
    "UPN",
)


def as_logonsessions(host: Host, netbios: str, *, voice: Voice = V1_41) -> str:
    """Write every logon session of a host. ``netbios`` is its domain's NetBIOS name."""
    lines = list(voice.banner)
    for number, session in enumerate(sorted(host.sessions.values(), key=lambda s: s.logon_time)):
        lines.append(f"[{number}] Logon session {session.luid >> 32:08x}:{session.luid & 0xFFFFFFFF:08x}:")
        values = _values(host, session, netbios, voice)
        lines += [_line(voice, label, value) for label, value in zip(LABELS, values, strict=True)]
        lines.append("")
    return "\n".join(lines) + "\n"


def _line(voice: Voice, label: str, value: str) -> str:
    return f"{voice.indent}{label + ':':<{voice.label_width}}{'' if voice.label_width else ' '}{value}".rstrip()


def _values(host: Host, session: LogonSession, netbios: str, voice: Voice) -> tuple[str, ...]:
    local_service = session.luid == LOCAL_SERVICE
    known = session.account is not None
    user = r"NT AUTHORITY\LOCAL SERVICE" if local_service else f"{netbios}\\{session.account}" if known else ""
    return (
        user,
        "Negotiate" if known or local_service else "NTLM",
        session.logon_type,
        "1" if session.logon_type == "Interactive" else "0",
        session.sid or "(none)",
        _time(session.logon_time, voice),
        "",
        host.domain if known else "",
        (session.upn or f"{session.account}@{host.domain}") if known else "",
    )


def _time(microseconds: int, voice: Voice) -> str:
    t = _EPOCH + timedelta(microseconds=microseconds)
    if not voice.twelve_hours:
        return f"{t.month}/{t.day}/{t.year} {t.hour:02}:{t.minute:02}:{t.second:02}"
    half = "AM" if t.hour < 12 else "PM"
    return f"{t.month}/{t.day}/{t.year} {t.hour % 12 or 12}:{t.minute:02}:{t.second:02} {half}"

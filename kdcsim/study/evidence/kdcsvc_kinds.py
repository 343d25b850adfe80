"""The events 201 to 209 of the RC4 removal (updates of January 2026 and later), as rows.

Meanings: KB5073381, by way of StrongWind1's rc4-deprecation.md; the exact wording and the order of strings are not
established (fact sheet 2012-2026 sections 6 and 11).
"""

from __future__ import annotations

from kdcsim.study.evidence.event_kind import KDC, EventKind

_SILENCE = "that other services are safe: only requests that met no AES ticket or AES session key are logged"
_AUDIT = "the request was served: this is a warning of what enforcement will refuse"
_BLOCK = "the request was refused with KDC_ERR_ETYPE_NOSUPP (14)"
_SOURCE = "KB5073381"


def _row(
    number: int, name: str, when: str, *, audit: bool, cause: tuple[str, str, str, str], opening: str
) -> EventKind:
    proves, not_proved, first, second = cause
    return EventKind(
        id=number,
        name=name,
        log="System",
        provider=KDC,
        when=f"{'audit' if audit else 'enforcement'} of the RC4 removal: {when}",
        proves=(_AUDIT if audit else _BLOCK, proves),
        not_proved=(not_proved, _SILENCE),
        next=(first, second),
        source=_SOURCE,
        opening=opening,
    )


_CLIENT = (
    "the client's list (Advertized Etypes) has no AES, and nothing is declared for the service",
    "that the service is the problem: it may well have AES keys",
    "why that client offers no AES: its build, its policy, DefaultEncryptionType, or a tool that asks for RC4",
    "if the client cannot be helped: msDS-SupportedEncryptionTypes on this one service, not a default for all",
)
_KEYS = (
    "nothing is declared for the service, and its account has no AES key at this DC",
    "that the service could use AES: after a reset its keytab or stored password must follow",
    "pwdLastSet of the account: reset the password once at functional level 2008 or later",
    "Available Keys of the service in this record and in the next 4769",
)
_ONLY_CLIENT = (
    "the service declares AES alone, and the client's list has no AES",
    "that the service or its keys are wrong",
    "why that client offers no AES: its build, its policy, DefaultEncryptionType, or a tool that asks for RC4",
    "whether the service's 0x18 was meant for every client that it has",
)
_ONLY_KEYS = (
    "the service declares AES alone, and its account has no AES key at this DC",
    "that the attribute is wrong: the missing key is",
    "reset the account's password once, then refresh its keytab or stored password",
    "Available Keys of the service in this record and in the next 4769",
)
_UNSET = "the service declares nothing, no domain default is set"

KDCSVC_KINDS = (
    _row(
        201, "RC4 removal, audit: the client offers no AES", f"{_UNSET}, and the client offers only insecure etypes",
        audit=True, cause=_CLIENT,
        opening=r"detected.{0,300}not (?:defined|configured|set).{0,300}client only supports? insecure",
    ),
    _row(
        202, "RC4 removal, audit: the service has no AES key", f"{_UNSET}, and its account has only insecure keys",
        audit=True, cause=_KEYS,
        opening=r"detected.{0,300}not (?:defined|configured|set).{0,300}only has insecure keys",
    ),
    _row(
        203, "RC4 removal, refused: the client offers no AES", f"{_UNSET}, and the client offers only insecure etypes",
        audit=False, cause=_CLIENT,
        opening=r"blocked.{0,300}not (?:defined|configured|set).{0,300}client only supports? insecure",
    ),
    _row(
        204, "RC4 removal, refused: the service has no AES key", f"{_UNSET}, and its account has only insecure keys",
        audit=False, cause=_KEYS,
        opening=r"blocked.{0,300}not (?:defined|configured|set).{0,300}only has insecure keys",
    ),
    EventKind(
        id=205,
        name="DefaultDomainSupportedEncTypes allows RC4 or DES",
        log="System",
        provider=KDC,
        when="a KDC started with DefaultDomainSupportedEncTypes set to a value that names RC4 or DES",
        proves=("on this DC RC4 or DES is among what is assumed of every account that declares nothing",),
        not_proved=(
            "that such accounts get RC4 tickets: a value that names AES too (0x1C) gives AES to those with AES keys",
            "that anybody uses it: the event tells of a setting, not of a request",
            "that the other DCs have the value too: it is a registry value of one DC and is not replicated",
        ),
        next=("the same value on every other DC", "the accounts that need it: give those the attribute instead"),
        source=_SOURCE,
        opening=r"explicit insecure cipher enablement",
    ),
    _row(
        206, "RC4 removal, audit: AES-only service, client without AES",
        "the service (or the domain default) says AES alone, the client offers none",
        audit=True, cause=_ONLY_CLIENT,
        opening=r"detected.{0,300}only supports? AES.{0,300}not advert",
    ),
    _row(
        207, "RC4 removal, audit: AES-only service without an AES key",
        "the service (or the domain default) says AES alone, and there is no AES key", audit=True, cause=_ONLY_KEYS,
        opening=r"detected.{0,300}only supports? AES.{0,300}(?:not have|lacks?|without) AES",
    ),
    _row(
        208, "RC4 removal, refused: AES-only service, client without AES",
        "the service (or the domain default) says AES alone, the client offers none",
        audit=False, cause=_ONLY_CLIENT,
        opening=r"blocked.{0,300}only supports? AES.{0,300}not advert",
    ),
    _row(
        209, "RC4 removal, refused: AES-only service without an AES key",
        "the service (or the domain default) says AES alone, and there is no AES key", audit=False, cause=_ONLY_KEYS,
        opening=r"blocked.{0,300}only supports? AES.{0,300}(?:not have|lacks?|without) AES",
    ),
)  # fmt: skip

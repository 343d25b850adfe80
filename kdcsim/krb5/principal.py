"""Names: PrincipalName, Principal and service principal name (SPN).

Law of the room: names as they are written, on the wire and by people. Who answers to a name is for a directory to say.
A realm is a plain ``str``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from kdcsim.krb5.numbers import NameType

KRBTGT = "krbtgt"
_SEPARATORS = re.compile(r"\\(.)|([/@])", re.DOTALL)
_TO_ESCAPE = re.compile(r"([\\/@])")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalName:
    r"""RFC 4120 section 5.2.2: a name without its realm; in text, ``/`` joins and ``\`` escapes."""

    name_type: int = NameType.PRINCIPAL
    components: tuple[str, ...]

    @classmethod
    def parse(cls, text: str, *, name_type: int = NameType.PRINCIPAL) -> Self:
        """Read ``HTTP/web.corp.example``. Raises ValueError at an unescaped ``@`` or an empty name."""
        components, realm = _split(text)
        if realm is not None:
            raise ValueError(f"{text!r} has a realm, where a name without one is expected")
        return cls(name_type=name_type, components=components)

    def __str__(self) -> str:
        return "/".join(_escaped(component) for component in self.components)


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A name in a realm: ``alice@CORP.EXAMPLE``."""

    name: PrincipalName
    realm: str

    @classmethod
    def parse(cls, text: str, *, name_type: int = NameType.PRINCIPAL, default_realm: str | None = None) -> Self:
        """Read ``name@REALM``, or ``name`` alone where there is a default realm. Raises ValueError."""
        components, realm = _split(text)
        realm = default_realm if realm is None else realm
        if not realm:
            raise ValueError(f"{text!r} has no realm")
        return cls(name=PrincipalName(name_type=name_type, components=components), realm=realm)

    def __str__(self) -> str:
        return f"{self.name}@{_escaped(self.realm)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SPN:
    """A service principal name: ``class/host[:port][/name]`` (MS-ADTS 5.1.1.4, ``mutual authentication``).

    ``port`` is text, because ``MSSQLSvc/db.corp.example:PAYROLL`` names an instance in its place.
    """

    service_class: str
    host: str
    port: str | None = None
    service_name: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an SPN. Raises ValueError if a part is missing or empty, or there are too many."""
        parts = text.split("/")
        if not 2 <= len(parts) <= 3 or not all(parts) or "@" in text:
            raise ValueError(f"{text!r} is not class/host[:port][/name]")
        host, port = _host_and_port(parts[1])
        return cls(service_class=parts[0], host=host, port=port, service_name=parts[2] if len(parts) == 3 else None)

    def __str__(self) -> str:
        return "/".join(self.components)

    @property
    def components(self) -> tuple[str, ...]:
        """The components of the principal name that stands for this SPN on the wire."""
        host = self.host if self.port is None else f"{self.host}:{self.port}"
        return (
            (self.service_class, host) if self.service_name is None else (self.service_class, host, self.service_name)
        )

    @property
    def name(self) -> PrincipalName:
        """The principal name that stands for this SPN on the wire, of type SRV-INST as Windows sends it."""
        return PrincipalName(name_type=NameType.SRV_INST, components=self.components)

    @property
    def folded(self) -> str:
        """The text by which SPNs are compared: Active Directory ignores case."""
        return str(self).casefold()

    def same_as(self, other: SPN | str) -> bool:
        """Whether both are the same SPN to Active Directory."""
        return self.folded == str(other).casefold()


def krbtgt(realm: str) -> PrincipalName:
    """Name the ticket-granting service of a realm (RFC 4120 section 7.3); a trusting realm's for a referral."""
    return PrincipalName(name_type=NameType.SRV_INST, components=(KRBTGT, realm))


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(r"\\\1", text)


def _split(text: str) -> tuple[tuple[str, ...], str | None]:
    """Cut at unescaped separators; the first ``@`` begins the realm, in which ``/`` has no meaning."""
    parts, position, realm = [""], 0, False
    for mark in _SEPARATORS.finditer(text):
        parts[-1] += text[position : mark.start()]
        position = mark.end()
        if mark[1] is not None:
            parts[-1] += mark[1]
        elif mark[2] == "@" and realm:
            raise ValueError(f"{text!r} has more than one @")
        elif realm:
            parts[-1] += "/"
        else:
            realm = mark[2] == "@"
            parts.append("")
    parts[-1] += text[position:]
    names = parts[:-1] if realm else parts
    if names == [""]:
        raise ValueError(f"{text!r} names nobody")
    return tuple(names), parts[-1] if realm else None


def _host_and_port(text: str) -> tuple[str, str | None]:
    if text.startswith("["):  # an IPv6 address keeps its colons between brackets
        address, bracket, port = text.partition("]")
        host, colon, port = address + bracket, port[:1], port[1:]
    else:
        host, colon, port = text.partition(":")
    if not host or (colon and not port):
        raise ValueError(f"{text!r} is not host[:port]")
    return host, port or None

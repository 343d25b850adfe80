"""Names of things: machines, services, accounts, sessions.

Their form is checked here; whether they exist, when the whole world is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kdcsim.ad.host.session import BUILTIN
from kdcsim.scenario import codes
from kdcsim.scenario.node import Node, ScalarNode, is_null
from kdcsim.scenario.scalar import as_integer
from kdcsim.scenario.vocabulary.kind import HEX, Kind, Reading, Reference, Schema, Sort, short
from kdcsim.world.action import user_luid


@dataclass(frozen=True, slots=True)
class Name(Kind[str]):
    """A new name, in the form that its sort of thing has."""

    words: str
    pattern: str
    note: str

    def read(self, node: Node, reading: Reading) -> str | None:
        """Read it."""
        if not isinstance(node, ScalarNode) or is_null(node):
            return self.refuse(node, reading)
        if not re.fullmatch(self.pattern, node.text):
            message = f"`{short(node.text)}` cannot be {self.words}"
            return self.fault(reading, node, codes.BAD_FORM, message, note=self.note)
        return node.text

    def schema(self) -> Schema:
        """A text of that form."""
        return {"type": ["string", "number"]}


MACHINE_NAME = Name("a machine name", r"[A-Za-z0-9_][A-Za-z0-9_-]{0,14}", "1 to 15 letters, digits and hyphens")
DOMAIN_NAME = Name("a DNS domain name", r"(?=.{1,200}\Z)[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*", "such as `contoso.com`")
ACCOUNT_NAME = Name(
    "an account name",
    r"[^\s\"/\\\[\]:;|=,+*?<>@$][^\"/\\\[\]:;|=,+*?<>@\n]{0,63}",
    "no / \\ [ ] : ; | = , + * ? < > @ in it",
)
SERVICE_NAME = Name("a service name", r"[^\s/\\][^/\\\n]{0,255}", "no slashes in it")
SPN = Name("an SPN", r"[^\s/]+/[^\s/]+(/[^\s/]+)?", "class/host, class/host:port or class/host/name")
STEP_ID = Name("a step id", r"[A-Za-z0-9][A-Za-z0-9_.-]{0,60}", "letters, digits, `-`, `_` and `.`, no blanks")
BRANCH_NAME = Name("a branch name", r"[A-Za-z0-9][A-Za-z0-9_.-]{0,60}", "letters, digits, `-`, `_` and `.`, no blanks")
SCENARIO_NAME = Name("a scenario name", r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}", "the name of a file without `.yaml`")
FREE_NAME = Name("a name", r"\S(.{0,198}\S)?", "a short text on one line")


@dataclass(frozen=True, slots=True)
class Named(Kind[str]):
    """The name of something that must exist."""

    sort: Sort

    @property
    def words(self) -> str:
        """What a person would call it."""
        return f"the name of a {self.sort.value}" if self.sort is not Sort.ACCOUNT else "the name of an account"

    def read(self, node: Node, reading: Reading) -> str | None:
        """Read it and note the reference."""
        if not isinstance(node, ScalarNode) or is_null(node):
            return self.refuse(node, reading)
        reading.references.append(Reference(self.sort, node.text, node.span))
        return node.text

    def schema(self) -> Schema:
        """A text."""
        return {"type": ["string", "number"]}


@dataclass(frozen=True, slots=True)
class Place(Kind[tuple[str, str]]):
    """A service by its host: ``HUB-1/MSExchangeTransport``."""

    words: str = "a service as HOST/service"

    def read(self, node: Node, reading: Reading) -> tuple[str, str] | None:
        """Read it and note the reference."""
        if not isinstance(node, ScalarNode) or is_null(node):
            return self.refuse(node, reading)
        host, slash, service = node.text.partition("/")
        if not slash or not host or not service:
            message = f"`{short(node.text)}` does not name a service"
            return self.fault(reading, node, codes.BAD_FORM, message, help="write it as `HOST/service`")
        reading.references.append(Reference(Sort.SERVICE, node.text, node.span))
        return host, service

    def schema(self) -> Schema:
        """A text with a slash."""
        return {"type": "string", "pattern": "^[^/]+/.+$"}


@dataclass(frozen=True, slots=True)
class SessionName:
    """A logon session as somebody told it: by LUID, or by the user or the service (under an account of its own)."""

    luid: int | None = None
    user: str | None = None

    def on(self, host: str) -> int:
        """The LUID of this session on a host."""
        return self.luid if self.luid is not None else user_luid(host, self.user or "")


_BUILTIN = {each.name.lower(): each.luid for each in BUILTIN}


@dataclass(frozen=True, slots=True)
class Session(Kind[SessionName]):
    """A logon session: LocalSystem, NetworkService, LocalService, a LUID, or the user or service that it is of."""

    words: str = "a logon session"

    def read(self, node: Node, reading: Reading) -> SessionName | None:
        """Read it; a user's name is noted as a reference."""
        if not isinstance(node, ScalarNode) or is_null(node):
            return self.refuse(node, reading)
        luid = as_integer(node)
        if luid is not None and not 0 < luid <= 0xFFFFFFFF:
            return self.fault(reading, node, codes.OUT_OF_RANGE, f"{luid} is no LUID", note="such as 0x3e7")
        builtin = _BUILTIN.get(node.text.lower())
        if luid is not None or builtin is not None:
            return SessionName(luid=luid if luid is not None else builtin)
        reading.references.append(Reference(Sort.SESSION, node.text, node.span))
        return SessionName(user=node.text)

    def schema(self) -> Schema:
        """A name or a number."""
        return {"anyOf": [{"type": "string"}, {"type": "integer"}, HEX]}


@dataclass(frozen=True, slots=True)
class RunsAs(Kind[str]):
    """The account a service runs as: a built-in one, or an account of the domain."""

    words: str = "an account a service can run as"

    def read(self, node: Node, reading: Reading) -> str | None:
        """Read it; a domain account is noted as a reference."""
        if not isinstance(node, ScalarNode) or is_null(node):
            return self.refuse(node, reading)
        names = {each.name.lower(): each.name for each in BUILTIN}
        if node.text.lower() in names:
            return names[node.text.lower()]
        reading.references.append(Reference(Sort.RUNS_AS, node.text, node.span))
        return node.text

    def schema(self) -> Schema:
        """A name."""
        return {"type": "string"}

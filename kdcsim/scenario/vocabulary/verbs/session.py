"""Verbs for logon sessions: people come and go, tickets are asked, shown and thrown away."""

from __future__ import annotations

from typing import Any

from kdcsim.scenario.vocabulary.kind import Text, Truth
from kdcsim.scenario.vocabulary.named import SPN, Session, SessionName
from kdcsim.scenario.vocabulary.verb import (
    A_PASSWORD,
    ACCOUNT,
    AS,
    CARRIES,
    FAR,
    FROM,
    HOST,
    TO,
    VIA,
    Verb,
    action,
    in_session,
    key,
    on,
    verb,
)
from kdcsim.world.action import Action

USER = key("user", ACCOUNT, "who", "alice", required=True)
TYPED = key("password", A_PASSWORD, "the password typed", "Pa$$w0rd", required=True)


def _connect(*, service: tuple[str, str], session: SessionName, host: str, **told: Any) -> Action:
    to_host, to_service = service
    return action.Connect(host=host, session=session.on(host), to_host=to_host, to_service=to_service, **told)


def _connect_anonymously(*, service: tuple[str, str], **told: Any) -> Action:
    return action.ConnectAnonymously(to_host=service[0], to_service=service[1], **told)


SESSION_VERBS: tuple[Verb, ...] = (
    verb(
        action.LogOn,
        "Log a user on to a host.",
        lambda a: f"{a.host} {a.user}",
        on("which host", HOST, "host"),
        USER,
        TYPED,
        VIA,
    ),
    verb(
        action.RunAs,
        "Start a program as another user: `runas`, or with `net_only` `runas /netonly`.",
        lambda a: f"{a.host} {a.user}",
        on("which host", HOST, "host"),
        USER,
        TYPED,
        key("net_only", Truth(), "true: nothing is proven before the first ticket is asked", "true"),
        VIA,
    ),
    verb(
        action.LogOff,
        "End a session: its tickets and keys are gone.",
        lambda a: f"{a.host} {a.session:#x}",
        on("which host", HOST, "host"),
        key("session", Session(), "whose session", "alice", required=True),
        make=in_session(action.LogOff),
    ),
    verb(
        action.Authenticate,
        "Do a new AS exchange, whatever the cache holds.",
        lambda a: f"{a.host} {a.session:#x}",
        FROM,
        AS,
        VIA,
        make=in_session(action.Authenticate),
    ),
    verb(
        action.RequestTicket,
        "Ask for a service ticket, or for a TGT to forward to a service.",
        lambda a: f"{a.host} {a.session:#x} {a.spn or 'forward to ' + str(a.forward_to)}",
        FROM,
        AS,
        key("spn", SPN, "for which service", "host/hub-1.contoso.com"),
        key("forward_to", SPN, "instead of `spn`: a TGT to forward to this service", "ldap/dc-2008.contoso.com"),
        VIA,
        FAR,
        make=in_session(action.RequestTicket),
    ),
    verb(
        action.PurgeTickets,
        "Throw away the tickets of a session, as `klist purge` does - and nothing else.",
        lambda a: f"{a.host} {a.session:#x}",
        on("on which host", HOST, "host"),
        key("session", Session(), "whose tickets", "LocalSystem", required=True),
        make=in_session(action.PurgeTickets),
    ),
    verb(
        action.Connect,
        "Connect to a service with Kerberos.",
        lambda a: f"{a.host} {a.session:#x} {a.to_host}/{a.to_service}",
        FROM,
        AS,
        TO,
        key("spn", SPN, "the name the client asks a ticket for, if not host/ and the host's DNS name"),
        VIA,
        FAR,
        CARRIES,
        key("mutual", Truth(), "whether the service must prove itself too; true if nothing is said", "false"),
        make=_connect,
    ),
    verb(
        action.ConnectAnonymously,
        "Connect to a service without any credential, as internet mail does.",
        lambda a: f"{a.source} {a.to_host}/{a.to_service}",
        key("from", Text("a name"), "who connects", "internet", required=True, feeds="source"),
        TO,
        CARRIES,
        make=_connect_anonymously,
    ),
)

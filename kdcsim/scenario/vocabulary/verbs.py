"""Verbs: what a step can do, one row for each action of the world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kdcsim.scenario.vocabulary.kind import Sort, Text, Truth
from kdcsim.scenario.vocabulary.moment import Duration, written
from kdcsim.scenario.vocabulary.named import MACHINE_NAME, SPN, Named, Place, RunsAs, Session, SessionName
from kdcsim.scenario.vocabulary.shape import Key, Shape
from kdcsim.scenario.vocabulary.windows import DC_OS, DWORD, KB, LEVEL, UPDATE_LEVEL, Mask, RegistryName
from kdcsim.world import action
from kdcsim.world.action import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One verb: the shape of its mapping, and how its target reads in a step's label."""

    shape: Shape[Action]
    target: Callable[[Any], str]

    @property
    def name(self) -> str:
        """The word in the file."""
        return self.shape.name


def _key(name: str, kind: Any, sentence: str, example: str = "", *, required: bool = False, feeds: str = "") -> Key:
    return Key(name=name, kind=kind, sentence=sentence, example=example, required=required, feeds=feeds or None)


HOST, DC, MACHINE = Named(Sort.HOST), Named(Sort.DC), Named(Sort.MACHINE)
ACCOUNT, DOMAIN, MESSAGE = Named(Sort.ACCOUNT), Named(Sort.DOMAIN), Named(Sort.MESSAGE)

VIA = _key("via", DC, "at which DC; the host's own if nothing is said", "DC-2008", feeds="dc")
FROM = _key("from", HOST, "the client", "SERVER-1", required=True, feeds="host")
AS = _key("as", Session(), "as which logon session", "LocalSystem", required=True, feeds="session")
TO = _key("to", Place(), "the service", "HUB-1/MSExchangeTransport", required=True, feeds="service")
SERVICE = _key("service", Place(), "the service", "HUB-1/MSExchangeTransport", required=True)
CARRIES = _key("message", MESSAGE, "what is delivered if the service accepts", "Alice to Bob")
REGISTRY_NAME = _key("name", RegistryName(), "a setting, or a full path", "DefaultEncryptionType", required=True)
PASSWORD = _key("password", Text("a password"), "the password of an account of the domain", "Pa$$w0rd")


def _on(sentence: str, kind: Named = MACHINE, feeds: str = "machine") -> Key:
    return _key("on", kind, sentence, "HUB-1", required=True, feeds=feeds)


def _session(make: Callable[..., Action]) -> Callable[..., Action]:
    """Let a maker take a session by name: its LUID depends on the host."""

    def made(*, host: str, session: SessionName, **told: Any) -> Action:
        return make(host=host, session=session.on(host), **told)

    return made


def _placed(make: Callable[..., Action]) -> Callable[..., Action]:
    """Let a maker take HOST/service in one word."""

    def made(*, service: tuple[str, str], **told: Any) -> Action:
        return make(host=service[0], service=service[1], **told)

    return made


def _connect(*, service: tuple[str, str], session: SessionName, host: str, **told: Any) -> Action:
    to_host, to_service = service
    return action.Connect(host=host, session=session.on(host), to_host=to_host, to_service=to_service, **told)


def _connect_anonymously(*, service: tuple[str, str], **told: Any) -> Action:
    return action.ConnectAnonymously(to_host=service[0], to_service=service[1], **told)


def _set_supported(*, value: int | str, **told: Any) -> Action:
    return action.SetSupportedEtypes(value=value if isinstance(value, int) else None, **told)


def _replicate(*, domain: str | None = None, **told: Any) -> Action:
    return action.Replicate(domain=None if domain == "all" else domain, **told)


def _verb(
    name: str,
    sentence: str,
    make: Callable[..., Action],
    target: Callable[[Any], str],
    *keys: Key,
    shorthand: str | None = None,
) -> Verb:
    return Verb(shape=Shape(name=name, sentence=sentence, make=make, keys=keys, shorthand=shorthand), target=target)


VERBS: tuple[Verb, ...] = (
    _verb(
        "boot",
        "Start a host: sessions, keys and tickets are made anew, and its services start.",
        action.Boot,
        lambda a: a.host,
        _key("host", HOST, "which host", "HUB-1", required=True),
        VIA,
        shorthand="host",
    ),
    _verb(
        "restart_kdc",
        "Start a DC's KDC anew: settings that are read at KDC start are read.",
        action.RestartKdc,
        lambda a: a.dc,
        _key("dc", DC, "which DC", "DC-2008", required=True),
        shorthand="dc",
    ),
    _verb(
        "start_service",
        "Start a service under the account it is set to.",
        _placed(action.StartService),
        lambda a: f"{a.host}/{a.service}",
        SERVICE,
        shorthand="service",
    ),
    _verb(
        "stop_service",
        "Stop a service.",
        _placed(action.StopService),
        lambda a: f"{a.host}/{a.service}",
        SERVICE,
        shorthand="service",
    ),
    _verb(
        "set_service_account",
        "Set the account that a service runs as, and start it again.",
        _placed(action.SetServiceAccount),
        lambda a: f"{a.host}/{a.service}",
        SERVICE,
        _key("runs_as", RunsAs(), "the new account", "LocalSystem", required=True, feeds="account"),
        PASSWORD,
    ),
    _verb(
        "log_on",
        "Log a user on to a host.",
        action.LogOn,
        lambda a: f"{a.host} {a.user}",
        _on("which host", HOST, "host"),
        _key("user", ACCOUNT, "who", "alice", required=True),
        _key("password", Text("a password"), "the password typed", "Pa$$w0rd", required=True),
        VIA,
    ),
    _verb(
        "request_ticket",
        "Ask for a service ticket, or for a TGT to forward to a service.",
        _session(action.RequestTicket),
        lambda a: f"{a.host} {a.session:#x} {a.spn or 'forward to ' + str(a.forward_to)}",
        FROM,
        AS,
        _key("spn", SPN, "for which service", "host/hub-1.contoso.com"),
        _key("forward_to", SPN, "instead of `spn`: a TGT to forward to this service", "ldap/dc-2008.contoso.com"),
        VIA,
    ),
    _verb(
        "authenticate",
        "Do a new AS exchange, whatever the cache holds.",
        _session(action.Authenticate),
        lambda a: f"{a.host} {a.session:#x}",
        FROM,
        AS,
        VIA,
    ),
    _verb(
        "connect",
        "Connect to a service with Kerberos.",
        _connect,
        lambda a: f"{a.host} {a.session:#x} {a.to_host}/{a.to_service}",
        FROM,
        AS,
        TO,
        _key("spn", SPN, "the name the client asks a ticket for, if not host/ and the host's DNS name"),
        VIA,
        CARRIES,
        _key("mutual", Truth(), "whether the service must prove itself too; true if nothing is said", "false"),
    ),
    _verb(
        "connect_anonymously",
        "Connect to a service without any credential, as internet mail does.",
        _connect_anonymously,
        lambda a: f"{a.source} {a.to_host}/{a.to_service}",
        _key("from", Text("a name"), "who connects", "internet", required=True, feeds="source"),
        TO,
        CARRIES,
    ),
    _verb(
        "set_registry",
        "Set a REG_DWORD.",
        action.SetRegistry,
        lambda a: f"{a.machine} {a.name}",
        _on("on which machine"),
        REGISTRY_NAME,
        _key("value", DWORD, "the value", "23", required=True),
    ),
    _verb(
        "delete_registry",
        "Delete a registry value.",
        action.DeleteRegistry,
        lambda a: f"{a.machine} {a.name}",
        _on("on which machine"),
        REGISTRY_NAME,
    ),
    _verb(
        "purge_tickets",
        "Throw away the tickets of a session, as `klist purge` does - and nothing else.",
        _session(action.PurgeTickets),
        lambda a: f"{a.host} {a.session:#x}",
        _on("on which host", HOST, "host"),
        _key("session", Session(), "whose tickets", "LocalSystem", required=True),
    ),
    _verb(
        "change_machine_password",
        "Let a host change its machine password.",
        action.ChangeMachinePassword,
        lambda a: a.host,
        _key("host", HOST, "which host", "HUB-1", required=True),
        VIA,
        shorthand="host",
    ),
    _verb(
        "change_password",
        "Set an account's password.",
        action.ChangePassword,
        lambda a: a.account,
        _key("account", ACCOUNT, "whose", "alice", required=True),
        _key("password", Text("a password"), "the new one", "Pa$$w0rd", required=True),
        VIA,
    ),
    _verb(
        "replicate",
        "Bring replicas together: all of a domain's, or one DC's changes to another.",
        _replicate,
        lambda a: " ".join(part for part in (a.domain, a.source, a.to) if part) or "all",
        _key("domain", Named(Sort.DOMAIN), "which domain; every one if nothing is said", "contoso.com"),
        _key("from", DC, "one DC's changes", "DC-2003", feeds="source"),
        _key("to", DC, "to one other", "DC-2008"),
        shorthand="domain",
    ),
    _verb(
        "set_supported_etypes",
        "Set msDS-SupportedEncryptionTypes of an account; `unset` clears it.",
        _set_supported,
        lambda a: a.account,
        _key("account", ACCOUNT, "whose; a computer's ends with $", "HUB-1$", required=True),
        _key("value", Mask(may_be_unset=True), "the new value", "[AES128, AES256]", required=True),
        VIA,
    ),
    _verb(
        "install_update",
        "Install an update; a machine it was not built for refuses it.",
        action.InstallUpdate,
        lambda a: f"{a.machine} {a.kb}",
        _on("on which machine"),
        _key("kb", KB, "which update", "KB2566059", required=True),
    ),
    _verb(
        "raise_functional_level",
        "Raise a domain's functional level.",
        action.RaiseFunctionalLevel,
        lambda a: a.domain,
        _key("domain", DOMAIN, "which domain", "contoso.com", required=True),
        _key("level", LEVEL, "the new level", "2008", required=True),
        VIA,
    ),
    _verb(
        "promote_dc",
        "Add a DC to a domain.",
        action.PromoteDc,
        lambda a: a.dc,
        _key("dc", MACHINE_NAME, "its name", "DC-2012", required=True),
        _key("domain", DOMAIN, "which domain", "contoso.com", required=True),
        _key("os", DC_OS, "its Windows", "2012", required=True),
        _key("update", UPDATE_LEVEL, "how far it is patched; `rtm` if nothing is said", "2022-11"),
    ),
    _verb(
        "demote_dc",
        "Take a DC out of its domain.",
        action.DemoteDc,
        lambda a: a.dc,
        _key("dc", DC, "which DC", "DC-2003", required=True),
        shorthand="dc",
    ),
    _verb(
        "wait",
        "Let time pass.",
        action.Wait,
        lambda a: written(a.seconds),
        _key("time", Duration(), "how long", "10 h", required=True, feeds="seconds"),
        shorthand="time",
    ),
)
BY_NAME: dict[str, Verb] = {verb.name: verb for verb in VERBS}

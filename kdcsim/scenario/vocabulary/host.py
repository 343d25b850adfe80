"""The vocabulary of member hosts: their services, and the messages that wait for one."""

from __future__ import annotations

from functools import partial
from typing import Any

from kdcsim.scenario.vocabulary.account import SPNS
from kdcsim.scenario.vocabulary.domain import CLOCK, REGISTRY, UPDATES, Pairs, named
from kdcsim.scenario.vocabulary.kind import ListOf, NamesOf, Sort, Text
from kdcsim.scenario.vocabulary.named import SERVICE_NAME, Named, RunsAs
from kdcsim.scenario.vocabulary.shape import Key, Shape
from kdcsim.scenario.vocabulary.windows import CLIENT_OS, Etype, Mask
from kdcsim.world.plan import HostPlan, MessagePlan, ServicePlan

SERVICE = Shape(
    name="service",
    sentence="A service on a host. It runs when the host has booted.",
    shorthand="runs_as",
    make=partial(ServicePlan, name=""),
    keys=(
        Key(
            name="runs_as",
            kind=RunsAs(),
            sentence="LocalSystem, NetworkService, LocalService, or an account of the domain",
            example="NetworkService",
            required=True,
        ),
        Key(
            name="password",
            kind=Text("a password"),
            sentence="the password it was given; the account's if nothing is said",
        ),
        SPNS,
    ),
)


def _host(
    *,
    supported_etypes: int | str | None = None,
    registry: Pairs[int] = (),
    services: Pairs[ServicePlan] = (),
    **told: Any,
) -> HostPlan:
    return HostPlan(
        name="",
        supported_etypes=supported_etypes if isinstance(supported_etypes, int) else None,
        clears_supported=supported_etypes == "unset",
        registry=dict(registry),
        services=named(services),
        **told,
    )


HOST = Shape(
    name="host",
    sentence="A member of a domain.",
    make=_host,
    keys=(
        Key(
            name="os",
            kind=CLIENT_OS,
            sentence="its Windows; service packs may be named. Linux, MIT, Heimdal, Java and impacket are others",
            example="2008 SP2",
            required=True,
        ),
        Key(
            name="domain",
            kind=Named(Sort.DOMAIN),
            sentence="the domain it has joined",
            example="contoso.com",
            required=True,
        ),
        Key(name="dc", kind=Named(Sort.DC), sentence="the DC it asks if a step names none", example="DC-2008"),
        Key(
            name="joined_at",
            kind=Named(Sort.DC),
            sentence="the DC at which its machine password was last set; the newest if nothing is said",
            example="DC-2008",
        ),
        Key(name="registry", kind=REGISTRY, sentence="REG_DWORD values", example="{DefaultEncryptionType: 23}"),
        UPDATES,
        Key(name="services", kind=NamesOf(SERVICE, SERVICE_NAME, "a name"), sentence="its services"),
        SPNS,
        Key(
            name="supported_etypes",
            kind=Mask(may_be_unset=True),
            sentence="what its computer account declares, if not what its Windows writes; `unset` for nothing",
            example="0x7",
        ),
        Key(name="os_version", kind=Text("a version"), sentence="operatingSystemVersion of its account", example="6.0"),
        Key(
            name="etypes",
            kind=ListOf(Etype(), single=True),
            sentence="what it offers as a client, in this order, where its configuration narrows that",
            example="[RC4]",
        ),
        CLOCK,
    ),
)
MESSAGE = Shape(
    name="message",
    sentence="A message (or any work) that waits in one place until a service accepts it.",
    make=partial(MessagePlan, name=""),
    keys=(
        Key(name="lies_in", kind=Text("a place"), sentence="where it lies", example="Drafts", required=True),
        Key(name="goes_to", kind=Text("a place"), sentence="where it goes", example="Bob's Inbox", required=True),
    ),
)

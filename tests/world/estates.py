"""Estates: worlds of today for the tests - a web service with clients of many kinds, and two domains in trust."""

from __future__ import annotations

from collections.abc import Mapping

from kdcsim.ad.directory import TrustDirection
from kdcsim.ad.host.session import LOCAL_SYSTEM
from kdcsim.world.action import Connect
from kdcsim.world.plan import AccountPlan, DcPlan, DomainPlan, HostPlan, ServicePlan, TrustPlan, WorldPlan

START = 1_767_225_600
"""2026-01-01T00:00:00Z."""
WEB_SPN = "HTTP/web.corp.example"


def corp(
    *,
    dc_os: str = "2022",
    update: str = "2022-11",
    level: str = "2016",
    client_os: str = "11",
    web_os: str = "Linux",
    client_etypes: tuple[int, ...] | None = None,
    accounts: tuple[AccountPlan, ...] = (),
    web_account: str = "svc-web",
    dc_registry: Mapping[str, int] | None = None,
    client_registry: Mapping[str, int] | None = None,
    two_dcs: bool = False,
) -> WorldPlan:
    """A domain with a client, a web host, and a service account that bears the web service's SPN."""
    dcs = [DcPlan(name="DC1", os=dc_os, update=update, registry=dc_registry or {})]
    if two_dcs:
        dcs.append(DcPlan(name="DC2", os=dc_os, update=update, registry=dc_registry or {}))
    service = AccountPlan(name="svc-web", password="web-Pa$$w0rd", spns=(WEB_SPN,), supported_etypes=0x18)
    web = ServicePlan(name="httpd", runs_as=web_account, password="web-Pa$$w0rd")
    return WorldPlan(
        start=START,
        domains=(
            DomainPlan(
                dns="corp.example",
                netbios="CORP",
                level=level,
                dcs=tuple(dcs),
                accounts=(service, AccountPlan(name="alice", password="alice-Pa$$w0rd"), *accounts),
            ),
        ),
        hosts=(
            HostPlan(
                name="PC",
                os=client_os,
                domain="corp.example",
                dc="DC1",
                etypes=client_etypes,
                registry=client_registry or {},
            ),
            HostPlan(name="WEB", os=web_os, domain="corp.example", dc="DC1", services=(web,)),
        ),
    )


def browse(dc: str | None = None, spn: str = WEB_SPN, session: int = LOCAL_SYSTEM) -> Connect:
    """The client opens the web page."""
    return Connect(host="PC", session=session, to_host="WEB", to_service="httpd", spn=spn, dc=dc)


def two_realms(
    *,
    direction: TrustDirection = TrustDirection.BOTH,
    supported: int | None = None,
    other_supported: int | None = None,
    dc_os: str = "2022",
    update: str = "2022-11",
    client_etypes: tuple[int, ...] | None = None,
) -> WorldPlan:
    """corp.example with a client, and partner.example with a file server; ``direction`` as corp.example sees it."""
    return WorldPlan(
        start=START,
        domains=tuple(
            DomainPlan(
                dns=dns,
                netbios=dns.split(".")[0].upper(),
                level="2016",
                dcs=(DcPlan(name=dc, os=dc_os, update=update),),
                accounts=(AccountPlan(name=user, password="Pa$$w0rd"),),
            )
            for dns, dc, user in (("corp.example", "DC1", "alice"), ("partner.example", "DC9", "bob"))
        ),
        hosts=(
            HostPlan(name="PC", os="11", domain="corp.example", etypes=client_etypes),
            HostPlan(
                name="FILES",
                os="2022",
                domain="partner.example",
                services=(ServicePlan(name="Server", runs_as="LocalSystem"),),
            ),
        ),
        trusts=(
            TrustPlan(
                domain="corp.example",
                other="partner.example",
                direction=direction,
                supported_etypes=supported,
                other_supported_etypes=other_supported,
            ),
        ),
    )


def cross(session: int = LOCAL_SYSTEM) -> Connect:
    """The client of corp.example opens a share in partner.example."""
    spn = "cifs/files.partner.example"
    return Connect(host="PC", session=session, to_host="FILES", to_service="Server", spn=spn)

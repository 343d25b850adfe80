"""Classes: sessions that log on alike, and services that tickets are made for alike, at one DC.

A client's class is what its logon comes to and what it would offer next; a service's class is everything a KDC and an
acceptor look at, without the names. Two pairs of the same classes have the same outcome. What decisions alone do not
tell - a session of another realm, a service that asks its keytab for one version - is a class of its own.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from kdcsim.ad.directory import Account
from kdcsim.ad.host.client import Client as Asking
from kdcsim.ad.host.session import LogonSession
from kdcsim.ad.kdc import Kdc
from kdcsim.ad.policy import ClientView, client_list
from kdcsim.ad.settings import LOG_LEVEL
from kdcsim.study.decide import Client, Service
from kdcsim.study.decide.asking import found_service
from kdcsim.study.decide.login import Login, login
from kdcsim.study.decide.sealed import Ticket
from kdcsim.study.decide.showing import listening_session, shown
from kdcsim.world.network import kdc_of
from kdcsim.world.state import Dc, World


class Classes:
    """The classes of one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._kdcs = {dc.name: kdc_of(world, dc) for dc in world.dcs.values()}

    def client(self, client: Client, dc: Dc) -> Hashable:
        """What the logon of a session at a DC comes to; None where this world has no such session."""
        host = self.world.hosts.get(client.host)
        if host is None:
            return None
        session = host.sessions.get(client.session)
        if session is None or session.account is None:
            return None
        if session.realm.lower() != dc.domain.lower():
            return (client.host, client.session)
        view, kdc = host.view(self.world.assumptions), self._kdcs[dc.name]
        chance = self.world.chance.at("compare")
        asking = Asking(session=session, view=view, now=self.world.now, chance=chance)
        told = login(asking, kdc, host.address)
        offered = () if told.tgt is None else client_list(replace(view, tgt_session=told.tgt.session_etype)).value
        logs = bool(host.registry.get(LOG_LEVEL))
        return (told.error, offered, _told(told), host.clock_offset, host.generation.sends_supported, logs)

    def service(self, service: Service, dc: Dc) -> Hashable:
        """What a KDC and the service's session make of a ticket; None where this world has no such service."""
        kdc = self._kdcs[dc.name]
        account = found_service(kdc, service.spn)
        if not service.host:
            held = any(service.spn.lower() in each.directory.by_spn for each in self.world.dcs.values())
            return self._asked(kdc, account, service) if held else None
        host = self.world.hosts.get(service.host)
        if host is None or host.service(service.name) is None:
            return None
        listening = listening_session(host, service.name)
        if isinstance(listening, str):
            return "stopped"
        if listening.named:
            return service
        view, asked = host.view(self.world.assumptions), self._asked(kdc, account, service)
        opens = _opens(kdc, account, view, listening) if isinstance(account, Account) else ()
        return (asked, opens, host.clock_offset, view.filter, host.generation.windows)

    def _asked(self, kdc: Kdc, account: Account | int, service: Service) -> Hashable:
        if isinstance(account, int):
            return (account, service.spn)
        target = replace(kdc.target(account), name="")
        return (target, account.trusted_for_delegation)


def _opens(kdc: Kdc, account: Account, view: ClientView, listening: LogonSession) -> Hashable:
    tickets = (Ticket(etype=k.etype, session_etype=0, key=k.key) for k in kdc.keys(account))
    return tuple((t.etype, shown(t, listening, view.generation, view.accepts).error) for t in tickets)


def _told(told: Login) -> Hashable:
    return tuple((e.error, e.requested, e.preauth_etype, e.reply_etype, e.reset_would_help) for e in told.exchanges)

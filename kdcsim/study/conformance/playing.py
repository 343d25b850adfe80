"""Playing: a row as real exchanges - bytes to the KDC, a reply opened by the client, a ticket by its service.

An AS row asks for the service directly, with the row's list from the first message on: the KDC's demand for a
timestamp is part of what was observed. A TGS row shows a TGT that was got with a full list, so that the row's own
list moves nothing but the ticket it asks about. A DC whose settings let nobody have a TGT from it (an RC4-only filter
on Server 2025) is shown one that another DC of the domain gave, with a session key that it can work with.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.directory import Account, AccountKind, Directory
from kdcsim.ad.eventlog import Audit, kdc_events, kdc_start_events
from kdcsim.ad.kdc import Kdc
from kdcsim.ad.supported import etypes_of
from kdcsim.chance import Chance
from kdcsim.krb5.messages import EncTicketPart
from kdcsim.krb5.numbers import KeyUsage
from kdcsim.krb5.sealing import unseal
from kdcsim.study.conformance.asking import Asker, Given, Said
from kdcsim.study.conformance.place import (
    ALL_ETYPES,
    HELPER,
    NETBIOS,
    REALM,
    TESTED,
    client_account,
    service_name,
    target_account,
    world_of,
)
from kdcsim.study.conformance.row import DcSettings, ExpectedEvent, Row
from kdcsim.world.network import kdc_of
from kdcsim.world.state import World

_KRBTGT = ("krbtgt", REALM)
NO_TGT = "no DC of this domain can give a TGT that this DC would take: no etype is left"
NO_AS_REFERRAL = (
    "an AS exchange that asks for the other realm's krbtgt is not played here: clients get referrals in TGS exchanges"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came of a row here, in the terms of its columns, and the exchanges to ask why."""

    outcome: str
    ticket_etype: int | None
    session_etype: int | None
    error: int | None
    events: tuple[ExpectedEvent, ...]
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One DC with its settings, ready to be asked; TGTs that it gave are kept."""

    world: World
    kdc: Kdc
    helper: Kdc | None
    client: Account
    tgts: dict[tuple[int, ...], Given | None] = field(default_factory=dict)

    @classmethod
    def of(cls, dc: DcSettings, assumptions: Assumptions) -> Stage:
        """Found the world of these settings."""
        world = world_of(dc, assumptions)
        helper = kdc_of(world, world.dc(HELPER)) if HELPER in world.dcs else None
        client = client_account(world)
        directory = world.dc(TESTED).directory.with_account(client)
        kdc = replace(kdc_of(world, world.dc(TESTED)), directory=directory)
        return cls(world=world, kdc=kdc, helper=helper, client=client)

    def play(self, row: Row) -> Seen | None:
        """Ask what the row asked; None when no DC here could give the TGT that it takes."""
        target = target_account(self.world, row.target)
        kdc = replace(self.kdc, directory=self.kdc.directory.with_account(target), memory={})
        asker = Asker(account=self.client, now=self.world.now, chance=Chance(seed=1).at("observation"))
        name = service_name(row.target.kind)
        if row.exchange == "AS":
            return self._seen(kdc, asker.ask_as(kdc, name, row.client_etypes), target)
        own_krbtgt = row.target.keys if row.target.kind is AccountKind.KRBTGT else ()
        if own_krbtgt not in self.tgts:
            self.tgts[own_krbtgt] = self._tgt(kdc, asker)
        tgt = self.tgts[own_krbtgt]
        return None if tgt is None else self._seen(kdc, asker.ask_tgs(kdc, tgt, name, row.client_etypes), target)

    def _tgt(self, kdc: Kdc, asker: Asker) -> Given | None:
        """A TGT that this DC can work with: from itself, else from the helper."""
        own = asker.ask_as(kdc, _KRBTGT, ALL_ETYPES).given
        if own is not None or self.helper is None:
            return own
        usable = tuple(e for e in ALL_ETYPES if e in etypes_of(kdc.view.enabled))
        helper = replace(self.helper, directory=kdc.directory, memory={})
        return asker.ask_as(helper, _KRBTGT, usable).given

    def _seen(self, kdc: Kdc, said: Said, target: Account) -> Seen:
        given = said.given
        if given is not None:
            _check_ticket(given, target)
        return Seen(
            outcome="refused" if given is None else "issued",
            ticket_etype=None if given is None else int(given.ticket.enc_part.etype),
            session_etype=None if given is None else int(given.session.etype),
            error=said.error,
            events=(*self._start_events(kdc.directory), *self._events(kdc, said)),
            said=said,
        )

    def _events(self, kdc: Kdc, said: Said) -> tuple[ExpectedEvent, ...]:
        dc = self.world.dc(TESTED)
        audits = {Audit.SUCCESS: "S", Audit.FAILURE: "F"}
        logged = (e for x in said.exchanges for e in kdc_events(x, kdc.view, dc.fqdn, NETBIOS))
        return tuple(ExpectedEvent(e.id, audits.get(e.audit, "")) for e in logged)

    def _start_events(self, directory: Directory) -> tuple[ExpectedEvent, ...]:
        dc = self.world.dc(TESTED)
        logged = kdc_start_events(self.kdc.view, directory, dc.fqdn, self.world.now)
        return tuple(ExpectedEvent(e.id, at_start=True) for e in logged)


def cannot_be_asked(row: Row) -> str | None:
    """Why there is nothing to be asked, though nothing is wrong with the row; None if there is."""
    return NO_AS_REFERRAL if row.exchange == "AS" and row.target.kind is AccountKind.TRUST else None


def _check_ticket(given: Given, target: Account) -> None:
    """The ticket opens with the target's own key, and holds the session key that the client got."""
    etype = given.ticket.enc_part.etype
    key = next(k.key for k in target.keys.usable(check_marker=False) if k.etype == etype)
    part = unseal(EncTicketPart, given.ticket.enc_part, key, int(KeyUsage.TICKET))
    assert part.key == given.session, "client and service were given different session keys"

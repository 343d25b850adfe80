"""Trusts: referrals cross realms under keys that both ends share."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.directory import TrustDirection, trust_salt
from kdcsim.ad.host.session import LOCAL_SYSTEM
from kdcsim.krb5.messages import EncTicketPart
from kdcsim.krb5.numbers import KeyUsage
from kdcsim.krb5.sealing import unseal
from kdcsim.world.action import (
    LogOn,
    PurgeTickets,
    Replicate,
    RequestTicket,
    RotateTrustPassword,
    SetFlag,
    SetSupportedEtypes,
    user_luid,
)
from kdcsim.world.record import Outcome
from tests.world.estates import cross, two_realms
from tests.world.stories import booted, cached, one, play, session_of

PURGE = PurgeTickets(host="PC", session=LOCAL_SYSTEM)
BACK = RequestTicket(host="FILES", session=LOCAL_SYSTEM, spn="HOST/pc.corp.example")


def test_a_referral_leads_to_the_other_realm() -> None:
    """One TGS exchange at each DC; the ticket opens at the service, and it names the realm the client comes from."""
    world, record = one(booted(two_realms()), cross())
    assert record.outcome is Outcome.ACCEPTED
    assert [(x.dc, x.kind) for x in record.exchanges] == [("DC1", "TGS"), ("DC9", "TGS")]
    ticket = cached(world, "PC", "cifs/files.partner.example")
    assert (ticket.server_realm, ticket.client_realm) == ("PARTNER.EXAMPLE", "CORP.EXAMPLE")
    assert ticket.kdc_called == "DC9.partner.example"


def test_both_ends_hold_the_same_keys_crosswise() -> None:
    """What seals here opens there; the salts are those of MS-KILE 3.3.5.6.2."""
    world = booted(two_realms())
    here = world.dc("DC1").directory.trust("partner.example")
    there = world.dc("DC9").directory.trust("CORP.EXAMPLE")
    assert here is not None and there is not None
    assert (here.keys, here.incoming) == (there.incoming, there.keys)
    assert here.keys.newer is not None
    assert here.keys.newer.keys[0].salt == trust_salt("partner.example", "corp.example")
    assert here.salt == "PARTNER.EXAMPLEkrbtgtCORP.EXAMPLE"


def test_the_referral_is_sealed_with_the_trust_key() -> None:
    """The cross-realm TGT opens with the key that the other realm holds."""
    world, _ = one(booted(two_realms()), cross())
    there = world.dc("DC9").directory.trust("CORP.EXAMPLE")
    assert there is not None and there.incoming is not None and there.incoming.newer is not None
    sealed = cached(world, "PC", "krbtgt/PARTNER.EXAMPLE").ticket.enc_part
    part = unseal(EncTicketPart, sealed, there.incoming.newer.keys[0].key, KeyUsage.TICKET)
    assert part.crealm == "CORP.EXAMPLE"


@pytest.mark.parametrize(
    ("direction", "out", "back"),
    [
        (TrustDirection.BOTH, None, None),
        (TrustDirection.INBOUND, None, 7),
        (TrustDirection.OUTBOUND, 7, None),
    ],
)
def test_a_trust_has_a_direction(direction: TrustDirection, out: int | None, back: int | None) -> None:
    """Users go only where they are trusted; the other way the service is unknown."""
    world = booted(two_realms(direction=direction))
    assert one(world, cross())[1].error == out
    assert one(world, BACK)[1].error == back


def test_an_rc4_trust_gives_rc4_referrals() -> None:
    """The trust account's attribute decides the referral's etype, not the service's."""
    world, record = one(booted(two_realms(supported=4)), cross())
    assert [x.ticket_etype for x in record.exchanges] == [23, 18]
    assert record.outcome is Outcome.ACCEPTED
    assert cached(world, "PC", "krbtgt/PARTNER.EXAMPLE").ticket.enc_part.etype == 23


@pytest.mark.parametrize(("update", "etype"), [("rtm", 23), ("2022-11", 18)])
def test_a_trust_that_declares_nothing(update: str, etype: int) -> None:
    """RC4 before November 2022, AES after it (KB4492348; Samba commit 4bb50c868c8)."""
    _, record = one(booted(two_realms(update=update)), cross())
    assert record.exchanges[0].ticket_etype == etype


def test_a_client_without_rc4_and_an_rc4_trust() -> None:
    """Incident 9: error 14 at the client's own DC, cured by the AES checkbox on the trust."""
    world = booted(two_realms(supported=4, client_etypes=(18, 17)))
    _, record = one(world, cross())
    assert (record.error, record.said_by) == (14, "DC1")
    _, records = play(world, SetSupportedEtypes(account="corp.example\\PARTNER.EXAMPLE", value=0x18), cross())
    assert records[-1].outcome is Outcome.ACCEPTED


def test_a_rotated_trust_password_is_known_at_both_ends() -> None:
    """Both ends change together, and the older key still opens what is out."""
    world, _ = one(booted(two_realms()), cross())
    world, records = play(
        world,
        RotateTrustPassword(domain="corp.example", other="partner.example"),
        RequestTicket(host="PC", session=LOCAL_SYSTEM, spn="HOST/files.partner.example"),
        PURGE,
        cross(),
    )
    assert [r.outcome for r in records[1:]] == [Outcome.ISSUED, Outcome.DONE, Outcome.ACCEPTED]


def test_users_of_another_domain_log_on_here() -> None:
    """`DOMAIN\\user` proves itself at a DC of its own domain."""
    world, record = one(booted(two_realms()), LogOn(host="FILES", user="CORP\\alice", password="Pa$$w0rd"))
    assert {x.dc for x in record.exchanges} == {"DC1"}
    session = session_of(world, "FILES", user_luid("FILES", "CORP\\alice"))
    assert session.realm == "CORP.EXAMPLE"


def test_a_service_in_no_known_domain_is_unknown() -> None:
    """Only a trusted domain's suffix is followed."""
    _, record = one(booted(two_realms()), RequestTicket(host="PC", session=LOCAL_SYSTEM, spn="HTTP/www.example.net"))
    assert (record.error, len(record.exchanges)) == (7, 1)


def test_replication_knows_domains_apart() -> None:
    """Replicating everything leaves each domain its own accounts."""
    world, _ = one(booted(two_realms()), Replicate())
    assert world.dc("DC1").directory.get("bob") is None
    assert world.dc("DC9").directory.get("alice") is None


def test_selective_authentication() -> None:
    """Users of the other domain reach a service that lets them (MS-KILE 3.3.5.7.5), and no other one."""
    plan = two_realms()
    trusts = tuple(replace(each, selective=True, other_selective=True) for each in plan.trusts)
    world = booted(replace(plan, trusts=trusts))
    world, record = one(world, cross())
    assert (record.outcome, record.error) == (Outcome.REFUSED, 12)
    world, records = play(world, SetFlag(account="FILES$", flag="allowed-to-authenticate"), cross())
    assert records[-1].outcome is Outcome.ACCEPTED

"""The seed story S0 to S13, played by actions and held to the bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.eventlog.event import Audit
from kdcsim.ad.host.session import LOCAL_SYSTEM, NETWORK_SERVICE
from kdcsim.errors import IntegrityError
from kdcsim.krb5.messages import EncTicketPart
from kdcsim.krb5.numbers import KeyUsage
from kdcsim.krb5.sealing import unseal
from kdcsim.world.action import (
    Authenticate,
    Boot,
    ConnectAnonymously,
    DeleteRegistry,
    InstallUpdate,
    PurgeTickets,
    RequestTicket,
    SetServiceAccount,
    SetSupportedEtypes,
    Wait,
)
from kdcsim.world.chronicle import events_of
from kdcsim.world.record import Outcome
from kdcsim.world.state import World
from tests.world.stories import (
    MAIL,
    TRANSPORT,
    booted,
    cached,
    directory_key,
    exchange_2007,
    one,
    play,
    rc4_forced,
    send,
    session_key,
    ticket_request,
)

HUB_SPN = "HOST/hub-1.contoso.com"
CURED = (DeleteRegistry(machine="HUB-1", name="DefaultEncryptionType"),)


def _noise(world: World) -> set[int]:
    """Event ids that a boot, a ticket and a forwarded TGT at the 2003 DC leave there."""
    forward = RequestTicket(host="SERVER-1", session=LOCAL_SYSTEM, forward_to=HUB_SPN, dc="DC-2003")
    world, records = play(world, Boot(host="SERVER-1", dc="DC-2003"), ticket_request("DC-2008"), forward)
    events = [e for record in records for e in events_of(record, world) if e.computer == "dc-2003.contoso.com"]
    return {e.id for e in events if e.audit is not Audit.SUCCESS}


def test_s0_without_the_value_mail_flows_and_the_2003_dc_complains() -> None:
    """A salt that was told makes every session's AES keys right; 675 and 27 are the price on the 2003 DC."""
    world = booted(exchange_2007())
    after, record = one(world, send())
    assert record.outcome is Outcome.ACCEPTED
    assert record.calls[0].ticket_etype == 18
    assert after.messages[MAIL].place == "Bob's Inbox"
    assert {675, 27} <= _noise(world)


def test_s1_the_value_quietens_the_2003_dc() -> None:
    """With RC4 forced the first AS-REQ already carries a timestamp, and forwarded TGTs are asked with RC4."""
    assert not {675, 27} & _noise(rc4_forced())


def test_s2_the_2008_dc_issues_aes_tickets_all_the_same() -> None:
    """The ticket's etype follows the target's account, not the client's pre-authentication."""
    world, record = one(rc4_forced(), ticket_request("DC-2008"))
    assert record.outcome is Outcome.ISSUED
    assert cached(world, "SERVER-1", HUB_SPN).ticket.enc_part.etype == 18


def test_s3_the_hub_cannot_open_them_as_network_service() -> None:
    """The failure is an HMAC that does not verify under the session's own key, and nothing else."""
    world, record = one(rc4_forced(), send())
    assert (record.outcome, record.error, record.delivered) == (Outcome.REFUSED, 41, False)
    assert record.said_by == f"HUB-1/{TRANSPORT}"
    assert world.messages[MAIL].place == "Drafts"
    sealed = cached(world, "SERVER-1", HUB_SPN).ticket.enc_part
    unseal(EncTicketPart, sealed, directory_key(world, "DC-2008", "HUB-1$", 18), KeyUsage.TICKET)
    unseal(EncTicketPart, sealed, session_key(world, "HUB-1", LOCAL_SYSTEM, 18), KeyUsage.TICKET)
    with pytest.raises(IntegrityError):
        unseal(EncTicketPart, sealed, session_key(world, "HUB-1", NETWORK_SERVICE, 18), KeyUsage.TICKET)


def test_s3_leaves_its_marks_in_both_logs() -> None:
    """The hub logs a 4625 without a name, the client the Kerberos event 4."""
    world, record = one(rc4_forced(), send())
    events = events_of(record, world)
    failed = next(e for e in events if e.id == 4625)
    assert failed.computer == "hub-1.contoso.com"
    assert dict(failed.fields)["TargetUserSid"] == "S-1-0-0"
    assert any(e.id == 4 and e.computer == "server-1.contoso.com" for e in events)


def test_s4_local_system_opens_the_same_ticket() -> None:
    """The same host, the same password, another logon session."""
    world, records = play(
        rc4_forced(), SetServiceAccount(host="HUB-1", service=TRANSPORT, account="LocalSystem"), send()
    )
    assert records[-1].outcome is Outcome.ACCEPTED
    assert world.messages[MAIL].delivered


def test_s5_internet_mail_arrives() -> None:
    """Who shows no ticket has none to be opened."""
    anonymous = ConnectAnonymously(source="internet", to_host="HUB-1", to_service=TRANSPORT, message=MAIL)
    world, record = one(rc4_forced(), anonymous)
    assert record.outcome is Outcome.ACCEPTED
    assert record.calls[0].anonymous
    assert world.messages[MAIL].delivered


def test_s6_a_ticket_of_the_2003_dc_opens() -> None:
    """A 2003 KDC knows no AES, so it seals with the RC4 key, which needs no salt."""
    world = rc4_forced()
    world, records = play(world, Boot(host="SERVER-1", dc="DC-2003"), send("DC-2003"))
    assert records[-1].calls[0].ticket_etype == 23
    assert records[-1].outcome is Outcome.ACCEPTED


def test_s6_supported_etypes_without_aes_open_too() -> None:
    """msDS-SupportedEncryptionTypes 7 makes the 2008 DC choose RC4, as long as the hub does not write its own again."""
    _world, records = play(rc4_forced(), SetSupportedEtypes(account="HUB-1$", value=7), send())
    assert records[-1].calls[0].ticket_etype == 23
    assert records[-1].outcome is Outcome.ACCEPTED


def test_s7_a_cure_on_the_mailbox_server_alone_is_none() -> None:
    """The broken key is in a session of the hub: no change on the client touches it."""
    _world, records = play(
        rc4_forced(),
        DeleteRegistry(machine="SERVER-1", name="DefaultEncryptionType"),
        PurgeTickets(host="SERVER-1", session=LOCAL_SYSTEM),
        Boot(host="SERVER-1"),
        send(),
    )
    assert records[-1].error == 41


def test_s8_without_a_new_as_exchange_there_is_no_cure() -> None:
    """A setting changes nothing until the session asks the KDC again."""
    _, records = play(rc4_forced(), *CURED, PurgeTickets(host="SERVER-1", session=LOCAL_SYSTEM), send())
    assert records[-1].error == 41


@pytest.mark.parametrize(
    "again",
    [
        pytest.param((Boot(host="HUB-1"),), id="reboot"),
        pytest.param((Authenticate(host="HUB-1", session=NETWORK_SERVICE),), id="new AS exchange"),
        pytest.param(
            (Wait(seconds=11 * 3600), RequestTicket(host="HUB-1", session=NETWORK_SERVICE, spn="HOST/server-1")),
            id="TGT expired",
        ),
    ],
)
def test_s9_a_new_as_exchange_on_the_hub_cures(again: tuple[Boot | Authenticate | Wait | RequestTicket, ...]) -> None:
    """Error 25 tells the salt; from then on the same tickets open, and nobody had to purge any."""
    world, records = play(rc4_forced(), *CURED, *again, send())
    assert records[-1].outcome is Outcome.ACCEPTED
    assert world.messages[MAIL].delivered
    key = world.host("HUB-1").sessions[NETWORK_SERVICE].key(18)
    assert key is not None and key.salt == "CONTOSO.COMhosthub-1.contoso.com"


def test_s9_an_old_ticket_opens_after_the_cure() -> None:
    """The purge was optional: the ticket that failed before is opened now."""
    _world, records = play(rc4_forced(), send(), *CURED, Boot(host="HUB-1"), send())
    assert [records[0].error, records[-1].error] == [41, None]
    assert not records[-1].exchanges, "the cached ticket was used"


@pytest.mark.parametrize("kb", [(), ("KB948963",)])
def test_s10_the_noise_returns_whatever_tls_update_is_installed(kb: tuple[str, ...]) -> None:
    """KB948963 adds TLS cipher suites: not one byte of Kerberos differs with it."""
    world = booted(exchange_2007())
    world, _ = play(world, *(InstallUpdate(machine="DC-2003", kb=k) for k in kb), label="kb")
    assert {675, 27} <= _noise(world)


def test_s10_the_tls_update_changes_no_byte() -> None:
    """Two worlds that differ in KB948963 alone speak byte for byte alike."""
    plain = booted(exchange_2007())
    updated, record = one(plain, InstallUpdate(machine="DC-2003", kb="KB948963"))
    assert "nothing in Kerberos changes" in record.sentence
    boot = Boot(host="SERVER-1", dc="DC-2003")
    assert one(plain, boot)[1].exchanges == one(updated, boot)[1].exchanges


def test_s11_rc4_everywhere_never_fails() -> None:
    """Where no AES ticket is issued, a missing salt stays unnoticed."""
    _world, records = play(
        rc4_forced(),
        SetSupportedEtypes(account="HUB-1$", value=4),
        SetSupportedEtypes(account="SERVER-1$", value=4),
        send(),
    )
    assert records[-1].outcome is Outcome.ACCEPTED


def test_s12_the_hotfix_works_on_2008_r2_with_the_value_kept() -> None:
    """With KB2566059 every machine session computes the machine salt itself."""
    plan = exchange_2007(os="2008R2", registry={"DefaultEncryptionType": 23})
    without = one(booted(plan), send())[1]
    _world, records = play(booted(plan), InstallUpdate(machine="HUB-1", kb="KB2566059"), Boot(host="HUB-1"), send())
    assert without.error == 41
    assert records[-1].outcome is Outcome.ACCEPTED


def test_s12_the_hotfix_is_refused_on_2008() -> None:
    """It was not built for 2008 SP2: nothing is installed, and the sentence says so."""
    world = rc4_forced()
    after, record = one(world, InstallUpdate(machine="HUB-1", kb="KB2566059"))
    assert record.outcome is Outcome.IMPOSSIBLE
    assert after == world


def test_s13_both_roles_on_one_host() -> None:
    """Where Mailbox and Hub share a host, the post's own steps do succeed."""
    plan = exchange_2007(registry={"DefaultEncryptionType": 23})
    mailbox, hub = plan.hosts
    plan = replace(plan, hosts=(replace(hub, services=(*mailbox.services, *hub.services)),))
    mail = replace(send(), host="HUB-1")
    before = one(booted(plan), mail)[1]
    _, records = play(booted(plan), *CURED, Boot(host="HUB-1"), mail)
    assert before.error == 41
    assert records[-1].outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(("reading", "code"), [("empty", 41), ("user-form", 41), ("no-aes-key", 45)])
def test_s3_under_every_reading_of_the_fallback(reading: str, code: int) -> None:
    """Whatever an untold session makes its AES keys of, it cannot open the ticket; only the code differs."""
    assert one(rc4_forced(**{"salt-fallback": reading}), send())[1].error == code


def test_s3_fails_only_while_local_system_is_apart() -> None:
    """Under the reading that LocalSystem needs the hint too, S4 fails like S3: the story rests on that link."""
    move = SetServiceAccount(host="HUB-1", service=TRANSPORT, account="LocalSystem")
    _, records = play(rc4_forced(**{"local-system-salt": "from-kdc"}), move, send())
    assert records[-1].error == 41

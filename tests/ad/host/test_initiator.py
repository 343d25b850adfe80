"""The initiator: where a salt is learned, and which replies are believed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.host.dialogue import Outgoing
from kdcsim.ad.host.initiator import ask, authenticate
from kdcsim.ad.kdc import answer
from kdcsim.krb5.messages import KdcRep, decode, encode
from kdcsim.krb5.principal import PrincipalName
from tests.ad.host.clients import ALICE_SALT, CHANCE, NOW, client, drive, kdc

WEB = PrincipalName(components=("HTTP", "web"))


def test_a_bare_request_learns_the_salt_from_error_25() -> None:
    """ETYPE-INFO2 in PREAUTH_REQUIRED carries it."""
    told, exchanges = drive(authenticate(client()), kdc())
    assert [x.error for x in exchanges] == [25, None]
    assert told.session.salt is not None and told.session.salt.told == ALICE_SALT
    assert exchanges[1].preauth_etype == 18


def test_rc4_preauthentication_learns_none() -> None:
    """An RC4 reply carries no padata: the session has its TGT and still knows no salt."""
    told, exchanges = drive(authenticate(client(forced=23)), kdc())
    assert [x.error for x in exchanges] == [None]
    assert told.ticket is not None
    assert told.session.salt is not None and told.session.salt.told is None
    assert told.salt_news == "the reply came under etype 23 and carried no salt"


def test_xp_learns_none_either() -> None:
    """It sends its RC4 timestamp unasked."""
    told, exchanges = drive(authenticate(client("XP")), kdc())
    assert len(exchanges) == 1
    assert told.session.salt is not None and told.session.salt.told is None


def test_a_wrong_password_is_refused_once() -> None:
    """Error 24 whose hint changes no key is not worth another try."""
    told, exchanges = drive(authenticate(client(password="wrong")), kdc())
    assert told.error == 24
    assert [x.error for x in exchanges] == [25, 24]


@pytest.mark.parametrize(("build", "etype"), [("2003", 23), ("2008", 18)])
def test_the_strongest_etype_that_the_kdc_names_is_used(build: str, etype: int) -> None:
    """A 2003 KDC names RC4 and DES only."""
    told, exchanges = drive(authenticate(client()), kdc(build))
    assert told.error is None
    assert exchanges[-1].preauth_etype == etype


def test_no_common_etype_is_error_14() -> None:
    """A client that offers AES alone gets nowhere at a 2003 KDC."""
    lone = client()
    narrow = replace(lone, view=replace(lone.view, generation=replace(lone.view.generation, etypes=(18,))))
    assert drive(authenticate(narrow), kdc("2003"))[0].error == 14


def test_a_reply_to_another_request_is_not_believed() -> None:
    """A reply repeats the nonce of its own request: an older one, though sealed with the right key, is refused."""
    first = authenticate(client(forced=23))
    old = answer(kdc(), next(first).data, now=NOW, chance=CHANCE, client_address="10.0.0.1").reply
    second = authenticate(replace(client(forced=23), chance=CHANCE.at("later")))
    next(second)
    with pytest.raises(StopIteration) as end:
        second.send(old)
    assert end.value.value.error == 31
    assert end.value.value.ticket is None


def test_a_reply_that_does_not_open_is_not_believed() -> None:
    """Nor is one that was changed on the way."""
    dialogue = authenticate(client(forced=23))
    reply = answer(kdc(), next(dialogue).data, now=NOW, chance=CHANCE, client_address="10.0.0.1").reply
    message = decode(KdcRep, reply)
    cipher = bytes([message.enc_part.cipher[0] ^ 1]) + message.enc_part.cipher[1:]
    damaged = encode(replace(message, enc_part=replace(message.enc_part, cipher=cipher)))
    with pytest.raises(StopIteration) as end:
        dialogue.send(damaged)
    assert end.value.value.error == 31


@pytest.mark.parametrize("noise", [b"", b"\x00", b"\x6b\x00", b"\x7e\x03\x02\x01\x01", bytes(40)])
def test_noise_is_an_error_and_no_crash(noise: bytes) -> None:
    """Whatever comes back, the client answers with a code."""
    dialogue = authenticate(client(forced=23))
    next(dialogue)
    with pytest.raises(StopIteration) as end:
        dialogue.send(noise)
    assert end.value.value.error is not None


def test_a_ticket_brings_its_tgt_with_it() -> None:
    """An AS exchange first where there is no TGT; then the cache serves."""
    told, exchanges = drive(ask(client(), WEB), kdc())
    assert [x.kind for x in exchanges] == ["AS", "AS", "TGS"]
    assert {t.server for t in told.session.tickets} == {"krbtgt/CONTOSO.COM", "HTTP/web"}
    again, none = drive(ask(replace(client(), session=told.session), WEB), kdc())
    assert none == ()
    assert again.ticket == told.ticket


def test_requests_name_the_realm_that_is_to_answer() -> None:
    """So that whoever carries them knows which KDC to find."""
    assert next(authenticate(client())) == Outgoing(data=next(authenticate(client())).data, realm="CONTOSO.COM")


def test_an_older_password_is_tried_where_one_is_kept() -> None:
    """A DC that has not heard of the newest password still knows the one before (KB918442)."""
    knows = client(password="newer")
    session = replace(knows.session, previous_password="Pa$$w0rd", password_number=2).rederived()
    told, exchanges = drive(authenticate(replace(knows, session=session)), kdc())
    assert [x.error for x in exchanges] == [25, 24, 25, None]
    assert told.ticket is not None
    assert told.session.password == "newer"
    assert told.session.salt is not None and told.session.salt.told == ALICE_SALT
    plain = replace(session, retries_previous=False)
    assert drive(authenticate(replace(knows, session=plain)), kdc())[0].error == 24

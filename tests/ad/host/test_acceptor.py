"""The acceptor: which keys it tries, and what it answers when none opens or something else is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.host.acceptor import Acceptance, Acceptor, accept
from kdcsim.ad.host.client import Client
from kdcsim.ad.host.initiator import ask
from kdcsim.ad.host.requests import Shown, ap_req
from kdcsim.ad.host.session import CachedTicket, LogonSession, SessionKey
from kdcsim.krb5.crypto import string_to_key
from kdcsim.krb5.messages import ApRep, ApReq, EncApRepPart, KrbError, decode, encode
from kdcsim.krb5.numbers import KeyUsage
from kdcsim.krb5.principal import PrincipalName
from kdcsim.krb5.sealing import unseal
from tests.ad.host.clients import CHANCE, NOW, REALM, client, drive, kdc

SALT = "CONTOSO.COMweb"
MINUTE = 60 * 1_000_000


def entry(etype: int = 18, password: str = "web", salt: str = SALT, kvno: int | None = None) -> SessionKey:
    """A key that a service holds."""
    key = string_to_key(etype, password) if etype == 23 else string_to_key(etype, password, salt)
    return SessionKey(key=key, salt=None if etype == 23 else salt, salt_rule="", kvno=kvno)


def service(*keys: SessionKey, **told: object) -> Acceptor:
    """A service that listens with these keys."""
    session = LogonSession(
        luid=1, name="web", sid="S-1-5-21", logon_type="Service", account="web", realm=REALM, fixed_keys=keys, keys=keys
    )
    return Acceptor(session=session, holder="web", seen=frozenset(), **told)  # type: ignore[arg-type]


def ticket() -> tuple[Client, CachedTicket]:
    """Alice with an AES ticket for the web service."""
    alice = client()
    told, _ = drive(ask(alice, PrincipalName(components=("HTTP", "web"))), kdc())
    assert told.ticket is not None and told.ticket.ticket.enc_part.etype == 18
    return replace(alice, session=told.session), told.ticket


def shown(*, mutual: bool = False, at: int = NOW) -> tuple[Shown, CachedTicket]:
    """Her AP-REQ, made at a moment."""
    alice, held = ticket()
    return ap_req(replace(alice, now=at), held, CHANCE.at("call"), mutual=mutual), held


def judged(acceptor: Acceptor, *, at: int = NOW, made: int = NOW, mutual: bool = False) -> Acceptance:
    """What the service makes of it."""
    return accept(acceptor, shown(mutual=mutual, at=made)[0].data, now=at, chance=CHANCE)


def test_the_right_key_opens() -> None:
    """And the client is named."""
    told = judged(service(entry()))
    assert (told.error, told.client, told.client_realm) == (None, "alice", REALM)
    assert [a.opened for a in told.attempts] == [True]


def test_older_keys_are_tried_after_the_current_one() -> None:
    """MS-KILE 3.4.5."""
    told = judged(service(entry(password="newer"), entry()))
    assert told.error is None
    assert [a.opened for a in told.attempts] == [False, True]


def test_a_ticket_that_opens_with_none_is_modified() -> None:
    """41, after every key of the ticket's etype was tried."""
    told = judged(service(entry(salt=""), entry(password="older"), entry(23)))
    assert told.error == 41
    assert len(told.attempts) == 2
    assert decode(KrbError, told.reply).error_code == 41
    assert told.client is None


def test_no_key_of_that_etype_is_45() -> None:
    """Nothing could be tried."""
    told = judged(service(entry(23)))
    assert (told.error, told.attempts) == (45, ())


def test_other_acceptors_have_other_codes() -> None:
    """MIT krb5: 31 for a key that does not open, 44 for none."""
    assert judged(service(entry(salt=""), modified_code=31, no_key_code=44)).error == 31
    assert judged(service(entry(23), modified_code=31, no_key_code=44)).error == 44


def test_a_named_credential_goes_by_version() -> None:
    """The ticket's kvno is 1: another version is passed over, and 44 says so."""
    assert judged(service(entry(kvno=2))).error is None
    assert judged(service(entry(kvno=2), checks_kvno=True)).error == 44
    assert judged(service(entry(kvno=1), checks_kvno=True)).error is None


def test_policy_comes_before_keys() -> None:
    """A host that may not use AES opens no AES ticket, with whatever key: MODIFIED, and nothing was tried."""
    told = judged(service(entry(), allowed=0x7))
    assert (told.error, told.attempts) == (41, ())
    assert judged(service(entry(23), allowed=0x7)).error == 45, "there was no key to forbid"
    assert judged(service(entry(), allowed=0x18)).error is None


def test_a_replay_is_34() -> None:
    """The same authenticator a second time."""
    acceptor = service(entry())
    first = judged(acceptor)
    assert first.digest is not None
    assert judged(replace(acceptor, seen=frozenset({first.digest}))).error == 34


@pytest.mark.parametrize(("minutes", "error"), [(0, None), (4, None), (-4, None), (6, 37), (-6, 37)])
def test_clocks_may_differ_by_five_minutes(minutes: int, error: int | None) -> None:
    """37 beyond that, either way."""
    assert judged(service(entry()), made=NOW + minutes * MINUTE).error == error


def test_an_expired_ticket_is_32() -> None:
    """Ten hours and the tolerated skew."""
    late = NOW + (10 * 60 + 6) * MINUTE
    assert judged(service(entry()), at=late, made=late).error == 32


def test_a_ticket_from_the_future_is_33() -> None:
    """It is not valid yet, however right the authenticator's time."""
    early = NOW - 30 * MINUTE
    assert judged(service(entry()), at=early, made=early).error == 33


def test_a_mutual_reply_repeats_the_time() -> None:
    """Only who opened the ticket can have known it."""
    sent, held = shown(mutual=True)
    told = accept(service(entry()), sent.data, now=NOW, chance=CHANCE)
    part = unseal(EncApRepPart, decode(ApRep, told.reply).enc_part, held.session_key, KeyUsage.AP_REP_ENC_PART)
    assert (part.ctime, part.cusec) == (sent.ctime, sent.cusec)


def test_without_mutual_there_is_no_reply() -> None:
    """Acceptance is silent."""
    assert judged(service(entry())).reply == b""


def test_a_strangers_authenticator_is_31() -> None:
    """The ticket opens, the authenticator under its session key does not."""
    sent, _ = shown()
    message = decode(ApReq, sent.data)
    cipher = message.authenticator.cipher[:-1] + bytes([message.authenticator.cipher[-1] ^ 1])
    forged = encode(replace(message, authenticator=replace(message.authenticator, cipher=cipher)))
    assert accept(service(entry()), forged, now=NOW, chance=CHANCE).error == 31


@pytest.mark.parametrize("noise", [b"", b"\x6e\x00", bytes(30)])
def test_noise_is_refused(noise: bytes) -> None:
    """With 40, and without an exception."""
    assert accept(service(entry()), noise, now=NOW, chance=CHANCE).error == 40

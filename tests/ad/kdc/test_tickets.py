"""What a ticket may do and how long it lives; names; referrals; user-to-user; padata."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.kdc import Quirk
from kdcsim.krb5.crypto import verify_checksum
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import Checksum, EncTicketPart, PaData, decode
from kdcsim.krb5.numbers import ErrorCode, KdcOption, NameType, TicketFlag
from kdcsim.krb5.principal import PrincipalName, krbtgt
from kdcsim.krb5.sealing import unseal
from tests.ad.kdc.asking import (
    FAR_WEB,
    REALM,
    START,
    WEB,
    a_kdc,
    as_request,
    estate,
    inside,
    kdc_in,
    opened,
    tgs_request,
    tgt,
    ticket_to,
    told,
    user_key,
)

KDC = a_kdc()
WEEK, TEN_HOURS = 7 * 86400, 36000
RENEWABLE = int(KdcOption.RENEWABLE | KdcOption.FORWARDABLE | KdcOption.PROXIABLE)


def test_times_and_flags_of_a_tgt() -> None:
    """Ten hours, seven days, and only what was asked."""
    plain = tgt(KDC).part
    assert plain.endtime - START == TEN_HOURS and plain.renew_till is None
    assert plain.flags == TicketFlag.FORWARDABLE | TicketFlag.INITIAL | TicketFlag.PRE_AUTHENT
    full = tgt(KDC, kdc_options=RENEWABLE).part
    assert full.renew_till == START + WEEK and full.flags & TicketFlag.PROXIABLE


def test_a_short_life_is_granted() -> None:
    """The end that was asked for, when it is earlier."""
    assert tgt(KDC, till=START + 60).part.endtime == START + 60
    assert tgt(KDC, till=0).part.endtime == START + TEN_HOURS


def test_renewable_ok() -> None:
    """A ticket that is shorter than was asked becomes renewable up to that end, if the client says so."""
    part = tgt(KDC, kdc_options=int(KdcOption.RENEWABLE_OK), till=START + 86400).part
    assert part.renew_till == START + 86400
    assert tgt(KDC, kdc_options=int(KdcOption.RENEWABLE_OK), till=START + 60).part.renew_till is None


def test_renewal() -> None:
    """A renewed TGT lives as long again, within its renew-till, and is no initial ticket any more."""
    first = tgt(KDC, kdc_options=RENEWABLE)
    later = START + 30000
    request = tgs_request(first, f"krbtgt/{REALM}", now=later, kdc_options=int(KdcOption.RENEW))
    part = opened(told(KDC, request, later), first.key, 8).part
    assert part.endtime == later + TEN_HOURS and part.renew_till == START + WEEK
    assert not part.flags & TicketFlag.INITIAL


def test_forwarding() -> None:
    """A forwardable TGT is forwarded; one that is not, is not."""
    forwarded = ticket_to(KDC, tgt(KDC), f"krbtgt/{REALM}", kdc_options=int(KdcOption.FORWARDED))
    assert forwarded.part.flags & TicketFlag.FORWARDED
    bare = tgt(KDC, kdc_options=0)
    request = tgs_request(bare, f"krbtgt/{REALM}", kdc_options=int(KdcOption.FORWARDED))
    assert told(KDC, request).error == ErrorCode.KDC_ERR_BADOPTION


def test_a_proxy() -> None:
    """A proxiable TGT brings a proxy ticket."""
    got = ticket_to(KDC, tgt(KDC, kdc_options=RENEWABLE), WEB, kdc_options=int(KdcOption.PROXY))
    assert got.part.flags & TicketFlag.PROXY


@pytest.mark.parametrize("name", ["secret", "careful"])
def test_who_is_never_forwarded(name: str) -> None:
    """Sensitive accounts and Protected Users get no forwardable ticket; the latter's lives four hours."""
    part = tgt(KDC, name, kdc_options=RENEWABLE).part
    assert not part.flags & (TicketFlag.FORWARDABLE | TicketFlag.PROXIABLE)
    assert part.endtime - START == (4 * 3600 if name == "careful" else TEN_HOURS)


def test_names_without_canonicalization() -> None:
    """A client that did not ask for it gets the name it used."""
    assert tgt(KDC, cname=PrincipalName(components=("ALICE",))).client.components == ("ALICE",)


@pytest.mark.parametrize(
    "name",
    [
        PrincipalName(components=("ALICE",)),
        PrincipalName(components=("alice.a@contoso.com",)),
        PrincipalName(name_type=int(NameType.ENTERPRISE), components=("alice@CONTOSO",)),
    ],
)
def test_canonical_names(name: PrincipalName) -> None:
    """sAMAccountName and the realm's DNS name, whatever was asked (RFC 6806 section 6)."""
    got = tgt(KDC, cname=name, kdc_options=int(KdcOption.CANONICALIZE), sname=krbtgt("CONTOSO"))
    assert got.client.components == ("alice",)
    assert got.part.sname.components == ("krbtgt", REALM)


def test_the_request_is_covered() -> None:
    """PA-REQ-ENC-PA-REP: a checksum over the request as it was sent, and a flag (RFC 6806 section 11)."""
    request = as_request(padata=(PaData(padata_type=149),))
    got = opened(told(KDC, request), user_key(), 3)
    (answered,) = (p for p in got.part.encrypted_pa_data or () if p.padata_type == 149)
    signed = decode(Checksum, answered.padata_value)
    verify_checksum(user_key(), 56, request, signed.cksumtype, signed.checksum)
    assert got.part.flags & TicketFlag.ENC_PA_REP


def test_nothing_is_added_unasked() -> None:
    """No padata of types that older clients do not know."""
    got = tgt(KDC)
    assert got.part.encrypted_pa_data is None
    assert [p.padata_type for p in got.reply.padata or ()] == [19]


def test_the_reply_is_sealed_with_the_subkey() -> None:
    """A subkey in the authenticator takes the session key's place (RFC 4120 3.3.3)."""
    subkey = Key(etype=18, value=bytes(range(32)))
    opened(told(KDC, tgs_request(tgt(KDC), WEB, subkey=subkey)), subkey, 9)


def test_user_to_user() -> None:
    """The ticket opens with the session key of the TGT that came along, and with nothing else."""
    mine, theirs = tgt(KDC), tgt(KDC, "front")
    options = int(KdcOption.ENC_TKT_IN_SKEY)
    request = tgs_request(mine, "front", kdc_options=options, additional_tickets=(theirs.ticket,))
    got = opened(told(KDC, request), mine.key, 8)
    assert unseal(EncTicketPart, got.ticket.enc_part, theirs.key, 2).cname == mine.client
    wrong = tgs_request(mine, WEB, kdc_options=options, additional_tickets=(theirs.ticket,))
    assert told(KDC, wrong).error == ErrorCode.KRB_AP_ERR_BADMATCH


def test_a_referral() -> None:
    """A service of a trusted domain: a TGT for that domain, which its KDC opens and serves."""
    world = estate()
    here, there = kdc_in(world), kdc_in(world, "DC-2")
    referral = ticket_to(here, tgt(here), FAR_WEB)
    assert referral.ticket.sname.components == ("krbtgt", "FABRIKAM.COM")
    got = ticket_to(there, referral, FAR_WEB, realm="FABRIKAM.COM")
    part = inside(there, got, "FARWEB$")
    assert (part.cname.components, part.crealm, part.transited.contents) == (("alice",), REALM, b"")
    explicit = ticket_to(here, tgt(here), "krbtgt/FABRIKAM.COM")
    assert explicit.ticket.sname == referral.ticket.sname


def test_a_referral_of_a_realm_that_is_not_trusted() -> None:
    """The other side opens nothing without a trust account."""
    world = estate()
    referral = ticket_to(kdc_in(world), tgt(kdc_in(world)), FAR_WEB)
    stranger = replace(referral, ticket=replace(referral.ticket, realm="ELSEWHERE.COM"))
    assert told(kdc_in(world, "DC-2"), tgs_request(stranger, FAR_WEB)).error == ErrorCode.KRB_AP_ERR_NOKEY


def test_the_as_reply_has_tag_25() -> None:
    """impacket takes no other; MIT writes 26 (peers.md section 3)."""
    from kdcsim.krb5.crypto import decrypt

    for quirks, tag in (((), 0x79), ((Quirk.TAG_26,), 0x7A)):
        reply = tgt(a_kdc(quirks=quirks)).reply
        assert decrypt(user_key(), 3, reply.enc_part.cipher)[0] == tag

"""Keytabs, credential caches and captures are written as other programs read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from impacket.krb5.ccache import CCache
from impacket.krb5.keytab import Keytab

from kdcsim.errors import MalformedMessage
from kdcsim.krb5.files.ccache import Credential, CredentialCache, decode_ccache, encode_ccache
from kdcsim.krb5.files.keytab import KeytabEntry, decode_keytab, encode_keytab
from kdcsim.krb5.files.pcap import Endpoint, Talk, encode_pcap
from kdcsim.krb5.key import Key
from kdcsim.krb5.principal import Principal, PrincipalName

ALICE = Principal(name=PrincipalName(components=("alice",)), realm="CONTOSO.COM")
WEB = Principal(name=PrincipalName(name_type=2, components=("HTTP", "web.contoso.com")), realm="CONTOSO.COM")
KEY = Key(etype=18, value=bytes(range(32)))
ENTRIES = (
    KeytabEntry(principal=WEB, kvno=3, key=KEY, at=1_349_870_400),
    KeytabEntry(principal=ALICE, kvno=300, key=Key(etype=23, value=bytes(16))),
)
TGT = Credential(
    client=ALICE,
    server=WEB,
    key=KEY,
    flags=0x40E00000,
    auth_time=1_349_870_400,
    start_time=1_349_870_400,
    end_time=1_349_906_400,
    ticket=b"\x61\x03\x30\x01\x00",
)
CACHE = CredentialCache(principal=ALICE, credentials=(TGT,))


def test_keytab_comes_back() -> None:
    """What is written is read again, versions above 255 included."""
    assert decode_keytab(encode_keytab(ENTRIES)) == ENTRIES


def test_impacket_reads_the_keytab() -> None:
    """An independent reader finds the same key."""
    read = Keytab(encode_keytab(ENTRIES[:1]))
    found = read.getKey("HTTP/web.contoso.com@CONTOSO.COM", 18)
    assert found["keyvalue"]["data"] == KEY.value
    assert read.entries[0].kvno == 3


def test_a_hole_in_a_keytab_is_passed_over() -> None:
    """A negative length marks an entry that was removed."""
    whole = encode_keytab(ENTRIES[:1])
    assert decode_keytab(whole + (-4 & 0xFFFFFFFF).to_bytes(4, "big") + bytes(4)) == ENTRIES[:1]


def test_ccache_comes_back() -> None:
    """What is written is read again."""
    assert decode_ccache(encode_ccache(CACHE)) == CACHE


def test_impacket_reads_the_ccache() -> None:
    """An independent reader finds principal, key and ticket."""
    read = CCache(encode_ccache(CACHE))
    assert read.principal.prettyPrint() == b"alice@CONTOSO.COM"
    found = read.credentials[0]
    assert found["server"].prettyPrint() == b"HTTP/web.contoso.com@CONTOSO.COM"
    assert found["key"]["keyvalue"] == KEY.value
    assert found.ticket["data"] == TGT.ticket


@given(data=st.binary(max_size=200))
@pytest.mark.parametrize("decode", [decode_keytab, decode_ccache])
def test_any_bytes_are_read_or_refused(decode: object, data: bytes) -> None:
    """Whatever the bytes, a reader gives a value or MalformedMessage."""
    for head in (b"", b"\x05\x02", b"\x05\x04\x00\x00"):
        try:
            decode(head + data)  # type: ignore[operator]
        except MalformedMessage:
            continue


def test_a_capture_has_a_packet_for_each_datagram() -> None:
    """A pcap header of LINKTYPE_RAW, then two UDP packets with lengths that fit."""
    ask = Talk(
        at=1_349_870_400_000_001,
        client=Endpoint(address="10.0.1.10", port=50000),
        server=Endpoint(address="10.0.0.10", port=88),
        request=b"ask",
        reply=b"answer",
    )
    data = encode_pcap([ask])
    assert data[:4] == b"\xa1\xb2\xc3\xd4" and int.from_bytes(data[20:24], "big") == 101
    assert len(data) == 24 + 2 * (16 + 28) + len(b"askanswer")


def test_a_stream_has_a_handshake_and_an_end() -> None:
    """Three packets, the data in segments, three packets."""
    talk = Talk(
        at=0,
        client=Endpoint(address="10.0.1.10", port=50000),
        server=Endpoint(address="10.0.0.10", port=88),
        request=b"x" * 3000,
        reply=b"y",
        stream=True,
    )
    assert len(encode_pcap([talk])) == 24 + (3 + 3 + 1 + 3) * (16 + 40) + 3001

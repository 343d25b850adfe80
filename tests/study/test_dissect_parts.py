"""Messages taken apart, field by field: each says what it is, and what cannot be read is shown as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kdcsim.ad.exchange import Exchange, Sealed
from kdcsim.krb5.crypto import decrypt, encrypt
from kdcsim.krb5.key import EncryptedData, Key
from kdcsim.krb5.messages import (
    EtypeInfo,
    EtypeInfoEntry,
    KdcRep,
    KdcReq,
    KrbError,
    PaData,
    PaPacOptions,
    decode,
    encode,
)
from kdcsim.krb5.numbers import KeyUsage, PaDataType
from kdcsim.study.dissect import Node, dissect, dissect_call, dissect_exchange
from kdcsim.study.field_words import say
from kdcsim.study.observed import call_of
from kdcsim.study.picture import issuing
from tests.study.two_servers import branch, step


def exchanges() -> tuple[Exchange, ...]:
    """A start: a request without proof, its error 25, and the two again with proof and reply."""
    return step("fine", "boot A").record.exchanges


def below(node: Node, *names: str) -> Node:
    """The node at a path of names."""
    for name in names:
        node = next(each for each in node.inside if each.name == name)
    return node


def walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Every node, parents first."""
    for node in nodes:
        yield node
        yield from walk(node.inside)


def test_an_exchange_is_its_request_and_its_reply() -> None:
    """Each by its name, with its size; where there is no reply there is one."""
    first, second = exchanges()[:2]
    assert [n.name for n in dissect_exchange(first)] == ["AS-REQ", "KRB-ERROR"]
    assert [n.name for n in dissect_exchange(second)] == ["AS-REQ", "AS-REP"]
    assert dissect_exchange(second)[1].value == f"{len(second.reply)} bytes"
    assert [n.name for n in dissect_exchange(replace(first, reply=b""))] == ["AS-REQ"]


def test_the_fields_of_a_request() -> None:
    """Numbers by their names, names as they are written, lists in order; what was not sent has no node."""
    request = dissect_exchange(exchanges()[0])[0]
    body = below(request, "req-body")
    assert below(request, "msg-type").value == "AS-REQ (10)"
    assert below(body, "kdc-options").value == "0x40810010 forwardable renewable canonicalize renewable-ok"
    assert (below(body, "cname").value, below(body, "sname").value) == ("A$", "krbtgt/CONTOSO.COM")
    assert below(body, "till").value == "2037-09-13 02:48:05 UTC"
    assert below(body, "etypes").value.startswith(
        "AES256 (18), AES128 (17), RC4 (23), DES-MD5 (3), DES-CRC (1), RC4-EXP"
    )
    assert "enc-authorization-data" not in [n.name for n in body.inside]
    asked = decode(KdcReq, exchanges()[0].request)
    for_nothing = replace(asked, req_body=replace(asked.req_body, etypes=()), body_bytes=None)
    assert below(dissect(encode(for_nothing)), "req-body", "etypes").value == "none"
    assert below(request, "padata", "PAC-REQUEST", "include-pac").value == "yes"


def test_the_hint_of_an_error() -> None:
    """The e-data of error 25 is a list of padata; each entry of the hint has its etype, and its salt if it has one.

    What is only offered has no value, and that is as it should be.
    """
    error = dissect_exchange(exchanges()[0])[1]
    assert below(error, "error-code").value == "KDC_ERR_PREAUTH_REQUIRED (25)"
    (offered,) = [n for n in below(error, "e-data", "entries").inside if n.name == "ENC-TIMESTAMP"]
    assert (offered.value, offered.note, offered.inside) == ("empty", "", ())
    entries = below(error, "e-data", "entries", "ETYPE-INFO2", "entries")
    assert [[(n.name, n.value) for n in each.inside] for each in entries.inside] == [
        [("etype", "AES256 (18)"), ("salt", "CONTOSO.COMhosta.contoso.com")],
        [("etype", "RC4 (23)")],
    ]
    assert [each.name for each in entries.inside] == ["1", "2"]
    plain = replace(decode(KrbError, exchanges()[0].reply), e_data=b"\x01\x02")
    assert below(dissect(encode(plain)), "e-data").value == "0102"


def test_what_a_key_opens_is_shown_inside() -> None:
    """With whose key it was opened, how that was made, and what lies within; the box says etype and kvno."""
    request, reply = dissect_exchange(exchanges()[1])
    stamp = below(request, "padata", "ENC-TIMESTAMP")
    assert stamp.value == "AES256 (18)"
    assert stamp.note.startswith('opened with account A$\'s key, salt "CONTOSO.COMhosta.contoso.com", fingerprint ')
    assert below(stamp, "patimestamp").value == "2012-10-10 12:00:00 UTC"
    ticket = below(reply, "ticket", "enc-part")
    assert ticket.value == "RC4 (23), kvno 1"
    assert ticket.note.startswith("opened with account krbtgt's key, fingerprint ")
    assert "salt" not in ticket.note
    assert below(ticket, "key").value.startswith("RC4 (23), fingerprint ")
    assert below(ticket, "flags").value == "0x40e00000 forwardable renewable initial pre-authent"
    answer = below(reply, "enc-part")
    assert below(answer, "encrypted-pa-data", "SUPPORTED-ENCTYPES").value == "0x7 DES-CBC-CRC, DES-CBC-MD5, RC4-HMAC"
    assert below(answer, "last-req", "1", "lr-type").value == "0"


def test_what_no_key_opens_stays_shut() -> None:
    """Without a key of that etype it says so; a key that fails is named."""
    _, reply = (dissect(data) for data in (exchanges()[1].request, exchanges()[1].reply))
    ticket = below(reply, "ticket", "enc-part")
    assert ticket.note == "no key at hand opens it"
    assert ticket.value.startswith("RC4 (23), kvno 1, ")
    assert ticket.value.endswith(" bytes")
    assert ticket.inside == ()
    wrong = Sealed(part="ticket", usage=KeyUsage.TICKET, key=Key(etype=23, value=bytes(16)), holder="nobody")
    other = Sealed(part="ticket", usage=KeyUsage.TICKET, key=Key(etype=18, value=bytes(32)), holder="somebody")
    ticket = below(dissect(exchanges()[1].reply, (wrong, other)), "ticket", "enc-part")
    assert ticket.note == f"does not open with nobody's key, fingerprint {wrong.key.fingerprint}"


@pytest.mark.parametrize("padding", [b"", b"\x00", bytes(7), bytes(8), b"\x01", b"\x00\x01", b"\x01\x00"])
def test_padding_behind_a_part_is_passed_over(padding: bytes) -> None:
    """DES leaves up to seven bytes; what is no message behind the seal is shown as bytes."""
    key = Key(etype=18, value=bytes(32))
    shut = Sealed(part="timestamp", usage=KeyUsage.AS_REQ_PA_ENC_TIMESTAMP, key=key, holder="A")
    plain = bytes.fromhex("301aa011180f32303132313031303132303030305aa105020300c350")
    node = _stamped(plain + padding, shut)
    if len(padding) < 8 and not any(padding):
        assert [(n.name, n.value) for n in node.inside] == [
            ("patimestamp", "2012-10-10 12:00:00 UTC"),
            ("pausec", "50000"),
        ]
    else:
        assert [n.name for n in node.inside] == ["plain"]
    assert [(n.name, n.value) for n in _stamped(b"\x30\x01" + b"\x01" * 6, shut).inside] == [
        ("plain", "3001010101010101")
    ]
    strange = replace(shut, usage=1024)
    assert [n.name for n in _stamped(plain, strange).inside] == ["plain"]


def _stamped(plain: bytes, sealed: Sealed) -> Node:
    """A request with one sealed timestamp, taken apart."""
    cipher = encrypt(sealed.key, sealed.usage, plain, bytes(16))
    box = encode(EncryptedData(etype=sealed.key.etype, kvno=None, cipher=cipher))
    entry = PaData(padata_type=PaDataType.ENC_TIMESTAMP, padata_value=box)
    request = replace(decode(KdcReq, exchanges()[0].request), padata=(entry,))
    return below(dissect(encode(request), (sealed,)), "padata", "ENC-TIMESTAMP")


def test_padata_that_nobody_knows_or_can_read() -> None:
    """Is named, and shown as bytes; a mask is one only in four bytes."""
    request = decode(KdcReq, exchanges()[0].request)
    entries = (
        PaData(padata_type=PaDataType.PAC_REQUEST, padata_value=b"\x01"),
        PaData(padata_type=PaDataType.SUPPORTED_ENCTYPES, padata_value=b"\x1c\x00\x00\x00"),
        PaData(padata_type=PaDataType.SUPPORTED_ENCTYPES, padata_value=b"\x1c"),
        PaData(padata_type=PaDataType.PK_AS_REQ, padata_value=b"\x00\x01\x02\x03"),
    )
    pac, mask, short, other = below(dissect(encode(replace(request, padata=entries))), "padata").inside
    assert (pac.value, pac.note.startswith("cannot be decoded: ")) == ("01", True)
    assert mask.value == "0x1c RC4-HMAC, AES128-CTS-HMAC-SHA1-96, AES256-CTS-HMAC-SHA1-96"
    assert (short.value, short.note) == ("1c", "")
    assert (other.name, other.value) == ("PK-AS-REQ", "00010203")


def test_a_connection_and_who_can_open_it() -> None:
    """The session key lies in the ticket: whoever opens that opens the authenticator, whether or not he accepted."""
    run, played = branch("broken").run, step("broken", "send")
    call = call_of(played)
    assert call is not None
    issued = issuing(run, played, call)
    assert issued is not None
    request, reply = dissect_call(call, issued.sealed)
    assert (request.name, reply.name) == ("AP-REQ", "KRB-ERROR")
    assert below(request, "ap-options").value == "0x20000000 mutual-required"
    authenticator = below(request, "authenticator")
    assert authenticator.note.startswith("opened with the session's key, fingerprint ")
    assert below(authenticator, "cname").value == "A$"
    alone = below(dissect_call(call)[0], "authenticator")
    assert alone.inside == ()
    assert "opened" not in alone.note
    (ticket,) = [s for s in issued.sealed if s.usage == KeyUsage.TICKET and s.holder == "account B$"]
    for useless in (
        replace(ticket, usage=KeyUsage.AS_REP_ENC_PART),
        replace(ticket, key=Key(etype=18, value=bytes(32))),
    ):
        assert below(dissect_call(call, (useless,))[0], "authenticator").inside == ()
    assert dissect_call(replace(call, request=b"", reply=b"")) == ()


def test_an_accepted_connection_is_opened_throughout() -> None:
    """By the acceptor's own key, and the session key that lies in the ticket; a key that opens is not said to fail."""
    call = call_of(step("fine", "send"))
    assert call is not None
    request, reply = dissect_call(call)
    assert below(request, "ticket", "enc-part").note.startswith("opened with NetworkService (0x3e4) on B's key, salt ")
    assert below(request, "authenticator", "cname").value == "A$"
    assert reply.name == "AP-REP"
    assert below(reply, "enc-part", "ctime").value == "2012-10-10 12:00:00 UTC"
    for node in (below(request, "authenticator"), below(reply, "enc-part")):
        assert node.note.startswith("opened with the session's key, fingerprint ")
    assert dissect_call(replace(call, reply=b"")) == (request,)
    assert [n.name for n in dissect_call(replace(call, attempts=()))] == ["AP-REQ", "AP-REP"]


def test_every_part_of_a_story_says_what_it_is() -> None:
    """Whatever was sealed opens with the key that was recorded for it, with no other, and is a message inside."""
    run = branch("fine").run
    notes = []
    for played in run.played:
        nodes = [n for e in played.record.exchanges for n in walk(dissect_exchange(e))]
        nodes += [n for c in played.record.calls for n in walk(dissect_call(c))]
        assert not {"unknown message", "plain"} & {n.name for n in nodes}
        notes += [n.note for n in nodes if n.note]
    assert len(notes) > 12 and all(note.startswith("opened with ") and ";" not in note for note in notes)


def test_the_fields_of_each_message() -> None:
    """Those of the RFC, no more: what kdcsim keeps of the bytes for itself is none."""
    as_req, error = dissect_exchange(exchanges()[0])
    as_rep = dissect_exchange(exchanges()[1])[1]
    assert [n.name for n in as_req.inside] == ["msg-type", "padata", "req-body"]
    assert [n.name for n in error.inside] == [
        *("stime", "susec", "error-code", "realm", "sname", "e-data"),
    ]
    assert [n.name for n in as_rep.inside] == ["msg-type", "padata", "crealm", "cname", "ticket", "enc-part"]
    request, reply = dissect_exchange(step("fine", "send").record.exchanges[0])
    assert (request.name, reply.name) == ("TGS-REQ", "TGS-REP")
    inner = below(request, "padata", "TGS-REQ")
    assert [n.name for n in inner.inside] == ["ap-options", "ticket", "authenticator"]
    cksum = below(inner, "authenticator", "cksum")
    assert [n.name for n in cksum.inside] == ["cksumtype", "checksum"]
    assert below(cksum, "cksumtype").value == "HMAC_MD5 (-138)" and len(below(cksum, "checksum").value) == 32
    transited = below(inner, "ticket", "enc-part", "transited")
    assert [(n.name, n.value) for n in transited.inside] == [("tr-type", "1"), ("contents", "empty")]


def test_messages_that_are_not_taken_apart() -> None:
    """A message of another kind, and bytes that are no message at all, are shown as bytes."""
    for data in (b"\x75\x03\x30\x01\x00", b"\x74\x00", b"\x01\x02"):
        found = dissect(data)
        assert (found.name, found.value, found.inside, found.note) == ("unknown message", data.hex(), (), "")
    broken = dissect(b"\x6a\x03\x30\x01\x00")
    assert (broken.name, broken.value, broken.inside) == ("AS-REQ", "6a03300100", ())
    assert broken.note.startswith("cannot be decoded: ")


def test_of_several_keys_that_fail_those_for_the_same_part_are_named() -> None:
    """A key that was meant for something else is no news where another opens; where none does, each is told once."""
    reply = exchanges()[1].reply
    (right,) = [s for s in exchanges()[1].sealed if s.part == "ticket"]

    def wrong(holder: str, part: str, usage: int) -> Sealed:
        return Sealed(part=part, usage=usage, key=Key(etype=23, value=holder.encode() * 16), holder=holder)

    keys = (
        wrong("a", "ticket", KeyUsage.TICKET),
        wrong("b", "other", KeyUsage.TICKET),
        wrong("c", "ticket", KeyUsage.AS_REP_ENC_PART),
        replace(right, usage=KeyUsage.AS_REP_ENC_PART),
    )
    opened = below(dissect(reply, (*keys, right, wrong("d", "ticket", KeyUsage.TICKET))), "ticket", "enc-part")
    shut, how = opened.note.split("; ")
    assert shut == f"does not open with a's key, fingerprint {keys[0].key.fingerprint}"
    assert how.startswith("opened with account krbtgt's key, ")
    none = below(dissect(reply, (keys[0], replace(keys[0], usage=8), keys[1])), "ticket", "enc-part")
    assert none.note.split("; ") == [
        f"does not open with {each.holder}'s key, fingerprint {each.key.fingerprint}" for each in keys[:2]
    ]


def test_parts_and_padata_that_no_story_has() -> None:
    """A TGS reply under a subkey, the hint of 2000, and what a client says of its PAC options."""
    key = Key(etype=18, value=bytes(32))
    (tgs,) = step("fine", "send").record.exchanges
    part = next(s for s in tgs.sealed if s.usage == KeyUsage.TGS_REP_ENC_PART_SESSION_KEY)
    plain = decrypt(part.key, part.usage, decode(KdcRep, tgs.reply).enc_part.cipher)
    subkey = Sealed(part="x", usage=KeyUsage.TGS_REP_ENC_PART_SUBKEY, key=key, holder="A")
    assert below(_stamped(plain, subkey), "sname").value == "HOST/b.contoso.com"
    request = decode(KdcReq, exchanges()[0].request)
    entries = (
        PaData(
            padata_type=PaDataType.ETYPE_INFO,
            padata_value=encode(EtypeInfo(entries=(EtypeInfoEntry(etype=23, salt=None),))),
        ),
        PaData(padata_type=PaDataType.PAC_OPTIONS, padata_value=encode(PaPacOptions(flags=0x40000000))),
    )
    info, options = below(dissect(encode(replace(request, padata=entries))), "padata").inside
    assert below(info, "entries", "1", "etype").value == "RC4 (23)"
    assert [n.name for n in options.inside] == ["flags"]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("x", True, "yes"),
        ("x", False, "no"),
        ("x", 7, "7"),
        ("etype", 23, "RC4 (23)"),
        ("etypes", (18, 23), "AES256 (18), RC4 (23)"),
        ("etypes", (), "none"),
        ("error_code", 41, "KRB_AP_ERR_MODIFIED (41)"),
        ("ctime", 0, "1970-01-01 00:00:00 UTC"),
        ("name_type", 2, "SRV_INST (2)"),
        ("ad_type", 1, "IF_RELEVANT (1)"),
        ("msg_type", 14, "AP-REQ (14)"),
        ("flags", 0, "0x00000000"),
        ("flags", 0x40A00000, "0x40a00000 forwardable renewable pre-authent"),
        ("kdc_options", 0x40810010, "0x40810010 forwardable renewable canonicalize renewable-ok"),
        ("ap_options", 0x20000000, "0x20000000 mutual-required"),
        ("keytype", 18, "AES256 (18)"),
        ("cksumtype", -138, "HMAC_MD5 (-138)"),
        ("renew_till", 1, "1970-01-01 00:00:01 UTC"),
        ("lr_value", 86400, "1970-01-02 00:00:00 UTC"),
        ("x", (), "none"),
        ("x", (True, 7, b"\x01"), "yes, 7, 01"),
        ("mask", 0x4, "0x4 RC4-HMAC"),
        ("x", "text", "text"),
        ("x", b"", "empty"),
        ("x", bytes(24), "00" * 24),
        ("x", bytes(25), f"{'00' * 24}... (25 bytes)"),
    ],
)
def test_values_in_words(name: str, value: object, words: str) -> None:
    """By the field's name where it has one, else as they are; long bytes are cut."""
    assert say(name, value) == words

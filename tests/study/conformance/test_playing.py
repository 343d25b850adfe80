"""A row as real exchanges: what the client asks, what it is told, and what it makes sure of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kdcsim.ad.assumption import Assumptions
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import KdcReq, decode
from kdcsim.krb5.numbers import ErrorCode, MessageType, NameType, PaDataType
from kdcsim.krb5.principal import PrincipalName
from kdcsim.krb5.sealing import unseal
from kdcsim.study.conformance import asking, conform
from kdcsim.study.conformance.playing import Seen, Stage, cannot_be_asked
from kdcsim.study.conformance.reading import read
from kdcsim.study.conformance.row import Row
from kdcsim.study.conformance.table import cut, lines_of
from tests.study.conformance.test_cells import played
from tests.study.test_conformance import fields_of, file_of


def row_of(**changes: str) -> Row:
    """The plain row with something else."""
    text = file_of(changes)
    (raw,) = cut(text, lines_of(text), "x.csv").rows
    row = read(raw, "x.csv")
    assert isinstance(row, Row)
    return row


def seen(**changes: str) -> Seen:
    """What came of it."""
    row = row_of(**changes)
    found = Stage.of(row.dc, Assumptions()).play(row)
    assert found is not None
    return found


def test_an_as_row_is_two_exchanges() -> None:
    """The KDC demands a timestamp, and that demand is part of what was seen."""
    told = seen(exchange="AS")
    bare, stamped = told.said.exchanges
    assert (bare.error, stamped.error) == (25, None)
    assert [decode(KdcReq, x.request).msg_type for x in (bare, stamped)] == [MessageType.AS_REQ] * 2
    assert decode(KdcReq, bare.request).padata is None
    assert [p.padata_type for p in decode(KdcReq, stamped.request).padata or ()] == [PaDataType.ENC_TIMESTAMP]
    assert bare.requested == stamped.requested == (18, 17, 23)
    body = decode(KdcReq, bare.request).req_body
    assert body.cname == PrincipalName(name_type=NameType.PRINCIPAL, components=("client",))
    assert body.sname == PrincipalName(name_type=NameType.SRV_INST, components=("HTTP", "target.observed.example"))
    assert (body.realm, body.etypes, 0 < body.nonce <= 2**30) == ("OBSERVED.EXAMPLE", (18, 17, 23), True)
    assert body.till == 2136422885, "2037-09-13T02:48:05Z, as Windows asks"
    assert decode(KdcReq, stamped.request).req_body == body
    assert [str(e) for e in told.events if e.id == 4768] == ["4768S"]
    differs = played(exchange="AS", ticket_etype="20").differ[0]
    assert {d.reason.ladder for d in differs.decisions} == {"hint", "timestamp", "declared", "ticket", "session"}


def test_a_tgs_row_is_one_exchange() -> None:
    """The TGT was got before, with a full list."""
    (exchange,) = seen(client_etypes="23").said.exchanges
    assert (exchange.kind, exchange.requested, exchange.error) == ("TGS", (23,), None)
    assert (exchange.client_name, exchange.service_name) == ("client", "HTTP/target.observed.example")
    assert exchange.reply_etype == 18
    body = decode(KdcReq, exchange.request).req_body
    assert (body.cname, body.realm, body.till) == (None, "OBSERVED.EXAMPLE", 2136422885)


def test_a_client_stamps_with_the_first_etype_that_is_named() -> None:
    """So a list of one etype proves that one."""
    for etypes, used in (("18 17 23", 18), ("23", 23), ("17 23", 17), ("23 18", 18)):
        *_, last = seen(
            exchange="AS", client_etypes=etypes, outcome="", ticket_etype="", session_etype=""
        ).said.exchanges
        assert last.preauth_etype == used
    old = seen(dc_os="2003", update="rtm", exchange="AS", client_etypes="3 23", session_etype="")
    assert [x.preauth_etype for x in old.said.exchanges] == [None, 23]


def test_a_refused_as_row() -> None:
    """What was asked for is refused at once, or once the client has proven itself."""
    once = seen(exchange="AS", client_etypes="19", outcome="refused", ticket_etype="", session_etype="")
    assert ([x.error for x in once.said.exchanges], once.outcome, once.error) == ([14], "refused", 14)
    later = seen(
        exchange="AS", client_etypes="17", filter_policies="24", keys="23", supported_etypes="4",
        outcome="refused", ticket_etype="", session_etype="",
    )  # fmt: skip
    assert ([x.error for x in later.said.exchanges], later.error) == ([25, 14], 14)
    assert (later.ticket_etype, later.session_etype, later.said.given) == (None, None, None)


HELPED = {"dc_os": "2025", "update": "rtm", "filter_policies": "4", "client_etypes": "23"}
"""A DC whose filter lets nobody have a TGT."""


def stage_of(row: Row) -> Stage:
    """The DC of a row."""
    return Stage.of(row.dc, Assumptions())


def test_a_tgt_from_the_dc_itself_or_from_another() -> None:
    """From the DC itself, with the strongest session key; else from its neighbour; else from nowhere."""
    mute = {"outcome": "", "ticket_etype": "", "session_etype": ""}
    for row, ticket, shown in (
        (row_of(filter_policies="28"), 23, 18),
        (row_of(**HELPED, supported_etypes="28"), 23, 23),
        (row_of(filter_policies="3", **mute), None, None),
        (row_of(filter_policies="0x20", **mute), None, None),
        (row_of(dc_os="2003", update="rtm", account="krbtgt", keys="20", client_etypes="23", **mute), None, None),
        (row_of(dc_os="2003", update="rtm", account="krbtgt", keys="23", client_etypes="23", **mute), 23, 23),
    ):
        stage = stage_of(row)
        assert (stage.helper is None) == (row.dc.build.os == "2003")
        told = stage.play(row)
        if ticket is None:
            assert told is None
        else:
            assert told is not None
            assert (told.ticket_etype, told.said.exchanges[0].reply_etype) == (ticket, shown)
    users = [row_of(keys=keys, supported_etypes=mask) for keys, mask in (("18 17 23", "24"), ("23", "absent"))]
    krbtgts = [row_of(account="krbtgt", keys=keys, outcome="") for keys in ("23", "18 17 23", "17")]
    stage = stage_of(users[0])
    for row, ticket in zip((*users, *krbtgts, *users), (18, 23, 23, 18, 17, 18, 23), strict=True):
        told = stage.play(row)
        assert told is not None
        assert told.ticket_etype == ticket
    assert set(stage.tgts) == {(), (23,), (18, 17, 23), (17,)}, "one for all but those that speak of krbtgt"
    rows = [row_of(**HELPED, **mute, account="krbtgt", keys=keys) for keys in ("18 23", "17 23")]
    stage = stage_of(rows[0])
    refused = [stage.play(row) for row in rows]
    assert [each and each.error for each in refused] == [ErrorCode.KDC_ERR_ETYPE_NOSUPP] * 2, "the TGT was opened"


def test_a_kdc_that_gives_two_session_keys_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ticket is opened as its service would open it, and holds the key that the client was given."""

    def other(*told: Any) -> Any:
        part = unseal(*told)
        return replace(part, key=Key(etype=part.key.etype, value=bytes(len(part.key.value))))

    stage, row = Stage.of(row_of().dc, Assumptions()), row_of(exchange="AS")
    monkeypatch.setattr(asking, "unseal", other)
    with pytest.raises(AssertionError, match="client and service were given different session keys"):
        stage.play(row)


def test_a_referral_cannot_be_asked_for_in_an_as_exchange() -> None:
    """In a TGS exchange it can, and so can everything else in both."""
    for account in ("user", "computer", "dc", "krbtgt", "gmsa", "trust"):
        for exchange in ("AS", "TGS"):
            why = cannot_be_asked(row_of(account=account, exchange=exchange))
            assert (why is not None) == (account == "trust" and exchange == "AS")


def test_events_are_those_of_the_request_and_of_the_start() -> None:
    """What a KDC logs when it starts is told apart."""
    told = seen(update="2026-04", ddset="0x27")
    assert [str(e) for e in told.events] == ["205 (KDC start)", "4769S"]
    assert fields_of(conform(file_of({"events": "16"}), "x.csv")) == [("events", "16", "4769S")]
    wanted = {"update": "2026-04", "ddset": "0x27", "events": "203;4769"}
    assert fields_of(conform(file_of(wanted), "x.csv")) == [("events", "203;4769", "205 (KDC start);4769S")]

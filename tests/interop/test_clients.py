"""Recorded requests of real clients are understood, byte for byte, without the clients."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from kdcsim.krb5.messages import KdcReq, KrbError, decode, encode
from kdcsim.krb5.numbers import ErrorCode
from tests.ad.kdc.asking import a_kdc, told
from tests.interop.actors import ACTORS
from tests.interop.record_clients import READ_CONF, table

RECORDED = json.loads((Path(__file__).parent / "clients.json").read_text())
REQUESTS = [
    pytest.param(bytes.fromhex(r["hex"]), id=f"{c['client']}-{n}")
    for c in RECORDED
    for n, r in enumerate(c["requests"])
]


@pytest.mark.parametrize("request_", REQUESTS)
def test_each_is_understood(request_: bytes) -> None:
    """It is decoded, and refused for its age or its keys, not for its form."""
    decode(KdcReq, request_)
    reply = told(a_kdc(), request_).reply
    assert reply[0] == 0x7E
    assert decode(KrbError, reply).error_code not in (ErrorCode.KRB_ERR_GENERIC, ErrorCode.KRB_AP_ERR_MSG_TYPE)


def test_most_come_back_as_they_were() -> None:
    """Only options that are written with fewer than 32 bits change when they are written again."""
    changed = {
        c["client"]
        for c in RECORDED
        for r in c["requests"]
        if encode(decode(KdcReq, bytes.fromhex(r["hex"]))).hex() != r["hex"]
    }
    assert changed <= {"minikerberos"}


def test_the_table_is_of_these() -> None:
    """The page says what the recording holds."""
    assert (Path(__file__).parent / "clients.md").read_text() == table(RECORDED)


def test_each_says_where_it_comes_from() -> None:
    """Version, date, system, commands, and the krb5.conf of those that read one, which is the same for all."""
    assert {client["client"] for client in RECORDED} == set(ACTORS)
    confs = {client["krb5.conf"] for client in RECORDED if client["client"] in READ_CONF}
    assert len(confs) == 1 and "permitted_enctypes" in confs.pop()
    for client in RECORDED:
        date.fromisoformat(client["date"])
        assert re.search(r"\d+\.\d+", client["version"]) and client["commands"] and client["system"], client["client"]
        assert [r["kind"] for r in client["requests"] if r["answered"] == "ticket"] == ["AS", "TGS"]

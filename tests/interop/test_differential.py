"""The same requests to krb5kdc and to us: replies agree field by field, except where a reason is checked in."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.kdc_load import ask
from benchmarks.mit_kdc import MitKdc, MitPrincipal, installed, mit_kdc
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import EncKdcRepPart, EtypeInfo2, HostAddress, KdcRep, KrbError, MethodData, PaData, decode
from kdcsim.krb5.numbers import KdcOption, PaDataType, TicketFlag
from kdcsim.krb5.principal import PrincipalName, krbtgt
from kdcsim.krb5.sealing import unseal
from kdcsim.testing import RunningKdc, kdc
from tests.ad.kdc.asking import REALM, Got, as_request, tgs_request, user_key
from tests.interop.estate import contoso
from tests.interop.peers import missing

DIFFERENCES = Path(__file__).parent / "differences.json"
PASSWORD = "Pa55word"
SERVICE = "HTTP/web.contoso.com"
PEOPLE = (
    MitPrincipal(name="bob", password=PASSWORD, flags=("+requires_preauth",)),
    MitPrincipal(name="gone", password=PASSWORD, flags=("-allow_tix",)),
    MitPrincipal(name="open", password=PASSWORD),
    MitPrincipal(name=SERVICE, password=PASSWORD),
)
Fields = dict[str, Any]
CLOCK_SECONDS = 5


@pytest.fixture(scope="module")
def mit() -> Iterator[MitKdc]:
    """A krb5kdc with the same people."""
    if not installed():
        missing("MIT krb5kdc (krb5-kdc, krb5-admin-server)")
    with mit_kdc(REALM, PEOPLE) as running:
        yield running


@pytest.fixture(scope="module")
def ours() -> Iterator[RunningKdc]:
    """Our KDC, with the passwords that the other one has."""
    plan = contoso("2016", "rtm")
    people = tuple(replace(a, password=PASSWORD) for a in plan.domains[0].accounts)
    with kdc(replace(plan, domains=(replace(plan.domains[0], accounts=people),))) as running:
        yield running


def _as(name: str = "bob", **told: Any) -> bytes:
    now = int(time.time())
    return as_request(name, key=user_key(name, told.pop("password", PASSWORD)), stamp=told.pop("stamp", now), **told)


REQUESTS: dict[str, Callable[[], bytes]] = {
    "no preauthentication": lambda: _as(stamp=0),
    "preauthenticated": _as,
    "preauthenticated with RC4 alone": lambda: _as(etypes=(23,), password=PASSWORD),
    "renewable, forwardable, proxiable": lambda: _as(
        kdc_options=int(KdcOption.RENEWABLE | KdcOption.FORWARDABLE | KdcOption.PROXIABLE)
    ),
    "short": lambda: _as(till=int(time.time()) + 600),
    "covered request": lambda: _as(padata=(_empty(PaDataType.REQ_ENC_PA_REP),)),
    "wrong password": lambda: _as(password="wrong"),
    "clock": lambda: _as(stamp=int(time.time()) - 1000),
    "unknown client": lambda: _as("nobody"),
    "disabled client": lambda: _as("gone"),
    "unknown service": lambda: _as(sname=PrincipalName(name_type=2, components=("HTTP", "nowhere"))),
    "no etype": lambda: _as(etypes=(99,)),
    "no preauthentication needed": lambda: _as("open", stamp=0),
    "starting later": lambda: _as(from_time=int(time.time()) + 3600),
    "canonical": lambda: _as(kdc_options=int(KdcOption.CANONICALIZE)),
    "canonical, in other letters": lambda: _as("BOB", kdc_options=int(KdcOption.CANONICALIZE), stamp=0),
}


def _empty(kind: int) -> Any:
    return PaData(padata_type=int(kind))


def fields_of(reply: bytes, name: str) -> Fields:
    """The fields of an AS reply or an error that can be compared: no times, keys and random bytes."""
    if reply[0] == 0x7E:
        error = decode(KrbError, reply)
        hints: list[PaData] = []
        if error.e_data is not None and error.error_code == 25:
            hints = list(decode(MethodData, error.e_data).entries)
        return {
            "error": error.error_code,
            "realm": error.realm,
            "sname": str(error.sname),
            "method-data": [entry.padata_type for entry in hints],
            "etype-info2": _told(hints),
        }
    message = decode(KdcRep, reply)
    key = user_key(name, PASSWORD, message.enc_part.etype)
    padata = list(message.padata or ())
    return {"padata": [p.padata_type for p in padata], "etype-info2": _told(padata), **_opened(message, key, 3)}


def _told(padata: Sequence[PaData]) -> list[list[Any]]:
    """The etypes and salts of ETYPE-INFO2."""
    values = [p.padata_value for p in padata if p.padata_type == PaDataType.ETYPE_INFO2]
    return [[e.etype, e.salt] for value in values for e in decode(EtypeInfo2, value).entries]


def _opened(message: KdcRep, key: Any, usage: int) -> Fields:
    part = unseal(EncKdcRepPart, message.enc_part, key, usage)
    start = part.starttime or part.authtime
    return {
        "ticket-kvno": message.ticket.enc_part.kvno,
        "reply-kvno": message.enc_part.kvno,
        "has-starttime": part.starttime is not None,
        "starts-late": start - part.authtime > CLOCK_SECONDS,
        "cname": str(message.cname),
        "crealm": message.crealm,
        "ticket-realm": message.ticket.realm,
        "ticket-sname": str(message.ticket.sname),
        "ticket-etype": message.ticket.enc_part.etype,
        "session-etype": part.key.etype,
        "reply-etype": message.enc_part.etype,
        "nonce": part.nonce,
        "flags": list(TicketFlag(part.flags).names),
        "life": part.endtime - start,
        "renewable-life": None if part.renew_till is None else part.renew_till - start,
        "srealm": part.srealm,
        "sname": str(part.sname),
        "sealed-padata": [p.padata_type for p in part.encrypted_pa_data or ()],
        "caddr": [entry.address.hex() for entry in part.caddr or ()],
    }


def differing(one: Fields, other: Fields) -> dict[str, list[Any]]:
    """The fields that differ: theirs, ours. Of an error and a ticket nothing else can be compared."""
    if ("error" in one) != ("error" in other):
        return {"error": [one.get("error"), other.get("error")]}
    names = sorted({*one, *other})
    return {name: [one.get(name), other.get(name)] for name in names if one.get(name) != other.get(name)}


@pytest.mark.parametrize("case", REQUESTS)
def test_as(case: str, mit: MitKdc, ours: RunningKdc) -> None:
    """AS replies and their errors."""
    request = REQUESTS[case]()
    name = "open" if "needed" in case else "bob"
    found = differing(fields_of(ask(mit.port, request), name), fields_of(ask(ours.port, request), name))
    _hold(case, found)


def _tgt(port: int, name: str = "bob", **told: Any) -> Got:
    reply = decode(KdcRep, ask(port, _as(name, **told)))
    part = unseal(EncKdcRepPart, reply.enc_part, user_key(name, PASSWORD, reply.enc_part.etype), 3)
    return Got(ticket=reply.ticket, key=part.key, client=reply.cname, realm=reply.crealm, part=part, reply=reply)


def _service_ticket(port: int, tgt: Got) -> Got:
    """A proxiable ticket to the service."""
    options = int(KdcOption.PROXIABLE)
    reply = decode(KdcRep, ask(port, tgs_request(tgt, SERVICE, now=int(time.time()), cusec=1, kdc_options=options)))
    part = unseal(EncKdcRepPart, reply.enc_part, tgt.key, 8)
    return Got(ticket=reply.ticket, key=part.key, client=reply.cname, realm=reply.crealm, part=part, reply=reply)


SUBKEY = Key(etype=18, value=bytes(range(32)))
NOWHERE = PrincipalName(name_type=2, components=("HTTP", "nowhere"))
TGS_NAME = {"sname": krbtgt(REALM)}
LASTING: dict[str, Any] = {"kdc_options": int(KdcOption.RENEWABLE | KdcOption.FORWARDABLE | KdcOption.PROXIABLE)}
HERE = HostAddress(addr_type=2, address=bytes((127, 0, 0, 1)))
TGS: dict[str, dict[str, Any]] = {
    "service ticket": {},
    "service ticket, RC4 alone": {"etypes": (23,)},
    "service ticket without a checksum": {"checksum": False},
    "service ticket under a subkey": {"subkey": SUBKEY},
    "canonical service ticket": {"kdc_options": int(KdcOption.FORWARDABLE | KdcOption.CANONICALIZE)},
    "unknown service ticket": {"sname": NOWHERE},
    "renewal": {"kdc_options": int(KdcOption.RENEW | KdcOption.RENEWABLE | KdcOption.FORWARDABLE), **TGS_NAME},
    "renewal of what is not renewable": {"kdc_options": int(KdcOption.RENEW)},
    "proxy": {"kdc_options": int(KdcOption.PROXY), "addresses": (HERE,)},
    "proxy of the ticket itself": {"kdc_options": int(KdcOption.PROXY), "addresses": (HERE,)},
    "proxy of what is not proxiable": {"kdc_options": int(KdcOption.PROXY)},
    "user-to-user": {"kdc_options": int(KdcOption.ENC_TKT_IN_SKEY)},
    "user-to-user without a ticket": {"kdc_options": int(KdcOption.ENC_TKT_IN_SKEY)},
}
FROM_LASTING = {"renewal", "proxy", "proxy of the ticket itself"}


@pytest.mark.parametrize("case", TGS)
def test_tgs(case: str, mit: MitKdc, ours: RunningKdc) -> None:
    """TGS replies and their errors, each with a TGT of the KDC that is asked."""
    told = []
    for port in (mit.port, ours.port):
        got = _tgt(port, **(LASTING if case in FROM_LASTING else {}))
        fields = dict(TGS[case])
        if case == "proxy of the ticket itself":
            got = _service_ticket(port, got)
        if case == "user-to-user":
            fields |= {"additional_tickets": (got.ticket,), "sname": PrincipalName(components=("bob",))}
        reply = ask(port, tgs_request(got, SERVICE, now=int(time.time()), **fields))
        key, usage = (SUBKEY, 9) if "subkey" in case else (got.key, 8)
        told.append(fields_of(reply, "bob") if reply[0] == 0x7E else _opened(decode(KdcRep, reply), key, usage))
    _hold(case, differing(*told))


KNOWN: dict[str, dict[str, Any]] = json.loads(DIFFERENCES.read_text())


def test_each_difference_has_a_reason_and_a_case() -> None:
    """A sentence that says which Windows or which RFC; nothing of cases or fields that are not compared any more."""
    assert not {*KNOWN} - {*REQUESTS, *TGS}
    for case, entry in KNOWN.items():
        assert entry["fields"], case
        reasons = entry["reasons"]
        assert {*reasons} == {*entry["fields"]} and all(len(reason) > 20 for reason in reasons.values()), case


def _hold(case: str, found: dict[str, list[Any]]) -> None:
    """What differs is what is checked in: no more, and no less."""
    known = KNOWN.get(case, {}).get("fields", {})
    assert found == known, json.dumps({case: {"reasons": dict.fromkeys(found, ""), "fields": found}}, indent=2)

"""What a step came to: the ticket that was shown, issued or lay in the cache, and who asked for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.exchange import Exchange
from kdcsim.krb5 import messages as m
from kdcsim.krb5.numbers import PaDataType
from kdcsim.reason import Decision
from kdcsim.study.observed import (
    asks_back,
    call_of,
    client_of,
    decisions_of,
    message_of,
    refusing,
    reply_etype,
    rungs_of,
    salt_told,
    session_etype,
    ticket_etype,
)
from kdcsim.study.run import BranchRun, Played
from kdcsim.world.action import Authenticate, Boot, Connect, LogOn, RequestTicket
from tests.study import two_servers
from tests.study.one_story import branch_of, step_of

WEB = """\
kdcsim: 1
title: A web server whose account declares RC4 with AES session keys
domains:
  corp.test:
    functional_level: 2016
    dcs: {DC1: {os: 2022, update: 2022-11}}
    accounts:
      dora: {password: Winter-24-x}
      svc: {password: Web-1, spns: [HTTP/web.corp.test], supported_etypes: 0x24}
hosts:
  PC: {os: 11, domain: corp.test}
  WEB: {os: 2019, domain: corp.test, services: {web: svc}}
messages:
  note: {lies_in: Drafts, goes_to: Inbox}
steps:
  - boot: PC
  - boot: WEB
  - log_on: {on: PC, user: dora, password: Winter-24-x}
    id: logon
  - request_ticket: {from: PC, as: dora, spn: HTTP/web.corp.test}
    id: ask
  - request_ticket: {from: PC, as: dora, spn: HTTP/web.corp.test}
    id: again
  - connect: {from: PC, as: dora, to: WEB/web, spn: HTTP/web.corp.test, message: note}
    id: show
  - purge_tickets: {on: PC, session: dora}
    id: purge
"""
AES256, RC4 = 18, 23


def run() -> BranchRun:
    """The story, played once."""
    return branch_of(WEB, "web.yaml")


def step(label: str) -> Played:
    """One step of it."""
    return step_of(run(), label)


def etypes(played: Played) -> tuple[int | None, int | None, int | None]:
    """Of the ticket, the session key and the reply."""
    return ticket_etype(played), session_etype(played), reply_etype(played)


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("boot PC", (AES256, AES256, AES256)),
        ("ask", (RC4, AES256, AES256)),
        ("again", (RC4, AES256, None)),
        ("show", (RC4, AES256, None)),
        ("purge", (None, None, None)),
    ],
)
def test_the_etypes_of_a_step(label: str, found: tuple[int | None, ...]) -> None:
    """Of the ticket that was issued, that lay in the cache already, or that was shown; a reply there was only once."""
    assert etypes(step(label)) == found


def test_what_is_not_in_a_cache_any_more_is_not_told() -> None:
    """As of the end of the step: a ticket that was purged, a session that was ended, a host that is gone."""
    again, purged = step("again"), step("purge").after
    assert etypes(replace(again, after=purged)) == (None, None, None)
    pc = purged.hosts["PC"]
    ended = replace(purged, hosts={**purged.hosts, "PC": replace(pc, sessions={})})
    assert etypes(replace(again, after=ended)) == (None, None, None)
    gone = replace(purged, hosts={"WEB": purged.hosts["WEB"]})
    assert etypes(replace(again, after=gone)) == (None, None, None)
    action = step("show").step.action
    assert isinstance(action, Connect)
    assert etypes(_without_calls(replace(action, spn=None))) == (None, None, None)
    assert etypes(_without_calls(action)) == (RC4, AES256, None)


def _without_calls(action: Connect) -> Played:
    """The connection as if nothing had been carried."""
    shown = step("show")
    return replace(shown, step=replace(shown.step, action=action), record=replace(shown.record, calls=()))


def test_the_ticket_that_was_shown_counts_before_one_that_was_issued() -> None:
    """A connection may ask for a ticket and show another: the one that was shown is what the story is about."""
    shown, asked = step("show"), step("logon").record.exchanges[-1]
    both = replace(shown, record=replace(shown.record, exchanges=(asked,)))
    assert etypes(both) == (RC4, AES256, AES256)
    call = shown.record.calls[0]
    other = replace(shown, record=replace(shown.record, calls=(replace(call, session_etype=RC4),)))
    assert etypes(other) == (RC4, RC4, None)


def test_of_several_calls_the_last_that_showed_a_ticket() -> None:
    """An anonymous connection after it shows none."""
    shown = step("show")
    (call,) = shown.record.calls
    later, anonymous = replace(call, at=call.at + 1), replace(call, request=b"")
    assert call_of(shown) is call
    for calls, found in (((call, later), later), ((call, anonymous), call), ((anonymous,), None), ((), None)):
        assert call_of(replace(shown, record=replace(shown.record, calls=calls))) is found


@pytest.mark.parametrize("kind", [Boot, LogOn, Authenticate])
def test_a_logon_is_about_the_tgt(kind: type) -> None:
    """What a session fetches behind its TGT is not what the step was for; a request for a ticket is about the last."""
    tgt, ticket = step("logon").record.exchanges[-1], step("ask").record.exchanges[-1]
    actions = {
        Boot: step("boot PC").step.action,
        LogOn: step("logon").step.action,
        Authenticate: Authenticate(host="PC", session=999),
    }
    asked = step("ask")
    both = replace(asked, record=replace(asked.record, exchanges=(tgt, ticket)))
    assert (ticket_etype(both), reply_etype(both)) == (RC4, AES256)
    logon = replace(both, step=replace(both.step, action=actions[kind]))
    assert ticket_etype(logon) == AES256
    assert ticket_etype(replace(logon, record=replace(logon.record, exchanges=(ticket,)))) is None


def test_what_was_refused_is_no_ticket() -> None:
    """A refusal after a ticket that was issued leaves that ticket as what the step came to."""
    asked = step("ask")
    (issued,) = asked.record.exchanges
    refused = replace(issued, error=14, ticket_etype=None, session_etype=None, reply_etype=None)
    assert etypes(replace(asked, record=replace(asked.record, exchanges=(issued, refused)))) == (RC4, AES256, AES256)


def test_decisions_are_told_from_the_host_to_the_kdc() -> None:
    """The list that the client offers comes before what the DC makes of it; every rung of each has its say."""
    assert [d.reason.ladder for d in decisions_of(step("ask"))] == ["client-list", "declared", "ticket", "session"]
    rules = [rung.rule for rung in rungs_of(step("ask"))]
    assert rules[0] == "client-list-of-the-build" and {"account-declares", "aes-session-key-bit"} <= set(rules)


def test_whose_exchange_it_was() -> None:
    """A host with its logon session; where no host here asked, the client's name."""
    asked = step("ask")
    (exchange,) = asked.record.exchanges
    action = asked.step.action
    assert isinstance(action, RequestTicket)
    assert client_of(asked, exchange) == ("PC", action.session)
    assert client_of(asked, step("boot WEB").record.exchanges[0])[0] == "WEB"
    assert client_of(asked, replace(exchange, client_address="192.0.2.7")) == ("dora", None)


def test_the_message_of_a_step() -> None:
    """Only what carries one has one."""
    assert [message_of(step(label)) for label in ("show", "ask")] == ["note", None]


def test_what_refused_and_what_only_asked_back() -> None:
    """Error 25 is a question; of several decisions the last that refused is the refusal."""
    question, answer = step("logon").record.exchanges
    assert asks_back(question) and not asks_back(answer) and not asks_back(replace(answer, error=14))
    assert refusing(question) is None and refusing(answer) is None
    refused = branch_of(WEB.replace("0x24", "0x3"), "web.yaml")
    asked = refused.at("ask")
    assert asked is not None
    exchange = asked.record.exchanges[-1]
    decision = refusing(exchange)
    assert decision is not None and decision is exchange.decisions[-1]
    earlier = Decision(decision.value, decision.reason)
    twice = replace(exchange, decisions=(earlier, *exchange.decisions[:-1], decision))
    assert refusing(twice) is decision


def _answering(exchange: Exchange, *entries: m.PaData) -> Exchange:
    """The same with other padata in its error."""
    data = m.encode(m.MethodData(entries=entries)) if entries else None
    error = replace(m.decode(m.KrbError, exchange.reply), e_data=data)
    return replace(exchange, reply=m.encode(error))


def test_the_salt_that_a_kdc_tells() -> None:
    """In the hint of an error and in the reply; not where there is no ETYPE-INFO2, and RC4 has no salt to tell."""
    question, answer = step("logon").record.exchanges
    assert salt_told(question) == salt_told(answer) == "CORP.TESTdora"
    (ticket,) = step("ask").record.exchanges
    assert salt_told(ticket) is None
    assert salt_told(two_servers.step("broken", "boot-b").record.exchanges[0]) is None
    assert salt_told(replace(question, reply=b"\x01")) is None
    rc4 = m.EtypeInfo2Entry(etype=RC4, salt=None, s2kparams=None)
    aes = m.EtypeInfo2Entry(etype=AES256, salt="A-SALT", s2kparams=None)

    def hint(*entries: m.EtypeInfo2Entry) -> m.PaData:
        return m.PaData(padata_type=PaDataType.ETYPE_INFO2, padata_value=m.encode(m.EtypeInfo2(entries=entries)))

    other = m.PaData(padata_type=PaDataType.PK_AS_REQ, padata_value=b"")
    assert salt_told(_answering(question, other, hint(rc4, aes))) == "A-SALT"
    assert salt_told(_answering(question, hint(rc4))) is None
    assert salt_told(_answering(question)) is None
    assert salt_told(_answering(question, replace(hint(aes), padata_value=b"\x01"))) is None

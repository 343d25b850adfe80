"""One step by itself: its messages, the keys on both sides, the accounts it was about, and what it left in the logs."""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.directory import Account
from kdcsim.ad.exchange import Exchange
from kdcsim.ad.host.call import Call
from kdcsim.ad.supported import bit_names
from kdcsim.krb5.numbers import EType
from kdcsim.report.as_text.keys import key_picture
from kdcsim.report.as_text.logs import log_lines
from kdcsim.report.paper import Paper
from kdcsim.study import wording
from kdcsim.study.observed import asks_back, call_of, client_of, salt_told
from kdcsim.study.picture import issuing, picture
from kdcsim.study.run import BranchRun, Played

DES = (EType.DES_CBC_CRC, EType.DES_CBC_MD5)
"""Every account has such keys, and they say nothing new."""


def as_step(run: BranchRun, played: Played, paper: Paper) -> str:
    """Write one step on less than a screen."""
    lines = [paper.strong(f"-- {run.branch.name}, step {played.step.label} ".ljust(paper.width, "-"))]
    sentence, title = played.record.sentence, played.step.title
    lines += paper.wrapped(f"{title}: {sentence}" if title else sentence, 2)
    for heading, told in (
        ("messages", _messages(run, played, paper)),
        ("keys", _keys(run, played, paper)),
        ("accounts", _accounts(played, paper)),
        ("in the logs", log_lines(played, paper)),
    ):
        found = list(told)
        lines += [paper.strong(f"  {heading}"), *found] if found else []
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _messages(run: BranchRun, played: Played, paper: Paper) -> Iterator[str]:
    """Every message in its order, numbered."""
    told = [line for each in played.record.exchanges for line in _exchange(played, each)]
    for call in played.record.calls:
        earlier = _earlier(run, played, call)
        if earlier is not None:
            yield from (paper.faint(line) for line in paper.wrapped(earlier, 4, 2))
        told += _call(call)
    for number, (line, bad) in enumerate(told, 1):
        yield from (paper.bad(each) if bad else each for each in paper.wrapped(f"{number:>2}  {line}", 4, 4))


def _exchange(played: Played, exchange: Exchange) -> Iterator[tuple[str, bool]]:
    host, luid = client_of(played, exchange)
    who = host if luid is None else f"{wording.session(luid, exchange.client_name)} on {host}"
    wish = "a TGT" if exchange.kind == "AS" else f"a ticket for {exchange.service_name}"
    proof = "its TGT" if exchange.kind == "TGS" else "no proof"
    if exchange.preauth_etype is not None:
        proof = f"a timestamp sealed with {wording.etype(exchange.preauth_etype)}"
    refused = not exchange.issued and not asks_back(exchange)
    yield f"{who} -> {exchange.dc}: {exchange.kind}-REQ, wants {wish}, shows {proof}", refused
    if exchange.reply:
        salt = salt_told(exchange)
        told = f", tells the salt {wording.salt(salt)}" if salt is not None else ""
        yield f"{exchange.dc} -> {who}: {_answer(exchange)}{told}", refused


def _answer(exchange: Exchange) -> str:
    if not exchange.issued:
        return wording.error(exchange.error) + (", prove yourself first" if asks_back(exchange) else "")
    ticket, key = wording.etype(exchange.ticket_etype), wording.etype(exchange.session_etype)
    return f"{exchange.kind}-REP, ticket sealed with {ticket}, session key {key}"


def _call(call: Call) -> Iterator[tuple[str, bool]]:
    who = f"{wording.session(call.from_session, call.client)} on {call.from_host}"
    there, refused = f"{wording.session(call.to_session, call.answered_as)} on {call.to_host}", call.error is not None
    if call.anonymous:
        yield f"{who} -> {there}: anonymous, no ticket is shown", refused
        return
    end = ", and it does not open" if refused and not any(a.opened for a in call.attempts) else ""
    yield f"{who} -> {there}: AP-REQ, ticket {wording.etype(call.ticket_etype)} for {call.spn}{end}", refused
    if call.reply:
        yield f"{there} -> {who}: " + (wording.error(call.error) if refused else "AP-REP, opened"), refused


def _earlier(run: BranchRun, played: Played, call: Call) -> str | None:
    """Where the ticket that is shown came from, when that was in another step."""
    issued = None if call.anonymous else issuing(run, played, call)
    if issued is None or any(each is issued for each in played.record.exchanges):
        return None
    step = next(p.step.label for p in run.played if any(each is issued for each in p.record.exchanges))
    return f"(the ticket was issued earlier, by {issued.dc} in step {step})"


def _keys(run: BranchRun, played: Played, paper: Paper) -> Iterator[str]:
    """The key that sealed beside the one that was tried, and which other keys both sides have in common."""
    drawn, call = picture(run, played), call_of(played)
    if drawn is None or call is None:
        return
    yield from key_picture(drawn, paper)
    issued, host = issuing(run, played, call), played.before.hosts.get(call.to_host.upper())
    session = host.sessions.get(call.to_session) if host and call.to_session is not None else None
    if issued is None or issued.service_account is None or session is None:
        return
    if session.account is not None and session.account not in drawn.session:
        yield f"    {drawn.session} signs in as {session.account}"
    theirs = {k.etype: k.key.fingerprint for k in reversed(session.keys)}
    for key in issued.service_account.keys.usable(check_marker=False):
        if key.etype in theirs and key.etype not in (drawn.etype, *DES):
            same = "the same" if theirs[key.etype] == key.key.fingerprint else "different"
            both = f"{key.key.fingerprint} and {theirs[key.etype]}"
            yield paper.faint(f"    {wording.etype(key.etype)} keys of both sides: {both}, {same}")


def _accounts(played: Played, paper: Paper) -> Iterator[str]:
    """What the accounts behind the services declare, and which keys the directory has of them."""
    names = {service.runs_as.casefold() for host in played.after.hosts.values() for service in host.services}
    known = {a.name: a for dc in played.after.dcs.values() for a in dc.directory.accounts.values()}
    for account in known.values():
        if account.name.casefold() in names:
            yield from paper.wrapped(_account(account), 4, 4)


def _account(account: Account) -> str:
    mask = account.supported_etypes
    declares = "declares nothing" if mask is None else f"declares {mask:#x} ({', '.join(bit_names(mask))})"
    keys = ", ".join(wording.etype(k.etype) for k in account.keys.usable(check_marker=False) if k.etype not in DES)
    return f"{account.name} {declares}; keys: {keys or 'none'}"

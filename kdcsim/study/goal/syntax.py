"""Syntax: goals as people write them, in ``--goal`` and in a scenario's ``goals``.

LocalSystem@SERVER-1 reaches HUB-1/MSExchangeTransport via DC-2008
"Alice to Bob" is delivered
no RC4 anywhere | no RC4 tickets | no DES session keys | no RC4 pre-authentication
no event 27 on DC-2003
expectations hold
... and ...
"""

from __future__ import annotations

import re

from kdcsim.ad.host.session import BUILTIN
from kdcsim.ad.supported import AES, DES, RC4, etypes_of
from kdcsim.errors import WorldError
from kdcsim.study import wording
from kdcsim.study.decide import Foreseeable
from kdcsim.study.goal.goal import All, Authenticates, Delivered, Goal, NoEtype, Quiet, StepsHold
from kdcsim.study.goal.words import who_tries
from kdcsim.study.run import BranchRun
from kdcsim.world.action import Connect, RequestTicket, user_luid

SYNTAX: tuple[tuple[str, str], ...] = (
    ("SESSION@HOST reaches HOST/SERVICE [as SPN] [via DC]", "this session authenticates to this service"),
    ("SESSION@HOST gets a ticket for SPN [via DC]", "a ticket is issued"),
    ('"MESSAGE" is delivered', "a message of the story arrives"),
    ("no RC4|DES|AES anywhere|tickets|session keys|pre-authentication", "no session of this world gets or uses any"),
    ("no event NUMBER on MACHINE", "nothing that can be tried makes the machine log it"),
    ("expectations hold", "what the story's steps expect holds when they are tried again"),
)
"""Every form, and what it means; `and` joins them."""

_REACHES = re.compile(r"(\S+)@(\S+) reaches ([^/\s]+)/(\S+)(?: as (\S+))?(?: via (\S+))?", re.IGNORECASE)
_TICKET = re.compile(r"(\S+)@(\S+) gets a ticket for (\S+)(?: via (\S+))?", re.IGNORECASE)
_DELIVERED = re.compile(r"\"?([^\"]+?)\"? is delivered", re.IGNORECASE)
_NO_ETYPE = re.compile(
    r"no (RC4|DES|AES) (anywhere|tickets?|session keys?|sessions?|pre-?authentication|pre-?auth)", re.IGNORECASE
)
_QUIET = re.compile(r"no event (\d+) on (\S+)", re.IGNORECASE)
_ETYPES = {"RC4": etypes_of(RC4), "DES": etypes_of(DES), "AES": etypes_of(AES)}


def read_goal(text: str, run: BranchRun) -> Goal | All:
    """Read a goal about the world in which a branch ended. Raises WorldError for what it cannot read."""
    parts = re.split(r"\s+and\s+(?=[^\"]*(?:\"[^\"]*\"[^\"]*)*$)", text.strip())
    goals = tuple(_read(part.strip(), run) for part in parts)
    return goals[0] if len(goals) == 1 else All(goals=goals)


def _read(text: str, run: BranchRun) -> Goal:
    if text.lower() in ("expectations hold", "all expectations hold"):
        return StepsHold(steps=tuple(p.step for p in run.played))
    for form, read in ((_REACHES, _reaches), (_TICKET, _ticket), (_QUIET, _quiet), (_NO_ETYPE, _no_etype)):
        said = form.fullmatch(text)
        if said is not None:
            return read(said, run)
    said = _DELIVERED.fullmatch(text)
    if said is not None:
        return _delivered(said[1], run)
    forms = "; ".join(form for form, _ in SYNTAX)
    raise WorldError(f"no goal is written like {text!r}; goals are: {forms}")


def _reaches(said: re.Match[str], run: BranchRun) -> Goal:
    host, service = run.end.host(said[2]), run.end.host(said[3])
    if service.service(said[4]) is None:
        raise WorldError(f"{service.name} has no service {said[4]!r}")
    connect = Connect(
        host=host.name,
        session=_session(said[1], host.name, run),
        to_host=service.name,
        to_service=said[4],
        spn=said[5],
        dc=None if said[6] is None else run.end.dc(said[6]).name,
    )
    return Authenticates(action=connect, who=who_tries(connect, run.end))


def _ticket(said: re.Match[str], run: BranchRun) -> Goal:
    host = run.end.host(said[2])
    dc = None if said[4] is None else run.end.dc(said[4]).name
    request = RequestTicket(host=host.name, session=_session(said[1], host.name, run), spn=said[3], dc=dc)
    return Authenticates(action=request, who=who_tries(request, run.end))


def _quiet(said: re.Match[str], run: BranchRun) -> Goal:
    machine = said[2].upper()
    if machine not in run.end.dcs:
        run.end.host(machine)
    tries = tuple(p.step.action for p in run.played if isinstance(p.step.action, Foreseeable))
    return Quiet(event=int(said[1]), machine=machine, tries=tuple(dict.fromkeys(tries)))


def _no_etype(said: re.Match[str], run: BranchRun) -> Goal:
    name, where = said[1].upper(), said[2].lower()
    if where == "anywhere":
        return NoEtype(name=name, etypes=_ETYPES[name])
    kind = {"t": "tickets", "s": "session keys", "p": "pre-authentication"}[where[0]]
    return NoEtype(name=name, etypes=_ETYPES[name], where=(kind,))


def _delivered(message: str, run: BranchRun) -> Goal:
    if message not in run.end.messages:
        raise WorldError(f"there is no message {message!r}; there are: {', '.join(run.end.messages) or 'none'}")
    carriers = [p.step.action for p in run.played if isinstance(p.step.action, Connect)]
    carrying = tuple(c for c in carriers if c.message == message)
    if not carrying and not run.end.messages[message].delivered:
        raise WorldError(f"no step of branch {run.branch.name} carries {message!r}")
    return Delivered(message=message, carriers=carrying)


def _session(said: str, host: str, run: BranchRun) -> int:
    """A session by LUID, by the name of a built-in account, or by the user or service it was made for.

    It may be gone by now, but the story has to have had it.
    """
    worlds = (run.start, *(played.after for played in run.played))
    had = {session.luid: session for world in worlds for session in world.host(host).sessions.values()}
    for builtin in BUILTIN:
        if said.lower() == builtin.name.lower():
            return builtin.luid
    luid = int(said, 16) if re.fullmatch(r"0x[0-9a-fA-F]+", said) else user_luid(host, said)
    named = [session.luid for session in had.values() if session.name.lower() == said.lower()]
    if luid not in had and len(named) != 1:
        known = ", ".join(wording.session(each.luid, each.name) for each in had.values())
        raise WorldError(f"{host} has no session {said!r}; there are: {known or 'none, for it was never started'}")
    return luid if luid in had else named[0]

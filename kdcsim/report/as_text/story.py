"""The story of one branch: what happened step by step, why the last step came out as it did, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.assumption import NAMES
from kdcsim.ad.host.session import BUILTIN
from kdcsim.report.as_text.decisions import decisions
from kdcsim.report.as_text.keys import key_picture
from kdcsim.report.as_text.logs import log_lines
from kdcsim.report.as_text.tree import step_tree
from kdcsim.report.paper import Paper
from kdcsim.study.brief import exchange_briefs
from kdcsim.study.central import central_branch, central_step, ends_refused
from kdcsim.study.doubt import Doubt, doubts
from kdcsim.study.finding import BranchVerdict, Verdict
from kdcsim.study.observed import call_of
from kdcsim.study.run import Played
from kdcsim.study.why import Because, Told, Why, why
from kdcsim.world.action import RequestTicket
from kdcsim.world.record import Outcome

LUIDS = tuple((each.luid, each.name) for each in BUILTIN)


def story(
    verdict: Verdict, branch: BranchVerdict, paper: Paper, *, called: str, detail: int, show_keys: bool
) -> Iterator[str]:
    """Tell one branch on about a screen."""
    told = branch.run.branch
    yield paper.strong(f"-- {told.name}: {told.title} ".ljust(paper.width, "-"))
    yield from _steps(branch, paper, detail=detail, show_keys=show_keys)
    central = central_step(branch.run, frozenset(f.step for f in branch.failed))
    reason = why(branch.run, central) if central is not None else None
    if central is not None and reason is not None:
        yield from ["", f"{paper.strong('  why')}   {paper.faint(f'step {central.step.label}')}"]
        yield from [*paper.wrapped(told.why, 4), ""] if told.why else []
        yield from _why(reason, central, paper)
        logged = list(log_lines(central, paper))
        yield from ["", paper.strong("  in the logs"), *logged] if logged else []
        yield from _afterwards(branch, central, paper)
    elif told.why:
        yield from ["", paper.strong("  why"), *paper.wrapped(told.why, 4)]
    yield from _cure(verdict, branch, paper)
    yield from _leaned_on(verdict, branch, paper)
    yield from _cites(verdict, branch, paper)
    yield from _see(called, branch, central, paper)


def _steps(branch: BranchVerdict, paper: Paper, *, detail: int, show_keys: bool) -> Iterator[str]:
    failed = {f.step: f for f in branch.failed}
    for number, played in enumerate(branch.run.played, 1):
        inherited = number <= len(branch.run.inherited)
        lead = f"  {number:>3}  "
        lines = paper.wrapped(_step_line(played), len(lead), 2)
        lines[0] = lead + lines[0][len(lead) :]
        ink = paper.bad if played.record.outcome is Outcome.REFUSED else paper.faint if inherited else str
        yield from (ink(line) for line in lines)
        if played.step.label in failed and not inherited:
            yield from (paper.bad(line) for line in paper.wrapped(failed[played.step.label].sentence, 7, 2))
        if not detail and not inherited:
            yield from _exchanges(played, paper)
        if detail and not inherited:
            yield from decisions(branch.run, played, paper)
        if detail > 1 and not inherited:
            yield from step_tree(branch.run, played, paper, show_keys=show_keys)


def _exchanges(played: Played, paper: Paper) -> Iterator[str]:
    """What crossed the wire, where the step's own sentence does not tell it."""
    if isinstance(played.step.action, RequestTicket) and len(played.record.exchanges) == 1:
        return
    for brief in exchange_briefs(played.record.exchanges):
        yield from (paper.faint(line) for line in paper.wrapped(brief, 9, 2))


def _step_line(played: Played) -> str:
    title = played.step.title
    return f"{title}: {played.record.sentence}" if title else played.record.sentence


def _afterwards(branch: BranchVerdict, central: Played, paper: Paper) -> Iterator[str]:
    """After a refusal: the connection that worked in the end."""
    last = next((p for p in reversed(branch.run.own) if call_of(p) is not None), central)
    reason = why(branch.run, last)
    if last is not central and last.record.outcome is Outcome.ACCEPTED and reason is not None:
        yield from ["", f"{paper.strong('  and in the end')}   {paper.faint(f'step {last.step.label}')}"]
        yield from _why(reason, last, paper)


def _why(reason: Why, central: Played, paper: Paper) -> Iterator[str]:
    if reason.picture is not None:
        yield from [*key_picture(reason.picture, paper), ""]
    else:
        yield from paper.wrapped(reason.short, 4)
    for told in reason.facts:
        yield from fact_line(told, paper)
    for because in reason.rules:
        yield from _because(because, central, paper)


def _because(because: Because, central: Played, paper: Paper) -> Iterator[str]:
    """A rule: what it came to, its sentence, how well it is known and from where, and the facts it read."""
    yield f"    {paper.name(because.rung.rule)}  -> {because.value}"
    yield from paper.wrapped(because.rung.sentence, 6)
    when = "" if because.step == central.step.label else f"; decided at step {because.step}"
    source = f"{because.rung.grade}: {because.rung.source}{when}"
    yield from (paper.faint(line) for line in paper.wrapped(source, 6, 2))
    for told in because.facts:
        yield from fact_line(told, paper)


def fact_line(told: Told, paper: Paper) -> Iterator[str]:
    """One fact, with the place in the scenario that made it so at the right."""
    text = f"        {told.fact}"
    where = "" if told.span is None else str(told.span)
    yield text + (" " * max(3, paper.width - len(text) - len(where)) + paper.faint(where) if where else "")


def _cure(verdict: Verdict, branch: BranchVerdict, paper: Paper) -> Iterator[str]:
    """How to recognise it elsewhere, in the branch that the story is about; and what to do."""
    scenario, cure = verdict.run.scenario, branch.run.branch.cure
    if scenario.tell and branch.run is central_branch([b.run for b in verdict.branches]):
        yield from ["", paper.strong("  how to recognise it"), *paper.wrapped(scenario.tell, 4)]
    if cure is None and ends_refused(branch.run):
        cure = scenario.cure
    if cure:
        yield from ["", paper.strong("  what to do"), *paper.wrapped(cure, 4)]


def _leaned_on(verdict: Verdict, branch: BranchVerdict, paper: Paper) -> Iterator[str]:
    """The open readings behind this outcome, each with what would come of the others."""
    if not branch.leaned_on:
        return
    yield from ["", paper.strong("  leans on what nobody knows")]
    played = tuple(doubts(verdict.run, branch))
    for assumed in branch.leaned_on:
        known = NAMES.get(assumed.name)
        yield f"    {paper.doubtful(f'{assumed.name} = {assumed.value}')}"
        yield from paper.wrapped(known.sentence, 6) if known else ()
        for doubt in played:
            if doubt.assumed == assumed:
                yield from paper.wrapped(_otherwise(doubt), 6, 2)


def _otherwise(doubt: Doubt) -> str:
    if doubt.same:
        return f"if {doubt.reading}: {'the same' if doubt.holds else 'the same end, but an expectation would fail'}"
    return f"if {doubt.reading}: {doubt.brief}{'' if doubt.holds else '; an expectation would fail'}"


def _cites(verdict: Verdict, branch: BranchVerdict, paper: Paper) -> Iterator[str]:
    cites = branch.run.branch.cites or verdict.run.scenario.sources
    if cites:
        yield from ["", *(paper.faint(line) for line in paper.wrapped("cites: " + "; ".join(cites), 2, 2))]


def _see(called: str, branch: BranchVerdict, central: Played | None, paper: Paper) -> Iterator[str]:
    """Where to look next, as commands that can be pasted: the machines of the central step."""
    if central is None:
        return
    label = central.step.label if " " not in central.step.label else f'"{central.step.label}"'
    at = "" if central is branch.run.played[-1] else f" --at {label}"
    where = f"{called} --branch {branch.run.branch.name}{at}"
    call, exchanges = call_of(central), central.record.exchanges
    if call is not None and call.from_session is not None:
        session = dict(LUIDS).get(call.from_session, f"{call.from_session:#x}")
        yield ""
        yield paper.faint(f"  see  kdcsim show klist {where} --host {call.from_host} --session {session}")
        yield paper.faint(f"       kdcsim show events {where} --host {call.to_host}")
    elif exchanges and not exchanges[-1].issued:
        yield ""
        yield paper.faint(f"  see  kdcsim show events {where} --host {exchanges[-1].dc}")

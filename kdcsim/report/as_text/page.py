"""The whole page: title, a verdict per branch, the stories that deserve to be told in full, and the sum."""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.report.as_text.story import story
from kdcsim.report.paper import Paper
from kdcsim.study import wording
from kdcsim.study.brief import branch_brief
from kdcsim.study.central import ends_refused
from kdcsim.study.doubt import Doubt
from kdcsim.study.finding import BranchVerdict, Verdict
from kdcsim.study.reading import Robustness

MAX_FAILED_STORIES = 3
MARK_WIDTH = 7


def as_text(
    verdict: Verdict,
    paper: Paper,
    *,
    called: str | None = None,
    detail: int = 0,
    show_keys: bool = False,
    tried: tuple[Robustness, ...] = (),
) -> str:
    """Write the page. ``called`` is how the scenario was named; ``detail`` 1 adds decisions, 2 the messages.

    ``tried`` is what other readings made of each branch, where that was asked for.
    """
    told, called = _to_tell(verdict, detail), called or verdict.run.scenario.file
    out, width = [*_title(verdict, paper, called), ""], _label_width(verdict)
    out += [*paper.wrapped(verdict.run.scenario.story, 2), ""] if verdict.run.scenario.story else []
    for branch in verdict.branches:
        out += _branch(branch, width, paper, in_full=branch in told)
        out += _of_branch(tried, branch, 2 + MARK_WIDTH + width + 2, paper)
    for branch in told:
        out += ["", *story(verdict, branch, paper, called=called, detail=detail, show_keys=show_keys)]
    out += [] if told else _moral(verdict, paper)
    out += ["", *_sum(verdict, paper, told, called)]
    return "\n".join(line.rstrip() for line in out) + "\n"


def as_test_line(verdict: Verdict, paper: Paper, *, tried: tuple[Robustness, ...] = ()) -> str:
    """Write one line for a whole scenario, one for each finding that fails, and one for what depends on a reading."""
    scenario = verdict.run.scenario
    mark = paper.good("ok".ljust(MARK_WIDTH)) if verdict.holds else paper.bad("FAIL".ljust(MARK_WIDTH))
    counts = f"{wording.count(len(verdict.branches), 'branch', 'branches')}, {_expectations(verdict)}"
    lines = [f"{mark}{scenario.file}  {paper.faint(counts)}"]
    for finding in verdict.failed:
        lines += paper.wrapped(f"{finding.span}: {finding.branch}/{finding.step}: {finding.sentence}", 7, 2)
    for each in tried:
        for doubt in each.depends:
            lines += paper.wrapped(f"{each.branch} depends on {_depends(doubt)}", 7, 2)
    if tried and all(each.robust for each in tried):
        lines.append(f"       robust: the same under {max(each.tried for each in tried)} other readings")
    return "\n".join(lines) + "\n"


def _of_branch(tried: tuple[Robustness, ...], branch: BranchVerdict, indent: int, paper: Paper) -> Iterator[str]:
    """Whether a branch survives other readings, or on which it depends."""
    for each in tried:
        if each.branch == branch.run.branch.name:
            if each.robust:
                yield from paper.wrapped(f"robust: the same under {each.tried} other readings", indent, 2)
            for doubt in each.depends:
                lines = paper.wrapped(f"depends on {_depends(doubt)}", indent, 2)
                yield from (paper.doubtful(line) for line in lines)


def _depends(doubt: Doubt) -> str:
    ending = doubt.brief if not (doubt.same and doubt.holds) else "what is expected here holds"
    fails = "" if doubt.holds or doubt.same else "; an expectation would fail"
    return f"{doubt.assumed.name}: with {doubt.reading}, {ending}{fails}"


def _to_tell(verdict: Verdict, detail: int) -> tuple[BranchVerdict, ...]:
    """The failing branches; without any, the first that ends in a refusal. With -v, every branch."""
    if detail or len(verdict.branches) == 1:
        return verdict.branches
    failed = tuple(b for b in verdict.branches if not b.holds)
    if failed:
        return failed[:MAX_FAILED_STORIES]
    return tuple(b for b in verdict.branches if ends_refused(b.run))[:1]


def _title(verdict: Verdict, paper: Paper, called: str) -> Iterator[str]:
    scenario, seed = verdict.run.scenario, f"seed {verdict.run.seed}"
    room = paper.width - len(seed) - 1
    first, *more = paper.wrapped(scenario.title, 0) if len(scenario.title) > room else [scenario.title]
    yield paper.strong(first) + " " * max(1, paper.width - len(first) - len(seed)) + paper.faint(seed)
    yield from (paper.strong(line) for line in more)
    _, *readings = called.split(" --under ")
    yield paper.faint(scenario.file) + (paper.doubtful(f"  under {', '.join(readings)}") if readings else "")


def _label_width(verdict: Verdict) -> int:
    return max((len(b.run.branch.name) for b in verdict.branches), default=0)


def _branch(branch: BranchVerdict, width: int, paper: Paper, *, in_full: bool) -> Iterator[str]:
    told = branch.run.branch
    held = paper.good("holds".ljust(MARK_WIDTH)) if branch.findings else paper.faint("plays".ljust(MARK_WIDTH))
    mark = held if branch.holds else paper.bad("FAILS".ljust(MARK_WIDTH))
    yield f"  {mark}{paper.strong(told.name.ljust(width))}  {told.title}"
    indent = 2 + MARK_WIDTH + width + 2
    for finding in branch.failed:
        yield from (paper.bad(line) for line in paper.wrapped(finding.sentence, indent, 2))
    if branch.holds:
        yield from paper.wrapped(branch_brief(branch.run), indent, 2)
        yield from (paper.faint(line) for line in paper.wrapped(_in_words(branch, in_full=in_full), indent) if line)


def _in_words(branch: BranchVerdict, *, in_full: bool) -> str:
    """The storyteller's own words, where the outcome alone does not explain itself: refusals and quiet branches."""
    told = branch.run.branch
    explains_itself = any(p.record.calls for p in branch.run.own) and not ends_refused(branch.run)
    if in_full or explains_itself or not told.why:
        return ""
    return f"{told.why.strip()} [{', '.join(told.cites)}]" if told.cites else told.why


def _moral(verdict: Verdict, paper: Paper) -> Iterator[str]:
    """What the storyteller says of the whole, where no branch is told in full."""
    told = verdict.run.scenario
    for heading, text in (("cause", told.cause), ("how to recognise it", told.tell), ("what to do", told.cure)):
        if text:
            yield from ["", paper.strong(f"  {heading}"), *paper.wrapped(text, 4)]
    if told.sources:
        cites = paper.wrapped("cites: " + "; ".join(told.sources), 2, 2)
        yield from ["", *(paper.faint(line) for line in cites)]


def _expectations(verdict: Verdict) -> str:
    return wording.count(len(verdict.findings), "expectation")


def _sum(verdict: Verdict, paper: Paper, told: tuple[BranchVerdict, ...], called: str) -> Iterator[str]:
    if verdict.holds:
        branches = wording.count(len(verdict.branches), "branch", "branches")
        held = f"all {_expectations(verdict)} hold" if len(verdict.findings) != 1 else "the one expectation holds"
        yield paper.good(held if verdict.findings else "nothing was expected") + f" in {branches}"
    else:
        yield paper.bad(f"{len(verdict.failed)} of {_expectations(verdict)} failed")
    untold = [b for b in verdict.branches if b not in told]
    if untold and told:
        name = untold[0].run.branch.name
        yield paper.faint(f"the story of another branch: kdcsim run {called} --branch {name}")

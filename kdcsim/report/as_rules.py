"""As rules: the reference page of every rule, generated from the ladders - Markdown.

Nothing is written here that the ladders do not say: rule, sentence, source, grade, where it applies, and the scenario
that shows it, as far as the caller knows one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kdcsim.ad.assumption import NAMES, TABLE, Assumption
from kdcsim.ad.policy import GENERATIONS, LADDERS, Generation
from kdcsim.reason import Ladder, Rule
from kdcsim.study.assumed import assumed_by, phase_words

HEAD = """# Rules: what each says, and who says so

Every etype in kdcsim is the answer of a *ladder*: an ordered list of small named rules. A rule answers, narrows what is
left, or passes. `kdcsim explain RULE` tells one of them; `kdcsim run -v` shows the ladders that a story walked.

This page is generated from the code. Grades: **documented** by the vendor or a standard; **lab**: observed on real
machines; **inferred**: it follows and nobody contradicts it; **disputed**: sources contradict each other; **assumed**:
nobody knows.
"""


def as_rules(scenarios: Mapping[str, str]) -> str:
    """Write the page. ``scenarios`` names, by rule, a scenario that hits it."""
    ladders: tuple[Ladder[Any, Any, Any], ...] = LADDERS
    parts = [HEAD, _contents(ladders)]
    parts += [_ladder(ladder, scenarios) for ladder in ladders]
    parts += [_builds(), _assumptions()]
    return "\n".join(parts)


def _contents(ladders: tuple[Ladder[Any, Any, Any], ...]) -> str:
    lines = [f"- [{ladder.name}](#{ladder.name}): {ladder.question}" for ladder in ladders]
    return "\n".join([*lines, "- [builds](#builds)", "- [assumptions](#assumptions)", ""])


def _ladder(ladder: Ladder[Any, Any, Any], scenarios: Mapping[str, str]) -> str:
    head = [f"## {ladder.name}", "", ladder.question[0].upper() + ladder.question[1:], ""]
    table = ["| # | rule | what it says | grade and source | applies to | shown by |", "|---|---|---|---|---|---|"]
    for number, rule in enumerate(ladder.rules, 1):
        shown = scenarios.get(rule.name)
        cells = (
            str(number),
            f"`{rule.name}`",
            _cell(rule.sentence),
            f"**{rule.grade.value}**: {_cell(rule.source)}",
            _cell(_applies(rule)),
            f"`{shown}`" if shown else "",
        )
        table.append(f"| {' | '.join(cells)} |")
    return "\n".join([*head, *table, ""])


def _applies(rule: Rule[Any, Any, Any]) -> str:
    if rule.under is None:
        return rule.applies
    other = ", ".join(reading for reading in NAMES[rule.under].readings[1:])
    return f"{rule.applies}; only under `{rule.under}` = {other}"


_COLUMNS: tuple[tuple[str, str], ...] = (
    ("enabled", "enabled"),
    ("attribute", "reads_attribute"),
    ("domain default", "reads_domain_default"),
    ("AES-SK", "session_key_bit"),
    ("RC4 session", "rc4_session_always"),
    ("RC4 key", "rc4_key_fallback"),
    ("RC4 TGT", "rc4_tgt_session"),
    ("trust", "trust_default"),
)


def _builds() -> str:
    head = ["## builds", "", "What each KDC build believes: OS level and update level move independently.", ""]
    names = ["assumed of accounts that declare nothing", *(name for name, _ in _COLUMNS)]
    table = [f"| build | {' | '.join(names)} | RC4 as a default ends |", "|---" * (len(names) + 2) + "|"]
    for build in GENERATIONS.values():
        values = " | ".join(_value(build, column) for _, column in _COLUMNS)
        table.append(f"| {build.name} | {_assumed(build)} | {values} | {build.enforcement.value} |")
    return "\n".join([*head, *table, ""])


def _assumed(build: Generation) -> str:
    """Each mask that counts, with the phase in which it does; DefaultDomainSupportedEncTypes comes before all."""
    told = ((f"{mask:#x}", phase_words(phases)) for mask, phases in assumed_by(build).items())
    words = "; ".join(f"{mask} ({phases})" if phases else mask for mask, phases in told)
    return words.replace("RC4DefaultDisablementPhase", "phase")


def _value(build: Generation, column: str) -> str:
    value = getattr(build, column)
    if isinstance(value, bool):
        return "yes" if value else "-"
    return f"{value:#x}"


def _assumptions() -> str:
    head = ["## assumptions", "", "What nobody outside Microsoft knows, the reading that holds, and the others.", ""]
    table = ["| name | default | other readings | about | left open by |", "|---|---|---|---|---|"]
    return "\n".join([*head, *table, *(_assumption(each) for each in TABLE), ""])


def _assumption(each: Assumption) -> str:
    others = ", ".join(f"`{reading}`" for reading in each.readings[1:])
    return f"| `{each.name}` | `{each.default}` | {others} | {_cell(each.sentence)} | {_cell(each.source)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def shown_by(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Make the mapping of `as_rules` from pairs of rule and scenario: the first scenario in the order given stands."""
    found: dict[str, str] = {}
    for rule, scenario in pairs:
        found.setdefault(rule, scenario)
    return found

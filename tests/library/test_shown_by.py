"""The stories that `explain` names beside a rule do show it."""

from __future__ import annotations

from pathlib import Path

import kdcsim.study.shown_by as module
from kdcsim.study.coverage import RULES, library_coverage

MOST = 2


def written() -> str:
    """The module as it would be written now."""
    lines = (module.__doc__ or "").strip()
    rows = "\n".join(
        f"    {rule!r}: {tuple(dict.fromkeys(hit.scenario for hit in hits))[:MOST]!r},".replace("'", '"')
        for rule, hits in library_coverage().items()
    )
    return (
        f'"""{lines}\n"""\n\nfrom __future__ import annotations\n\n'
        f"SHOWN_BY: dict[str, tuple[str, ...]] = {{\n{rows}\n}}\n"
        f'"""The first stories of the library that show it, by rule."""\n'
    )


def test_the_stories_beside_a_rule_show_it() -> None:
    """Whoever moves a rule or a story writes the table anew: ``python -m tests.library.test_shown_by``."""
    covered = library_coverage()
    assert set(module.SHOWN_BY) == set(RULES)
    for rule, names in module.SHOWN_BY.items():
        assert bool(names) is bool(covered[rule]), rule
        assert set(names) <= {hit.scenario for hit in covered[rule]}, rule


if __name__ == "__main__":
    Path(module.__file__).write_text(written(), encoding="utf-8")

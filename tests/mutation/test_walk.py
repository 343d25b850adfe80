"""What the mutation runner does to a module, and what it leaves alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutation.mutant import Key
from tests.mutation.outcome import KILLED, SURVIVED, Outcome
from tests.mutation.serving import module_name
from tests.mutation.survey import PROBE, probed
from tests.mutation.survivors import read_reasons, survivors_page, unexplained, unneeded
from tests.mutation.walk import mutants_of

HEAD = '"""A room."""\n\nfrom __future__ import annotations\n\n'
CASES = [
    ("def f(a, b):\n    return a == b", {"a == b -> a != b"}),
    ("def f(a):\n    return a < 3", {"a < 3 -> a <= 3", "a < 3 -> a >= 3", "a < 3 -> a < 4"}),
    ("def f(a, b):\n    return a is None or b", {"a is None or b -> b", "a is None or b -> a is None"}),
    ("def f(a):\n    if not a:\n        return None", {"if not a -> False"}),
    ("def f(a):\n    if a:\n        a.g()", {"if a -> not a", "a.g() -> pass"}),
    ("def f(a, b):\n    return a if b else 'c'", {"a if b else 'c' -> a", "a if b else 'c' -> 'c'"}),
    ("def f(a):\n    return a.b", {"return a.b -> return"}),
    ("def f(a):\n    return [b for b in a if b]", {"return [b for b in a if b] -> return", "if b -> nothing"}),
    ("MASK = 0x14", {"20 -> 16", "20 -> 21"}),
    ("MASK = AES | RC4", {"AES | RC4 -> AES", "AES | RC4 -> RC4"}),
    ("ROW = replace(OLD, bit=True)", {"bit=True -> bit=False"}),
    ("ROW = replace(OLD, mask=AES)", {"mask=AES -> nothing", "mask=AES -> mask=RC4"}),
    ("LIST = (18, 23)", {"item 18 -> nothing", "item 23 -> nothing", "item (18, 23) -> (23, 18)"}),
    ("STEPS = Ladder('s', '?', (_a, _b))", {"item _a -> nothing", "item _b -> nothing", "item (_a, _b) -> (_b, _a)"}),
    ("def f(a):\n    a.append(1)", {"a.append(1) -> pass", "a.append(1) -> a.append(2)"}),
    ("def f(a):\n    return NO_KEY if a else NO_ETYPE", {
        "NO_KEY if a else NO_ETYPE -> NO_KEY", "NO_KEY if a else NO_ETYPE -> NO_ETYPE"}),
    ("def f(a):\n    match a:\n        case 1:\n            return b\n        case _:\n            return c", {
        "case 1 -> nothing", "case _ -> nothing", "return b -> return", "return c -> return"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text.split("\n")[-1].strip() for text, _ in CASES])
def test_what_is_done_wrong(text: str, expected: set[str]) -> None:
    """Each kind of expression and statement has its own wrongs; others can be told from them, or say nothing new."""
    _, found = mutants_of(HEAD + text, "x.py")
    assert expected <= {f"{m.key.was} -> {m.key.now}" for m in found}
    assert len(found) <= len(expected) + 1


LEFT_ALONE = """
__all__ = ["a", "b"]
Said = Answer[int] | None

@rule("a-rule", source="a document", grade=Grade.LAB, under="a-reading")
def _rule(q: int | None) -> Said:
    '''a sentence'''
    assert q == 3, "a broken invariant"

@dataclass(frozen=True)
class A:
    b: int | None
    '''What b is.'''
    c: list[int] = field(default_factory=list, compare=False)
"""


def test_what_is_left_alone() -> None:
    """Texts, sources, grades, annotations, decorators, invariants and aliases of types are not mutated."""
    assert mutants_of(HEAD + LEFT_ALONE, "x.py")[1] == ()


def test_an_edit_is_undone_and_every_mutant_is_another_program() -> None:
    """The tree is as it was after each, and differs while it is done."""
    source = "\n\n".join(text for text, _ in CASES)
    tree, found = mutants_of(source, "x.py")
    before = ast.unparse(tree)
    for each in found:
        with each.edit.done():
            compile(ast.fix_missing_locations(tree), "x.py", "exec")
            assert ast.unparse(tree) != before, str(each.key)
        assert ast.unparse(tree) == before


def test_a_name_outlives_the_moving_of_lines() -> None:
    """Keys name the file, the function or table and the code; twins are counted."""
    source = "def f(a):\n    a.g()\n    a.g()\n"
    keys = [m.key for m in mutants_of(source, "x.py")[1]]
    assert keys == [Key("x.py", "f", "a.g()", "pass"), Key("x.py", "f", "a.g()", "pass", 2)]
    assert keys == [m.key for m in mutants_of("# moved\n\n" + source, "x.py")[1]]


def test_where_a_wrong_has_its_effect() -> None:
    """In a function it waits until it is called; defaults, tables and lambdas of tables work at import."""
    _, found = mutants_of("def f(a=1):\n    return a + 2\nT = (3, lambda: 4 + 5)\n", "x.py")
    assert {m.key.was for m in found if not m.anywhere} == {"return a + 2", "a + 2"}


def test_probes_stand_before_statements_of_functions() -> None:
    """They count lines of the module, and change nothing else."""
    tree = ast.parse('def f(a):\n    """Text."""\n    if a:\n        return 1\n    return 2\n')
    reached: set[int] = set()
    space = {PROBE: reached}
    exec(compile(ast.fix_missing_locations(probed(tree, 100)), "x.py", "exec"), space)
    assert space["f"](False) == 2  # type: ignore[operator]
    assert reached == {103, 105}


def test_the_page_of_survivors(tmp_path: Path) -> None:
    """It counts, and shows each survivor with its reason; what has none, and reasons for nothing, are told."""
    keys = [Key("study/a.py", "f", was, "pass") for was in ("b()", "c | d", "e()")]
    outcomes = [Outcome(keys[0], KILLED, "t"), Outcome(keys[1], SURVIVED), Outcome(keys[2], SURVIVED)]
    head = '[[lives]]\nfile = "study/a.py"\nscope = "f"\nwhy = "as good"\n'
    (tmp_path / "study.toml").write_text(f'{head}wrongs = [["c | d", "pass"], ["gone", "pass"]]\n')
    reasons = read_reasons(tmp_path)
    page = survivors_page(outcomes, reasons, "today")
    assert "| study | 3 | 1 | 0 | 2 | 1 |" in page
    assert "| `f` | `c \\| d` → `pass` | as good |" in page
    assert unexplained(outcomes, reasons) == [keys[2]]
    assert unneeded(outcomes, reasons) == [Key("study/a.py", "f", "gone", "pass")]


def test_modules_have_names() -> None:
    """A package is its ``__init__``."""
    assert module_name("ad/policy/__init__.py") == "kdcsim.ad.policy"
    assert module_name("study/why.py") == "kdcsim.study.why"

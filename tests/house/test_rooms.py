"""Rules of the house that the import contract cannot say."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2] / "kdcsim"
MODULES = sorted(HOUSE.rglob("*.py"))
BANNED = ("utils", "util", "common", "helpers", "helper", "core", "manager", "misc")


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_reports_do_not_know_each_other() -> None:
    """A renderer that uses another renderer makes two pages change when one does."""
    report = HOUSE / "report"
    rooms = {path.stem for path in report.glob("as_*")}
    for path in report.rglob("*.py"):
        own = path.relative_to(report).parts[0].removesuffix(".py")
        for module in _imports(path):
            parts = module.split(".")
            if parts[:2] == ["kdcsim", "report"] and len(parts) > 2 and own in rooms:
                assert parts[2] == own or parts[2] not in rooms, f"{path.name} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(HOUSE)))
def test_a_room_has_a_sentence_on_the_door(path: Path) -> None:
    """Every module opens with one sentence, stays under 400 lines, and is named by a noun."""
    text = path.read_text(encoding="utf-8")
    door = ast.get_docstring(ast.parse(text))
    assert door and door[0] != " "
    assert len(text.splitlines()) <= 400
    assert path.stem not in BANNED


def test_the_public_face_is_small() -> None:
    """`import kdcsim` offers at most 25 names besides its version."""
    import kdcsim

    assert len([name for name in kdcsim.__all__ if not name.startswith("__")]) <= 25

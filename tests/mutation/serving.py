"""Serving: gives the import system the code of some modules from memory, and writes nothing beside the sources."""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "kdcsim"


class Serving(MetaPathFinder, Loader):
    """Modules by their files, each a syntax tree to be run instead of the text."""

    def __init__(self, trees: Mapping[str, ast.Module]) -> None:
        self._trees = {module_name(file): (PACKAGE / file, tree) for file, tree in trees.items()}

    def begin(self) -> None:
        """Serve from now on; nothing of kdcsim may have been imported yet."""
        assert not any(name.split(".")[0] == "kdcsim" for name in sys.modules), "kdcsim has been imported already"
        sys.dont_write_bytecode = True
        sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module that is served."""
        if fullname not in self._trees:
            return None
        file = self._trees[fullname][0]
        below = [str(file.parent)] if file.name == "__init__.py" else None
        return spec_from_file_location(fullname, file, loader=self, submodule_search_locations=below)

    def exec_module(self, module: ModuleType) -> None:
        """Run the tree in place of the text."""
        exec(compiled(*self._trees[module.__name__]), module.__dict__)


def compiled(file: Path, tree: ast.Module) -> CodeType:
    """The code of a tree under the name of its file."""
    return compile(ast.fix_missing_locations(tree), str(file), "exec", dont_inherit=True)


def module_name(file: str) -> str:
    """The module of a file such as ``ad/policy/ticket.py``."""
    return ".".join(("kdcsim", *file.removesuffix(".py").removesuffix("/__init__").split("/")))

"""The reference page of what people's own tests may use, as Markdown, made of its docstrings.

``python -m kdcsim.testing.reference > docs/reference/testing.md`` writes it anew; a test holds the page to it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from kdcsim import testing
from kdcsim.testing import strategies

TICKS = "``"
HEAD = """\
# kdcsim.testing

Made from its docstrings by `python -m kdcsim.testing.reference`; do not edit. Install `kdcsim[testing]`.

The pytest plugin comes with the package: every `*.kdc.yaml` file is a test file and each of its branches a test, the
fixture `kerberos_kdc` starts a KDC on loopback, and on GitHub (`GITHUB_ACTIONS=true`) the lines that do not hold are
annotated. How to use it all: [in CI](../tutorial/reproduce-in-ci.md),
[as properties](../tutorial/property-test-your-remediation.md),
[with a real client](../guides/point-your-client-at-it.md).
"""


def reference() -> str:
    """The whole page."""
    lines = [HEAD.rstrip("\n"), "", "## from kdcsim.testing"]
    for name in testing.__all__:
        lines += _entry(name, getattr(testing, name))
    lines += ["", "## from kdcsim.testing.strategies", "", *_paragraphs(strategies)]
    for name, value in vars(strategies).items():
        if inspect.isfunction(value) and value.__module__ == strategies.__name__ and not name.startswith("_"):
            lines += _entry(name, value)
    return "\n".join(lines).replace("\n\n\n", "\n\n").rstrip("\n") + "\n"


def _entry(name: str, value: Any) -> Iterator[str]:
    yield from ("", f"### {name}", "", "```text", _signature(name, value), "```", "")
    yield from _paragraphs(value)
    if inspect.isclass(value):
        yield from _members(value)


def _signature(name: str, value: Any) -> str:
    if inspect.isclass(value):
        return f"class {name}"
    told = str(inspect.signature(value)).replace("kdcsim.testing.strategies.", "").replace("'", "")
    return f"{name}{told}"


def _members(value: type) -> Iterator[str]:
    """What a class offers by itself: its properties and methods, one line each."""
    rows = []
    for name, member in vars(value).items():
        inner = member.fget if isinstance(member, property) else member
        if not name.startswith("_") and inspect.isfunction(inner) and inner.__doc__:
            call = name if isinstance(member, property) else f"{name}()"
            rows.append(f"| `{call}` | {inner.__doc__.strip().splitlines()[0].replace(TICKS, TICKS[0])} |")
    if rows:
        yield from ("| member | meaning |", "|---|---|", *rows, "")


def _paragraphs(value: Any) -> Iterator[str]:
    """A docstring, each paragraph on one line; what is indented is code."""
    for paragraph in (inspect.getdoc(value) or "").split("\n\n"):
        if paragraph.startswith("    "):
            yield from ("```text", inspect.cleandoc(paragraph), "```", "")
        else:
            yield from (" ".join(paragraph.replace("``", "`").split()), "")


if __name__ == "__main__":
    print(reference(), end="")

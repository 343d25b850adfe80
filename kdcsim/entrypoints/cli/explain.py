"""The verb ``explain``: what a word means, and what a pasted output of a real tool proves."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kdcsim.entrypoints.cli.console import color_option, paper, result

if TYPE_CHECKING:
    from kdcsim.study.evidence import Evidence
    from kdcsim.study.explanation import Explanation


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", metavar="WORD|FILE|-...", nargs=-1, required=True)
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@color_option
def explain(words: tuple[str, ...], shape: str, color: str) -> None:
    """Explain a word, or what a real tool printed.

    A WORD is a rule, a Kerberos error, an etype, a bit mask, an event id, a status, a registry value, an update or an
    assumption. Numbers may be decimal or hexadecimal; when one means several things, all of them are told.

    A FILE, or standard input with -, holds outputs of klist (of Windows and of MIT krb5), events as text, table,
    XML or JSON, klist -kte listings, several of them below each other, or a keytab: told are what it is, what it
    proves, what it does not prove, and where to look next.
    """
    from kdcsim.report.as_explanation import as_evidence, as_explanation, as_explanation_json

    meanings: list[Explanation] = []
    evidence: list[Evidence] = []
    for word in _joined(words):
        if word == "-":
            evidence += _weighed(sys.stdin.buffer.read(_most_bytes() + 1), "<stdin>")
        elif _is_file(word):
            evidence += _weighed(_bytes(word), word)
        else:
            meanings += _meanings(word)
    if shape == "json":
        result(as_explanation_json(tuple(meanings), tuple(evidence)))
        return
    page = paper(color)
    told = [as_explanation(tuple(meanings), page)] if meanings else []
    told += [as_evidence(tuple(evidence), page)] if evidence else []
    result("\n".join(told))


def _joined(words: tuple[str, ...]) -> list[str]:
    """``event 27`` is one word."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1].casefold() == "event" and word.isdigit():
            joined[-1] = f"event {word}"
        else:
            joined.append(word)
    return joined


def _meanings(word: str) -> tuple[Explanation, ...]:
    from kdcsim.study.explanation import explain as look_up
    from kdcsim.study.explanation import suggestions

    meanings = look_up(word)
    if not meanings:
        close = suggestions(word)
        hint = (
            f"did you mean {' or '.join(close)}?"
            if close
            else "try a rule's name, 0x29, KRB_AP_ERR_MODIFIED, 0x27, 4769, a file, or - for a pasted text"
        )
        raise click.UsageError(f"nothing here is called {word!r}; {hint}")
    return meanings


def _is_file(word: str) -> bool:
    """A word that has a meaning is not taken for a file; write ./name for that."""
    from kdcsim.study.explanation import explain as look_up

    if "/" in word or "\\" in word or Path(word).suffix in (".txt", ".xml", ".log", ".keytab", ".evtx"):
        return True
    return not look_up(word) and Path(word).is_file()


def _weighed(data: bytes, file: str) -> tuple[Evidence, ...]:
    from kdcsim.report.pasted import recognised
    from kdcsim.study.evidence import weigh

    return weigh(recognised(data, file))


def _bytes(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(_most_bytes() + 1)
    except (OSError, ValueError) as error:
        raise click.UsageError(f"cannot read {name}: {getattr(error, 'strerror', None) or error}") from None


def _most_bytes() -> int:
    from kdcsim.report.pasted import MOST_BYTES

    return MOST_BYTES

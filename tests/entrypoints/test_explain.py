"""The verb explain: words, files and standard input, in one command."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from kdcsim.entrypoints.cli.app import app

PURGED = b"\nCurrent LogonId is 0:0x5097d\n\tDeleting all tickets:\n\tTicket(s) purged!\n"


def kdcsim(*words: object, stdin: bytes = b"") -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, [str(w) for w in words], prog_name="kdcsim", input=stdin)


def test_what_a_tool_printed_comes_back_as_four_parts(tmp_path: Path) -> None:
    """What `show` prints of a story can be explained, by pipe and by file, in text and in XML."""
    at = ("exchange-2007", "--branch", "S3", "--at", "submit", "--host")
    for words, mark in (
        (("klist", *at, "SERVER-1"), "klist  Windows ticket cache"),
        (("events", *at, "SERVER-1"), "event 4: a service did not open the ticket it was shown"),
        (("events", *at, "HUB-1", "--format", "xml"), "event 4625: a failed logon"),
        (("keytab", *at, "HUB-1"), "klist -kte  keytab"),
    ):
        shown = kdcsim("show", *words).stdout
        told = kdcsim("explain", "-", stdin=shown.encode())
        assert told.exit_code == 0, told.output
        assert mark in told.stdout
        heads = ["  what it is\n", "  what it proves\n", "  what it does not prove\n", "  look at next\n"]
        assert [told.stdout.index(h) for h in heads] == sorted(told.stdout.index(h) for h in heads)
        file = tmp_path / "pasted.txt"
        file.write_text(shown, encoding="utf-16")
        assert kdcsim("explain", file).stdout == told.stdout


def test_json_has_both_kinds() -> None:
    """Meanings and evidence stand side by side, each sentence with its source."""
    told = json.loads(kdcsim("explain", "0x29", "-", "--format", "json", stdin=PURGED).stdout)
    assert told["explanations"][0]["name"] == "KRB_AP_ERR_MODIFIED"
    (purge,) = told["evidence"]
    assert any("never keys" in s["sentence"] and s["source"] for s in purge["what it does not prove"])


def test_what_nobody_knows_is_refused() -> None:
    """One clear diagnostic and exit code 2: rubbish, hostile XML, a missing file, an unknown word."""
    for words, stdin, mark in (
        (("-",), b"it does not work", "error[KS301]"),
        (("-",), b"<!DOCTYPE x><Event/>", "error[KS302]"),
        (("no/such/file.txt",), b"", "cannot read no/such/file.txt"),
        (("no-such-word",), b"", "nothing here is called 'no-such-word'"),
    ):
        told = kdcsim("explain", *words, stdin=stdin)
        assert (told.exit_code, told.stdout) == (2, "")
        assert told.stderr.count("rror") == 1 and mark in told.stderr


def test_event_and_its_number_are_one_word() -> None:
    """`explain event 27` asks for one thing."""
    assert kdcsim("explain", "event", "27").stdout == kdcsim("explain", "27").stdout


def test_no_line_is_wider_than_the_paper() -> None:
    """Answers keep to 100 columns."""
    told = kdcsim("explain", "4769", "27", "-", stdin=PURGED).stdout
    assert max(len(line) for line in told.splitlines()) <= 100

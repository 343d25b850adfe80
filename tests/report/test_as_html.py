"""The saved page is one file that asks nobody for anything and runs nothing but itself."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

from click.testing import CliRunner

from kdcsim.entrypoints.cli.app import app
from kdcsim.entrypoints.viewing import page_of, trace_as_value, trace_of
from kdcsim.report.as_html import as_html, hash_source
from kdcsim.scenario import source
from kdcsim.scenario.load import load
from kdcsim.study.finding import Verdict
from kdcsim.study.judge import judge
from kdcsim.study.run import play
from tests.web import hostile

BUDGET = 1_500_000


class _Reader(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {}
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = tag

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        self.inside.setdefault(self._open, []).append(data)


def _played(text: str, file: str) -> Verdict:
    return judge(play(load(text, file)))


EXCHANGE = source.read("exchange-2007")
PAGE = page_of(_played(EXCHANGE.text, EXCHANGE.file), "exchange-2007")


def _read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    return reader


def test_it_is_one_file_below_its_budget() -> None:
    """The whole story with all its branches is under 1.5 MB, and names no address to load anything from."""
    assert len(PAGE.encode()) < BUDGET
    for tag, attributes in _read(PAGE).tags:
        assert not {"src", "href", "style"} & attributes.keys(), (tag, attributes)
        assert not any(name.startswith("on") for name in attributes)


def test_the_policy_names_exactly_what_is_there() -> None:
    """The Content-Security-Policy allows the one script and the one style by their hashes, and nothing else."""
    reader = _read(PAGE)
    policy = next(a["content"] or "" for t, a in reader.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    scripts = re.findall(r"<script>(.*?)</script>", PAGE, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", PAGE, re.DOTALL)
    assert len(scripts) == len(styles) == 1
    assert hash_source(scripts[0]) in policy and hash_source(styles[0]) in policy


def test_the_hash_is_what_browsers_compute() -> None:
    """A source expression is the base64 of the SHA-256 of the text."""
    assert hash_source("x") == f"'sha256-{b64encode(sha256(b'x').digest()).decode()}'"


def test_the_viewer_never_parses_markup() -> None:
    """No script of the viewer makes elements out of text, or code out of words."""
    script = re.findall(r"<script>(.*?)</script>", PAGE, re.DOTALL)[0]
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "http:"):
        assert word not in script.replace("http://www.w3.org/2000/svg", ""), word


def test_hostile_names_stay_words() -> None:
    """No name ends the element it stands in: the page has the same elements whatever the story is called."""
    text = hostile.story()
    trace = hostile.worse(trace_of(_played(text, "hostile.yaml")))
    page = as_html(trace, title=hostile.SCRIPT, plain=f"{hostile.SCRIPT} </noscript> {hostile.IMAGE}")
    harmless = as_html("{}", title="t", plain="p")
    assert [t for t, _ in _read(page).tags] == [t for t, _ in _read(harmless).tags]
    held = re.search(r'<script type="application/json" id="trace">(.*?)</script>', page, re.DOTALL)
    assert held is not None and json.loads(held[1]) == json.loads(trace)


def test_the_same_story_gives_the_same_bytes() -> None:
    """A page is as deterministic as a run."""
    assert page_of(_played(EXCHANGE.text, EXCHANGE.file), "exchange-2007") == PAGE


def test_no_key_byte_is_in_the_trace() -> None:
    """Keys are fingerprints; where one stands in an opened part its bytes are stars."""
    verdict = _played(EXCHANGE.text, EXCHANGE.file)
    trace = trace_of(verdict)
    for branch in verdict.branches:
        for host in branch.run.end.hosts.values():
            for session in host.sessions.values():
                for key in session.keys:
                    assert key.key.value.hex() not in trace
        for played in branch.run.played:
            for exchange in played.record.exchanges:
                assert all(s.key.value.hex() not in trace for s in exchange.sealed)


def test_the_trace_says_where_things_come_from() -> None:
    """A setting names the line that told it, the step that changed it, or the default it is."""
    value = trace_as_value(_played(EXCHANGE.text, EXCHANGE.file))
    branch = next(b for b in value["branches"] if b["name"] == "S3")
    step = value["pool"][branch["steps"][-1]]
    machines = {value["pool"][n]["name"]: value["pool"][n] for n in step["machines"]}
    settings = {s["name"]: s for s in machines["HUB-1"]["settings"]}
    assert settings["DefaultEncryptionType"]["value"] == "RC4 (23)"
    assert settings["DefaultEncryptionType"]["origin"].startswith("exchange-2007.yaml:96:9")
    assert settings["OS"]["origin"].startswith("exchange-2007.yaml:")
    assert settings["etypes its build offers"]["origin"] == "default of 2008"
    assert value["kdcsim_trace"] == 1


def test_every_byte_range_lies_in_its_message() -> None:
    """Fields know their bytes: inside the message, inside their parent, in order."""
    value = trace_as_value(_played(EXCHANGE.text, EXCHANGE.file))
    seen = 0
    for each in value["pool"]:
        if isinstance(each, dict) and "hex" in each and each.get("fields"):
            seen += _checked(each["fields"], 0, len(each["hex"]) // 2)
    assert seen > 3000


def _checked(fields: list[dict[str, object]], start: int, end: int) -> int:
    count = 0
    for field in fields:
        at = field.get("at")
        assert isinstance(at, list) and start <= at[0] < at[1] <= end, field
        inside = field.get("in")
        count += 1 + (_checked(inside, at[0], at[1]) if isinstance(inside, list) else 0)
        start = at[1]
    return count


def test_the_commands(tmp_path: Path) -> None:
    """`run` draws one story as a page, a diagram or a trace, to a file or to stdout."""
    file = tmp_path / "story.html"
    done = CliRunner().invoke(app, ["run", "exchange-2007", "--format", "html", "-o", str(file)])
    assert done.exit_code == 0, done.output
    assert file.read_text(encoding="utf-8") == PAGE
    trace = CliRunner().invoke(app, ["run", "exchange-2007", "--branch", "S3", "--format", "trace"])
    assert json.loads(trace.stdout)["branches"][0]["name"] == "S3"
    two = CliRunner().invoke(app, ["run", "exchange-2007", "exchange-2007", "--format", "html"])
    assert two.exit_code == 2 and "one story at a time" in two.output
    nowhere = CliRunner().invoke(app, ["run", "exchange-2007", "--format", "html", "-o", "no/such/folder/x.html"])
    assert nowhere.exit_code != 0 and "no/such/folder" in nowhere.output

"""JSON, JUnit and diagnostics: the same facts for machines."""

import json
from xml.etree import ElementTree

from kdcsim.diagnostic import Diagnostic, Severity, Span
from kdcsim.report.as_diagnostics import as_diagnostic_github, as_diagnostic_json, as_diagnostic_text
from kdcsim.report.as_json import as_json
from kdcsim.report.as_junit import as_junit
from kdcsim.report.paper import Paper
from tests.study.two_servers import step, verdict


def test_json_has_a_version_and_everything() -> None:
    """Branches, steps, exchanges as hex, decisions, events and findings are all there."""
    document = json.loads(as_json((verdict(),)))
    assert document["kdcsim"] == 1
    assert document["holds"] is False
    (run,) = document["runs"]
    broken = next(b for b in run["branches"] if b["name"] == "broken")
    send = broken["steps"][-1]
    assert send["error"] == 41
    assert bytes.fromhex(send["exchanges"][0]["request"])[0] == 0x6C  # [APPLICATION 12], a TGS-REQ
    assert {e["id"] for e in send["events"]} >= {4625, 4}
    assert send["why"]["picture"]["difference"] == "salt"
    assert send["decisions"][0]["decided"]["source"]
    assert len(broken["findings"]) == 12


def test_json_keeps_keys_to_itself() -> None:
    """Key bytes are written only when asked for; passwords never."""
    plain, full = as_json((verdict(),)), as_json((verdict(),), show_keys=True)
    secret = step("fine", "send").record.exchanges[0].sealed[0].key.value.hex()
    assert secret not in plain
    assert secret in full
    assert '"password"' not in full


def test_junit_counts() -> None:
    """A suite per scenario, a case per finding, a failure per finding that does not hold."""
    root = ElementTree.fromstring(
        as_junit((verdict(),), (("x.yaml", (Diagnostic(code="KS001", message="no <file>"),)),))
    )
    assert root.attrib == {"name": "kdcsim", "tests": "26", "failures": "9", "errors": "1"}
    assert len(root.findall("./testsuite/testcase")) == 26
    assert len(root.findall("./testsuite/testcase/failure")) == 9
    assert "no <file>" in (root.findtext("./testsuite/testcase/error") or "")


# The shape is rustc's; a person should look at it when it changes.
CARET = """\
error[KS012]: `NetworkServce` is not an account a service can run as
  --> scenarios/x.yaml:16:46
   |
16 |       - {name: MSExchangeTransport, runs_as: NetworkServce}
   |                                              ^^^^^^^^^^^^^
   = help: did you mean `NetworkService`?
   = note: LocalService has no identity on the network
"""
FAULT = Diagnostic(
    code="KS012",
    message="`NetworkServce` is not an account a service can run as",
    span=Span(file="scenarios/x.yaml", line=16, column=46, length=13),
    help="did you mean `NetworkService`?",
    note="LocalService has no identity on the network",
    line_text="      - {name: MSExchangeTransport, runs_as: NetworkServce}",
)


def test_diagnostic_with_a_caret() -> None:
    """The caret stands under the fault, the help under the caret."""
    assert as_diagnostic_text((FAULT,), Paper()) == CARET


def test_diagnostics_are_sorted_by_place() -> None:
    """Whatever the order of discovery, people read from the top of the file; what has no place comes first."""
    early = Diagnostic(code="KS010", message="early", span=Span(file="scenarios/x.yaml", line=2, column=1))
    nowhere = Diagnostic(code="KS001", message="nowhere")
    found = json.loads(as_diagnostic_json((FAULT, early, nowhere)))["diagnostics"]
    assert [d["code"] for d in found] == ["KS001", "KS010", "KS012"]


def test_tabs_and_control_characters() -> None:
    """A TAB before the fault keeps the caret in place; escape sequences from a file never reach the terminal."""
    fault = Diagnostic(
        code="KS012",
        message="m",
        span=Span(file="f", line=1, column=8, length=99),
        severity=Severity.WARNING,
        line_text="\tkey: \x1b[31mred",
    )
    text = as_diagnostic_text((fault,), Paper())
    assert "\x1b" not in text
    assert "  | \t      ^^^^^^^" in text


def test_github_annotations() -> None:
    """Workflow commands, with colons and line breaks escaped as GitHub asks."""
    assert as_diagnostic_github((FAULT,)) == (
        "::error file=scenarios/x.yaml,line=16,col=46,title=KS012::`NetworkServce` is not an account a service can run"
        " as%0Ahelp: did you mean `NetworkService`?\n"
    )

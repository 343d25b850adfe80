"""Arrows lie on the lane of whoever sent them, and a cut means one thing: what was asked came to nothing."""

from __future__ import annotations

import re

import pytest

from kdcsim.krb5.numbers import ErrorCode
from kdcsim.report.as_mermaid import as_mermaid
from tests.report.test_as_trace_settings import STORIES, steps_of, told


@pytest.mark.parametrize("name", STORIES)
def test_every_arrow_of_a_host_lies_on_a_session(name: str) -> None:
    """A request comes from the logon session that asked, also where no ticket was issued to tell it by."""
    for played, step, _ in steps_of(name):
        hosts = set(played.after.hosts)
        for arrow in step["arrows"]:
            for lane in (arrow["from"], arrow["to"]):
                assert lane.upper() not in hosts, (step["label"], arrow["name"], lane)
        sessions = [f"{x.client_session:#x}" for x in played.record.exchanges if x.client_session is not None]
        asked = [a["from"] for a in step["arrows"] if "exchange" in a and a["name"].endswith("REQ")]
        assert [lane.rpartition("/")[2] for lane in asked] == sessions


@pytest.mark.parametrize("name", STORIES)
def test_a_cut_is_a_request_that_came_to_nothing(name: str) -> None:
    """Requests are cut, with their fault in words; the error that answers arrives, with its sentence."""
    for played, step, _ in steps_of(name):
        exchanges = played.record.exchanges
        for arrow in step["arrows"]:
            if arrow["state"] == "cut":
                assert arrow["name"].endswith("REQ") and arrow["fault"], arrow
            elif arrow["name"] == "KRB-ERROR" and arrow["error"] != ErrorCode.KDC_ERR_PREAUTH_REQUIRED:
                assert arrow["state"] == "refusal" and arrow["small"], arrow
            if "exchange" in arrow and arrow["name"].endswith("REQ"):
                error = exchanges[arrow["exchange"]].error
                refused = error not in (None, ErrorCode.KDC_ERR_PREAUTH_REQUIRED)
                assert (arrow["state"] == "cut") == refused


@pytest.mark.parametrize("name", STORIES)
def test_the_diagram_says_the_same(name: str) -> None:
    """Mermaid draws no host beside its own sessions; what the viewer cuts has a cross, and a question is a question."""
    verdict, _ = told(name)
    drawn = as_mermaid(verdict)
    hosts = {host for branch in verdict.branches for host in branch.run.end.hosts}
    lanes = re.findall(r"  participant L\d+ as (.+)", drawn)
    assert not hosts & {lane.upper() for lane in lanes}
    for line in drawn.splitlines():
        assert "--x" not in line
        if "KDC_ERR_PREAUTH_REQUIRED" in line:
            assert "-->>" in line and "asks back" in line


def test_an_earlier_ticket_brings_its_reasons() -> None:
    """A ticket that was issued in another step comes with the decisions of that step."""
    earlier = [a for _, step, _ in steps_of("exchange-2007") for a in step["arrows"] if a["state"] == "earlier"]
    assert earlier
    assert all({"ticket"} <= {d["ladder"] for d in arrow["decisions"]} for arrow in earlier)

"""The left panel says what the rules used: the same masks, the same origins, in every built-in story."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from kdcsim.entrypoints.viewing import trace_as_value
from kdcsim.report.as_trace.settings import NOWHERE, mask
from kdcsim.scenario import source
from kdcsim.scenario.load import load
from kdcsim.study.judge import judge
from kdcsim.study.run import Played, play

STORIES = source.built_in_names()
ASSUMED_BY = ("domain-default", "default-enforced", "default-of-the-build")


@cache
def told(name: str) -> tuple[Any, dict[str, Any]]:
    """The run of a story, and its trace."""
    text = source.read(name)
    verdict = judge(play(load(text.text, text.file)))
    return verdict, trace_as_value(verdict)


def settings_of(trace: dict[str, Any], step: dict[str, Any], machine: str) -> dict[str, dict[str, str]]:
    """The settings of one machine at one step, by name."""
    found = (trace["pool"][n] for n in step["machines"])
    return {s["name"]: s for s in next(m for m in found if m["name"] == machine)["settings"]}


def steps_of(name: str) -> Iterator[tuple[Played, dict[str, Any], dict[str, Any]]]:
    """Every step of a story as it was played, beside what the trace says of it."""
    verdict, trace = told(name)
    for judged, branch in zip(verdict.branches, trace["branches"], strict=True):
        for played, number in zip(judged.run.played, branch["steps"], strict=True):
            yield played, trace["pool"][number], trace


@pytest.mark.parametrize("name", STORIES)
def test_the_panel_agrees_with_the_ladders(name: str) -> None:
    """What a rule read of a KDC in a step - its filter, what it assumes - is what the panel shows of that KDC."""
    for played, step, trace in steps_of(name):
        for exchange in played.record.exchanges:
            shown = settings_of(trace, step, exchange.dc)
            for decision in exchange.decisions:
                if decision.reason.decided.rule in ASSUMED_BY:
                    assumed = shown["assumed of accounts that declare none"]
                    assert assumed["value"] == mask(decision.value.mask), (step["label"], assumed)
                    assert decision.reason.decided.rule in assumed["note"]
                for rung in decision.reason.rungs:
                    for fact in rung.facts:
                        if fact.address.casefold() == f"dc/{exchange.dc}/enabled-etypes".casefold():
                            on = int(shown["etypes switched on"]["value"].split()[0], 16)
                            assert on == int(fact.value, 16) & 0x1F, (step["label"], shown, fact)


@pytest.mark.parametrize("name", STORIES)
def test_what_was_told_has_its_place(name: str) -> None:
    """A registry value or an attribute that a line or a step set names that line: nothing is lost on the way."""
    for played, step, trace in steps_of(name):
        for change in played.record.changes:
            kind, machine, what = change.address.split("/", 2)
            if kind == "host" and what.startswith("registry/") and change.value != "absent":
                shown = settings_of(trace, step, machine.upper())
                here = f"{played.step.span}, step {step['label']}"
                assert any(s["origin"].startswith(here) for s in shown.values()), (change, shown)
        for number in step["machines"]:
            for setting in trace["pool"][number]["settings"]:
                assert setting["origin"] != NOWHERE, (step["label"], setting)


def test_a_filter_waits_for_the_kdc() -> None:
    """A filter that is written but not loaded is shown as waiting, and the etypes that are switched on are the old."""
    steps = [(s, t) for _, s, t in steps_of("filter-and-no-restart")]
    waiting = 0
    for step, trace in steps:
        for number in step["machines"]:
            machine = trace["pool"][number]
            settings = {s["name"]: s for s in machine["settings"]}
            live = settings.get("SupportedEncryptionTypes (policy)")
            if machine["kind"] == "dc" and live and "not read yet" in live["origin"]:
                waiting += 1
                assert live["value"].split()[0] not in settings["etypes switched on"]["origin"]
    assert waiting


def test_masks_and_etypes_have_names() -> None:
    """Masks are hexadecimal with the names of their bits, etypes have names, members are not told of KDC starts."""
    assert mask(0x7FFFFFF8) == "0x7ffffff8 AES128-CTS-HMAC-SHA1-96, AES256-CTS-HMAC-SHA1-96, future etypes"
    assert mask(0x80000018).endswith("UNKNOWN(0x80000000)")
    for name in STORIES:
        _, trace = told(name)
        for machine in (m for m in trace["pool"] if isinstance(m, dict) and m.get("kind") == "host"):
            settings = {s["name"]: s for s in machine["settings"]}
            assert "AES256 (18)" in settings["etypes its build offers"]["value"] or "RC4 (23)" in str(settings)
            assert all("KDC starts" not in s.get("note", "") for s in machine["settings"])
            assert "2147483640" not in str(settings)

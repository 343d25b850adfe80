"""Registry values that nothing reads on their machine, and values that can mean nothing."""

from __future__ import annotations

import pytest

from kdcsim.ad.settings import FILTER_LSA, FILTER_POLICIES, SAMBA_DEFAULT
from kdcsim.diagnostic import Diagnostic, Severity
from tests.scenario.small_story import BOOTED, changed, faults, told

PHASE, DEFAULT = "RC4DefaultDisablementPhase", "DefaultDomainSupportedEncTypes"
NEXT = "install_cumulative_update: {on: DC-2, update: %s}"


def on_dc(build: str, name: str, value: str = "2") -> str:
    """The small story with a value in the registry of its second DC, at its start."""
    os, _, update = build.partition(" ")
    dc = f"DC-2: {{os: {os}, update: {update or 'rtm'}, registry: {{'{name}': {value}}}}}"
    return changed("DC-2: {os: 2008}", dc)


def on_host(os: str, name: str, value: str = "0x18") -> str:
    """The small story with a value in the registry of its client."""
    host = f"PC-1: {{os: {os}, domain: contoso.com, registry: {{'{name}': {value}}}}}"
    return changed("PC-1: {os: 2008, domain: contoso.com}", host)


def pointed_at(text: str, fault: Diagnostic) -> str:
    """The words above the caret."""
    assert fault.span is not None
    line = text.splitlines()[fault.span.line - 1]
    return line[fault.span.column - 1 :][: fault.span.length].strip("'")


UNREAD = {
    "a KDC's value on a host": (on_host("11", DEFAULT), "only a KDC reads it", "set it on a DC"),
    "the phase on a host": (on_host("11", PHASE, "2"), "only a KDC reads it", "set it on a DC"),
    "smb.conf on a host": (on_host("Linux", SAMBA_DEFAULT.name), "only a KDC reads it", "set it on a DC"),
    "a registry on Linux": (
        on_host("Linux", FILTER_POLICIES.full),
        "it is no Windows, and reads no registry",
        "say what it offers with `etypes`",
    ),
    "the filter on XP": (on_host("XP", FILTER_POLICIES.full), "this build does not know it", None),
    "the Lsa filter on a 2025 host": (
        on_host("2025", FILTER_LSA.full),
        "this build passes over the one under Lsa",
        f"set it under {FILTER_POLICIES.path}",
    ),
    "the Lsa filter on a 2025 DC": (
        on_dc("2025", FILTER_LSA.full),
        "this build passes over the one under Lsa",
        f"set it under {FILTER_POLICIES.path}",
    ),
    "a client's value on a DC": (
        on_dc("2022", "DefaultEncryptionType", "18"),
        "it is a client's setting, and no KDC reads it",
        "set it on the host that asks",
    ),
    "a registry on Samba": (
        on_dc("samba-2026-02", DEFAULT, "0x18"),
        "Samba reads smb.conf, and no registry",
        f"its own word for it is `{SAMBA_DEFAULT.name}`",
    ),
    "smb.conf on Windows": (
        on_dc("2022 2026-04", SAMBA_DEFAULT.name, "0x18"),
        "only Samba reads smb.conf",
        f"Windows' own word for it is {DEFAULT}",
    ),
    "the domain default before November 2022": (
        on_dc("2022", DEFAULT, "0x18"),
        "it came with the updates of November 2022",
        "give the DC `update: 2022-11` or a later one",
    ),
    "the phase before January 2026": (
        on_dc("2022 2022-11", PHASE),
        "it came with the updates of January 2026",
        "give the DC `update: 2026-01` or `2026-04`",
    ),
    "the phase after July 2026": (
        on_dc("2022 2026-07", PHASE),
        "since the updates of July 2026 it is not read any more",
        f"declare the etypes on the account, or set {DEFAULT}",
    ),
}


@pytest.mark.parametrize("name", UNREAD)
def test_a_value_that_nothing_reads_there_is_a_doubt(name: str) -> None:
    """By the machine's role and build: what was set, why it does nothing, and what to do instead."""
    text, why, help = UNREAD[name]
    (warning,) = told(text).warnings
    assert (warning.code, warning.severity, warning.help) == ("KS204", Severity.WARNING, help)
    assert warning.message.endswith(f": {why}")
    assert pointed_at(text, warning).endswith(warning.message.split(" does nothing")[0])


READ = {
    "the domain default": on_dc("2022 2022-11", DEFAULT, "0x18"),
    "the phase": on_dc("2022 2026-04", PHASE),
    "the phase that an update brings": on_dc("2022 2022-11", PHASE) + f"- {NEXT % '2026-01'}\n",
    "the Lsa filter up to 2022": on_dc("2022", FILTER_LSA.full),
    "the policy on a 2025 host": on_host("2025", FILTER_POLICIES.full),
    "smb.conf on Samba": on_dc("samba-2026-02", SAMBA_DEFAULT.name, "0x18"),
    "a client's value on a host": on_host("11", "DefaultEncryptionType", "18"),
}


@pytest.mark.parametrize("name", READ)
def test_a_value_that_something_reads_is_none(name: str) -> None:
    """Also one that waits for the update that brings its reader."""
    assert told(READ[name]).warnings == ()


def test_a_step_is_judged_by_the_build_of_its_moment() -> None:
    """Before July the phase is read, afterwards it is not; a DC that is promoted has a build, too."""
    step = f"- set_registry: {{on: DC-2, name: {PHASE}, value: 1}}\n- restart_kdc: DC-2\n"
    start = changed("DC-2: {os: 2008}", "DC-2: {os: 2022, update: 2026-04}")
    july = f"- {NEXT % '2026-07'}\n"
    assert told(start + step + july).warnings == ()
    (warning,) = told(start + july + step).warnings
    assert warning.message.startswith(f"{PHASE} does nothing on DC-2, which runs 2022 2026-07: since")
    assert pointed_at(start + july + step, warning) == PHASE
    new = "- promote_dc: {dc: DC-3, domain: contoso.com, os: 2022}\n"
    (warning,) = told(BOOTED + new + step.replace("DC-2", "DC-3")).warnings
    assert "DC-3, which runs 2022:" in warning.message


def test_one_line_of_the_story_that_reads_it_is_enough() -> None:
    """A step that several branches play is a doubt only where none of their worlds has a reader."""
    step = f"- set_registry: {{on: DC-2, name: {DEFAULT}, value: 0x18}}\n"
    fork = (
        "branches: {later: {given: {domains: {contoso.com: {dcs: {DC-2: {os: 2022, update: 2022-11}}}}}, steps: []}}\n"
    )
    assert [w.code for w in told(BOOTED + step).warnings] == ["KS204"]
    assert told(BOOTED + step + fork).warnings == ()


@pytest.mark.parametrize(
    "text",
    [
        on_dc("2022 2026-04", PHASE, "3"),
        BOOTED + f"- set_registry: {{on: DC-2, name: {PHASE}, value: 3}}\n- restart_kdc: DC-2\n",
    ],
)
def test_a_phase_is_0_1_or_2(text: str) -> None:
    """Another number is no third way of rolling back: it stops the story."""
    (fault,) = [each for each in faults(text) if each.severity is Severity.ERROR]
    assert (fault.code, fault.message) == ("KS014", f"{PHASE} is 0, 1 or 2, not 3")
    assert fault.help is not None and "2 wholly" in fault.help
    assert pointed_at(text, fault) == "3"


@pytest.mark.parametrize(
    "text",
    [
        changed("alice: {password: secret}", "alice: {password: secret, hash_only: true, password_set_on: 2022}"),
        BOOTED
        + "- create_account: {account: bob, domain: contoso.com, with: {hash_only: true, password_set_on: 2022}}\n",
    ],
)
def test_a_hash_alone_was_made_on_no_dc(text: str) -> None:
    """`hash_only` and `password_set_on` exclude each other."""
    (fault,) = faults(text)
    assert (fault.code, fault.help) == ("KS032", "leave out `password_set_on` or `hash_only`")
    assert pointed_at(text, fault) in ("2022", "{hash_only: true, password_set_on: 2022}")

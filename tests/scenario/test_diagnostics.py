"""Broken files: each fault has its code, its place and a way out."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from kdcsim.diagnostic import Severity
from kdcsim.scenario.codes import CODES
from tests.scenario.small_story import BOOTED, WORLD, changed, faults, told

POLICIES = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\Kerberos\Parameters"


class Broken(NamedTuple):
    """A text, the code of its fault, the words that its caret must stand under, and its help."""

    text: str
    code: str
    under: str
    line: int
    help: str | None = None


CASES = {
    "unknown key at the top": Broken(
        changed("title: small", "titel: small"), "KS010", "titel", 2, "did you mean `title`?"
    ),
    "unknown key of a host": Broken(
        changed("PC-1: {os: 2008,", "PC-1: {os: 2008, joined: DC-1,"),
        "KS010",
        "joined",
        12,
        "did you mean `joined_at`?",
    ),
    "missing key": Broken(
        changed("PC-1: {os: 2008, ", "PC-1: {"), "KS013", "{domain: contoso.com}", 12, "add `os: 2008 SP2`"
    ),
    "mistyped service account": Broken(
        changed("runs_as: NetworkService", "runs_as: NetworkServce"),
        "KS012",
        "NetworkServce",
        17,
        "did you mean `NetworkService`?",
    ),
    "service account that does not exist": Broken(
        changed("runs_as: NetworkService", "runs_as: svc_web"), "KS020", "svc_web", 17
    ),
    "unknown OS": Broken(changed("DC-2: {os: 2008}", "DC-2: {os: 2007}"), "KS012", "2007", 8, "did you mean `2008`?"),
    "unknown host": Broken(changed("boot: PC-1", "boot: PC-2"), "KS020", "PC-2", 21, "did you mean `PC-1`?"),
    "unknown DC": Broken(
        changed("boot: PC-1", "boot: {host: PC-1, via: DC-9}"), "KS020", "DC-9", 21, "did you mean `DC-2`?"
    ),
    "unknown verb": Broken(changed("boot: PC-1", "bot: PC-1"), "KS016", "bot", 21, "did you mean `boot`?"),
    "unknown service": Broken(
        BOOTED + "- stop_service: WEB-1/wed\n", "KS020", "WEB-1/wed", 23, "did you mean `WEB-1/web`?"
    ),
    "service without a host": Broken(
        BOOTED + "- stop_service: web\n", "KS017", "web", 23, "write it as `HOST/service`"
    ),
    "unknown account": Broken(
        BOOTED + "- change_password: {account: alise, password: x}\n", "KS020", "alise", 23, "did you mean `alice`?"
    ),
    "unknown message": Broken(
        BOOTED + "- connect: {from: PC-1, as: LocalSystem, to: WEB-1/web, message: nota}\n",
        "KS020",
        "nota",
        23,
        "did you mean `note`?",
    ),
    "unknown session": Broken(
        BOOTED + "- authenticate: {from: PC-1, as: LocalSytem}\n",
        "KS012",
        "LocalSytem",
        23,
        "did you mean `LocalSystem`?",
    ),
    "unknown KB": Broken(
        BOOTED + "- install_update: {on: PC-1, kb: KB948964}\n", "KS012", "KB948964", 23, "did you mean `KB948963`?"
    ),
    "update not built for the OS it is there on from the start": Broken(
        changed("PC-1: {os: 2008,", "PC-1: {os: 2008, updates: [KB2566059],"),
        "KS031",
        "KB2566059",
        12,
        "to see it refused, write a step `install_update`",
    ),
    "functional level above the oldest DC": Broken(
        changed("functional_level: 2003", "functional_level: 2008"),
        "KS025",
        "2008",
        5,
        "the highest level here is 2003",
    ),
    "update level that the OS never had": Broken(
        changed("DC-2: {os: 2008}", "DC-2: {os: 2008, update: 2026-04}"), "KS026", "2026-04", 8
    ),
    "two machines of one name": Broken(changed("DC-2: {os: 2008}", "pc-1: {os: 2008}"), "KS023", "pc-1", 8),
    "duplicate SPN": Broken(
        changed("{password: secret}", "{password: secret, spns: [HOST/pc-1]}"),
        "KS024",
        "HOST/pc-1",
        10,
        "if the story is about that, say `duplicate_spns: allowed` at alice",
    ),
    "key told twice": Broken(changed("title: small", "title: small\ntitle: big"), "KS005", "title", 3),
    "wrong type": Broken(changed("title: small", "title: small\nseed: many"), "KS011", "many", 3),
    "quoted number": Broken(
        changed("title: small", 'title: small\nseed: "8"'), "KS011", '"8"', 3, "take the quotes away"
    ),
    "yes is no truth": Broken(
        changed("{password: secret}", "{password: secret, hash_only: yes}"), "KS011", "yes", 10, "did you mean `true`?"
    ),
    "duration without a unit": Broken(BOOTED + "- wait: 600\n", "KS017", "600", 23, "did you mean `600 s`?"),
    "etype bits out of range": Broken(
        BOOTED + "- set_supported_etypes: {account: PC-1$, value: 0x1FFFFFFFF}\n", "KS014", "0x1FFFFFFFF", 23
    ),
    "unknown etype bit": Broken(
        BOOTED + "- set_supported_etypes: {account: PC-1$, value: [AES265]}\n",
        "KS012",
        "AES265",
        23,
        "did you mean `AES256`?",
    ),
    "unknown setting": Broken(
        BOOTED + "- set_registry: {on: PC-1, name: DefaultEncryptionTyp, value: 23}\n",
        "KS012",
        "DefaultEncryptionTyp",
        23,
        "did you mean `DefaultEncryptionType`?",
    ),
    "unknown error name": Broken(
        BOOTED + "- boot: PC-1\n  expect: {error: KRB_AP_ERR_MODIFED}\n",
        "KS012",
        "KRB_AP_ERR_MODIFED",
        24,
        "did you mean `KRB_AP_ERR_MODIFIED`?",
    ),
    "unknown rule": Broken(
        BOOTED + "- boot: PC-1\n  expect: {because: account-declare}\n",
        "KS012",
        "account-declare",
        24,
        "did you mean `account-declares`?",
    ),
    "message expected of a step that carries none": Broken(
        BOOTED + "- connect: {from: PC-1, as: LocalSystem, to: WEB-1/web}\n  expect: {delivered: true}\n",
        "KS028",
        "{delivered: true}",
        24,
        "add `message:` with one of the scenario's messages to the step",
    ),
    "two verbs in a step": Broken(
        BOOTED + "- boot: PC-1\n  restart_kdc: DC-1\n",
        "KS015",
        "restart_kdc",
        24,
        "write two steps, each with its own `- `",
    ),
    "id used twice": Broken(BOOTED + "- boot: PC-1\n  id: a\n- boot: PC-1\n  id: a\n", "KS023", "a", 26),
    "unknown branch": Broken(
        BOOTED + "branches:\n  one: {steps: [boot: PC-1]}\n  two: {after: ome}\n",
        "KS021",
        "ome",
        25,
        "did you mean `one`?",
    ),
    "unknown step of a branch": Broken(
        BOOTED + "branches:\n  one: {after: trunk/boot PC-2}\n",
        "KS021",
        "trunk/boot PC-2",
        24,
        "did you mean `boot PC-1`?",
    ),
    "branches in a circle": Broken(
        BOOTED + "branches:\n  one: {after: two}\n  two: {after: one}\n", "KS022", "one", 25
    ),
    "overlay that takes out what is not there": Broken(
        BOOTED + "branches:\n  one: {given: {hosts: {PC-2: null}}}\n", "KS027", "PC-2", 24, "did you mean `PC-1`?"
    ),
    "SPN of a service that runs as a domain account": Broken(
        changed("runs_as: NetworkService", "runs_as: alice, spns: [HTTP/web]"),
        "KS030",
        "HTTP/web",
        17,
        "move it to `accounts: alice: spns:`",
    ),
    "promoted DC does not exist before": Broken(
        BOOTED + "- restart_kdc: DC-3\n- promote_dc: {dc: DC-3, domain: contoso.com, os: 2008}\n- restart_kdc: DC-3\n",
        "KS020",
        "DC-3",
        23,
        "did you mean `DC-2`?",
    ),
    "clock without a direction": Broken(
        BOOTED + "- clock_skew: {on: PC-1, clock: 10 min}\n", "KS017", "10 min", 23, "did you mean `10 min ahead`?"
    ),
    "clock that no machine has": Broken(
        BOOTED + "- clock_skew: {on: PC-1, clock: 800 d behind}\n", "KS014", "800 d behind", 23
    ),
    "trust with itself": Broken(
        changed("messages:", "trusts:\n  odd: {domain: contoso.com, other: contoso.com}\nmessages:"), "KS023", "odd", 19
    ),
    "trust with a domain that is not there": Broken(
        changed("messages:", "trusts:\n  odd: {domain: contoso.com, other: contso.com}\nmessages:"),
        "KS020",
        "contso.com",
        19,
        "did you mean `contoso.com`?",
    ),
    "account after its renaming": Broken(
        BOOTED + "- rename_account: {account: alice, to: alicia}\n- delete_account: alice\n",
        "KS020",
        "alice",
        24,
        "did you mean `alicia`?",
    ),
    "account before its creation": Broken(
        BOOTED
        + "- delete_account: newcomer\n- create_account: {account: newcomer, domain: contoso.com}\n"
        + "- delete_account: newcomer\n",
        "KS020",
        "newcomer",
        23,
    ),
    "nothing to play": Broken(WORLD, "KS029", "kdcsim", 1, "add `steps:` with `- boot: HOST`"),
    "an alias": Broken(
        changed("title: small", "title: *x"),
        "KS006",
        "*x",
        2,
        "branches and `extends` share what stories have in common",
    ),
    "an anchor": Broken(
        changed("title: small", "title: &x small"),
        "KS006",
        "&x small",
        2,
        "branches and `extends` share what stories have in common",
    ),
    "a tag": Broken(
        changed("title: small", "title: !!python/object:os.system small"), "KS006", "!!python/object:os.system small", 2
    ),
    "a second document": Broken(BOOTED + "---\na: 1\n", "KS006", "---", 23),
    "tab as indentation": Broken("kdcsim: 1\n\ttitle: x\n", "KS003", "\t", 2, "indent with spaces, never with tabs"),
    "not a mapping": Broken("- a\n", "KS011", "-", 1, "begin with `kdcsim: 1` and `title: ...`"),
    "nothing at all": Broken("", "KS011", "", 1, "begin with `kdcsim: 1` and `title: ...`"),
    "unknown open question": Broken(
        changed("title: small", "title: small\nassume: {salt-fallbck: empty}"),
        "KS012",
        "salt-fallbck",
        3,
        "did you mean `salt-fallback`?",
    ),
    "unknown reading": Broken(
        changed("title: small", "title: small\nassume: {salt-fallback: emty}"),
        "KS012",
        "emty",
        3,
        "did you mean `empty`?",
    ),
}


@pytest.mark.parametrize("broken", CASES.values(), ids=CASES)
def test_a_fault_has_its_code_its_place_and_a_way_out(broken: Broken) -> None:
    """One fault in a file gives one diagnostic with a caret under the words that are wrong."""
    found = faults(broken.text)
    assert [each.code for each in found] == [broken.code]
    (fault,) = found
    assert fault.span is not None
    assert (fault.span.file, fault.span.line) == ("story.yaml", broken.line)
    assert fault.line_text == (broken.text.splitlines() or [""])[broken.line - 1]
    begin = fault.span.column - 1
    assert fault.line_text[begin : begin + fault.span.length] == broken.under
    assert fault.help == broken.help


def test_a_name_is_wrong_once_however_many_branches_play_it() -> None:
    """Also when they play it in worlds of their own."""
    forks = "branches:\n  one: {given: {hosts: {PC-1: {os: 7}}}}\n  two: {given: {hosts: {PC-1: {os: Vista}}}}\n"
    (fault,) = faults(changed("boot: PC-1", "boot: {host: PC-1, via: DC-9}") + forks)
    assert fault.message == "there is no DC `DC-9` in this world"


def test_an_account_may_be_named_almost_like_a_built_in_one() -> None:
    """The guess is for names that do not exist."""
    text = changed("alice: {password: secret}", "NetworkSvc: {password: secret}")
    assert faults(changed("runs_as: NetworkService", "runs_as: NetworkSvc", text)) == ()


def test_every_fault_is_told_at_once_and_by_place() -> None:
    """A person hears of all faults of a file in one go, in the order of the file."""
    text = changed("functional_level: 2003", "functional_level: 2012")
    text = changed("runs_as: NetworkService", "runs_as: NetworkServce", text)
    text = changed("boot: PC-1", "boot: PC-2", text) + "- wiat: 3 h\n- wait: 3\n"
    assert [(each.code, each.span.line if each.span else 0) for each in faults(text)] == [
        ("KS025", 5),
        ("KS012", 17),
        ("KS020", 21),
        ("KS016", 23),
        ("KS017", 24),
    ]


def test_duplicate_spns_are_fine_when_the_story_is_about_them() -> None:
    """`duplicate_spns: allowed` lets an account claim what another one has."""
    text = changed("{password: secret}", "{password: secret, spns: [HOST/pc-1], duplicate_spns: allowed}")
    assert faults(text) == ()


def test_a_path_that_nobody_reads_is_a_warning_with_the_right_path() -> None:
    """A registry value in the wrong place is kept, and the warning says where it would be read."""
    path = r"HKLM\SYSTEM\CurrentControlSet\Services\Kdc\DefaultEncryptionType"
    scenario = told(BOOTED + f"- set_registry: {{on: PC-1, name: {path}, value: 23}}\n")
    (warning,) = scenario.warnings
    assert (warning.code, warning.severity) == ("KS204", Severity.WARNING)
    assert warning.help is not None
    assert warning.help.endswith(r"Control\Lsa\Kerberos\Parameters")


def test_bits_without_a_meaning_are_a_warning() -> None:
    """0x80000018 is seen in real directories: it loads, with a doubt."""
    scenario = told(BOOTED + "- set_supported_etypes: {account: PC-1$, value: 0x80000018}\n")
    assert [each.code for each in scenario.warnings] == ["KS205"]


def test_a_value_read_at_kdc_start_wants_a_start() -> None:
    """Setting such a value on a DC without a restart is a doubt; a restart on any line of the story ends it."""
    name = (
        r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\Kerberos\Parameters\SupportedEncryptionTypes"
    )
    text = BOOTED + f"- set_registry: {{on: DC-2, name: {name}, value: 0x18}}\n"
    assert [each.code for each in told(text).warnings] == ["KS206"]
    assert told(text + "- restart_kdc: DC-2\n").warnings == ()


def test_a_host_is_no_dc_whatever_its_name() -> None:
    """DCs are known by the world, not by what they are called."""
    name = (
        r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\Kerberos\Parameters\SupportedEncryptionTypes"
    )
    text = changed("hosts:\n  PC-1:", "hosts:\n  DC-OLD: {os: 2008, domain: contoso.com}\n  PC-1:")
    assert told(text + f"- set_registry: {{on: DC-OLD, name: {name}, value: 0x18}}\n").warnings == ()
    renamed = text.replace("DC-2:", "HEAD:")
    warned = told(renamed + f"- set_registry: {{on: HEAD, name: {name}, value: 0x18}}\n").warnings
    assert [each.code for each in warned] == ["KS206"]


@pytest.mark.parametrize(
    "start", ["restart_kdc: DC-2", "reboot_dc: DC-2", "install_cumulative_update: {on: DC-2, update: 2022-11}"]
)
def test_any_start_of_the_kdc_reads_its_settings(start: str) -> None:
    """The service, the machine, or an update."""
    text = BOOTED + f"- set_registry: {{on: DC-2, name: {POLICIES}\\SupportedEncryptionTypes, value: 0x1C}}\n"
    assert told(text + f"- {start}\n").warnings == ()


def test_an_account_may_be_told_with_its_domain() -> None:
    """Also by the NetBIOS name that nobody wrote down; and a trust by the other realm."""
    assert faults(BOOTED + "- set_supported_etypes: {account: CONTOSO\\alice, value: 0x18}\n") == ()
    two = changed(
        "  contoso.com:\n", "  fabrikam.com: {functional_level: 2003, dcs: {FAB: {os: 2003}}}\n  contoso.com:\n"
    )
    text = two + "trusts: {partner: {domain: contoso.com, other: fabrikam.com}}\n"
    assert (
        faults(text + "branches: {one: {steps: [set_supported_etypes: {account: FABRIKAM.COM, value: 0x18}]}}\n") == ()
    )


def test_codes_are_unique_and_each_has_a_sentence() -> None:
    """A code is one number with one meaning."""
    assert list(CODES) == sorted(CODES)
    assert all(each.sentence and each.name for each in CODES.values())

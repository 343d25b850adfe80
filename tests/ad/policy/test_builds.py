"""Every column of every build once more, told by column and not by predecessor: an inherited mistake shows here."""

from __future__ import annotations

from dataclasses import fields

import pytest

from kdcsim.ad.policy import (
    CLIENTS,
    GENERATIONS,
    OS_LEVELS,
    SAMBA_LEVELS,
    UPDATE_LEVELS,
    UPDATES,
    ClientGeneration,
    Enforcement,
    Generation,
)

Build = tuple[str, str]
RTM = frozenset((os, "rtm") for os in (*OS_LEVELS, *SAMBA_LEVELS))
SAMBA = frozenset((os, "rtm") for os in SAMBA_LEVELS)
EVERY = frozenset(GENERATIONS)


def since(os: str, until: str = "2025") -> frozenset[Build]:
    """Every Windows build of a range of OS levels, with all its updates."""
    span = OS_LEVELS[OS_LEVELS.index(os) : OS_LEVELS.index(until) + 1]
    return frozenset(b for b in GENERATIONS if b[0] in span)


def updated(first: str, last: str = "2026-07") -> frozenset[Build]:
    """Every build with an update level of a range."""
    span = UPDATE_LEVELS[UPDATE_LEVELS.index(first) : UPDATE_LEVELS.index(last) + 1]
    return frozenset(b for b in GENERATIONS if b[1] in span)


TEN_DAYS = updated("2022-11-08", "2022-11-08")
NEW = updated("2022-11-08") | since("2025") | SAMBA  # KB5021131, and what came after it
OLD, FLAGS = since("2000", "2003"), frozenset[Build]()
COLUMNS: dict[str, dict[object, frozenset[Build]]] = {
    "family": {"samba": SAMBA, "windows": EVERY - SAMBA},
    "implemented": {0x7: OLD, 0x1F: since("2008", "2022"), 0x1C: since("2025") | SAMBA},
    "enabled": {0x7: OLD, 0x1F: since("2008", "2008"), 0x1C: since("2008R2") | SAMBA},
    "default_supported": {
        0x7: EVERY - NEW,
        0x27: NEW - since("2025") - SAMBA,
        0x24: since("2025") | {("samba-2022-12", "rtm")},
        0x18: frozenset({("samba-2026-02", "rtm")}),
    },
    "trust_default": {0x4: EVERY - NEW, 0x18: NEW},
    "reads_filter": {True: since("2008")},
    "reads_lsa_filter": {True: since("2008", "2022")},
    "reads_attribute": {True: EVERY - OLD},
    "client_order_tickets": {True: OLD},
    "writes_aes": {True: EVERY - OLD},
    "knows_supported_padata": {True: EVERY - OLD},
    "knows_etype_info2": {True: EVERY - OLD},
    "protects_users": {True: since("2012R2") | SAMBA},
    "reads_domain_default": {True: NEW},
    "session_key_bit": {True: NEW},
    "rc4_session_always": {True: since("2008", "2022") - TEN_DAYS},
    "reads_smb_conf": {True: SAMBA},
    "rc4_key_fallback": {True: (since("2008", "2022") | SAMBA) - TEN_DAYS},
    "filter_replaces_default": {True: since("2008", "2022")},
    "rc4_tgt_session": {True: EVERY - since("2025")},
    "dc_account_adds_rc4": {True: EVERY - since("2025")},
    "enforcement": {
        Enforcement.NEVER: EVERY - updated("2026-01"),
        Enforcement.ON_REQUEST: updated("2026-01", "2026-01"),
        Enforcement.UNLESS_ROLLED_BACK: updated("2026-04", "2026-04"),
        Enforcement.ALWAYS: updated("2026-07"),
    },
    "november_2022_bug": {True: TEN_DAYS},
    "disputed_enforcement": {True: since("2025")},
    "disputed_default_path": {True: since("2025")},
    "warns_weak_krbtgt": {True: NEW - SAMBA},
    "audits_etypes": {
        True: (since("2019", "2022") & NEW) | (since("2016") & updated("2025-01")) | since("2025"),
    },
    "logs_kdcsvc": {True: since("2012") & updated("2026-01")},
    "logs_windows_events": {True: EVERY - SAMBA},
    "names_each_aes_key": {True: since("2025")},
    "legacy_events": {True: OLD},
    "lists_old_rc4": {True: (EVERY - NEW) | SAMBA},
}
"""What each column says where; a column of flags is told by where it is set."""


def test_which_builds_there_are() -> None:
    """2000 and 2003 have no updates of 2022, the two 2008s end in January 2026, 2025 begins after November 2022."""
    later = [u for u in UPDATE_LEVELS if u >= "2025" and u != "rtm"]
    for os in OS_LEVELS:
        levels = [u for o, u in GENERATIONS if o == os]
        expected = {"2000": ["rtm"], "2003": ["rtm"], "2025": ["rtm", *later]}.get(os, list(UPDATE_LEVELS))
        assert levels == (expected[: expected.index("2026-01") + 1] if os in ("2008", "2008R2") else expected)
    assert [b for b in GENERATIONS if b in SAMBA] == [(os, "rtm") for os in SAMBA_LEVELS]
    assert list(GENERATIONS) == [(row.os, row.update) for row in GENERATIONS.values()]
    assert [GENERATIONS[b].name for b in (("2022", "rtm"), ("2022", "2026-04"))] == ["2022", "2022 2026-04"]


@pytest.mark.parametrize("column", [each.name for each in fields(Generation) if each.name not in ("os", "update")])
def test_a_column_says_the_same_of_every_build(column: str) -> None:
    """Each build has the one value that is told of it."""
    told = COLUMNS[column]
    if set(told) == {True}:
        told = {True: told[True], False: EVERY - told[True]}
    for build, row in GENERATIONS.items():
        assert [value for value, where in told.items() if build in where] == [getattr(row, column)], build


WINDOWS: tuple[str, ...] = (
    "2000",
    "XP",
    "2003",
    "Vista",
    "2008",
    "7",
    "2008R2",
    "8",
    "2012",
    "8.1",
    "2012R2",
    "10",
    "2016",
    "2019",
)
WINDOWS += ("11", "2022", "11 24H2", "2025")
VISTA_ON, SEVEN_ON, LAST = set(WINDOWS[3:]), set(WINDOWS[5:]), {"11 24H2", "2025"}
OTHERS = {"MIT", "Linux", "Heimdal", "Java", "impacket", "gokrb5"}
VERSIONS = {
    "2000": "5.0", "XP": "5.1", "2003": "5.2", "Vista": "6.0", "2008": "6.0", "7": "6.1", "2008R2": "6.1",
    "8": "6.2", "2012": "6.2", "8.1": "6.3", "2012R2": "6.3", "10": "10.0 (19045)", "2016": "10.0 (14393)",
    "2019": "10.0 (17763)", "11": "10.0 (22631)", "2022": "10.0 (20348)", "11 24H2": "10.0 (26100)",
    "2025": "10.0 (26100)",
}  # fmt: skip
MODIFIED, BAD_INTEGRITY, NOKEY, BADKEYVER = 41, 31, 45, 44
BEFORE_VISTA, WITH_DES, LATER = (23, -133, -128, 3, 1, 24, -135), (18, 17, 23, 3, 1, 24, -135), (18, 17, 23, 24, -135)
CLIENT_COLUMNS: dict[str, dict[object, set[str]]] = {
    "etypes": {
        BEFORE_VISTA: set(WINDOWS[:3]),
        WITH_DES: {"Vista", "2008"},
        LATER: SEVEN_ON,
        (18, 17, 23, 20, 19): {"MIT", "Linux", "Java"},
        (18, 17, 20, 19, 16, 5, 23, 3, 2, 1): {"Heimdal"},
        (18,): {"impacket"},
        (18, 17, 16, 23): {"gokrb5"},
    },
    "machine_etypes": {(18, 23, -133, -128, 24, -135): {"2022"}},
    "tgs_etypes": {(23, 16, 3): {"impacket"}},
    "tgs_adds_session": {True: {"impacket"}},
    "implemented": {0x7: set(WINDOWS[:3]), 0x1F: (VISTA_ON - LAST) | {"Heimdal"}, 0x1C: LAST | (OTHERS - {"Heimdal"})},
    "timestamp_first": {23: set(WINDOWS[:3]), 17: {"gokrb5"}},
    "single_etype_forward": {
        "vista-and-later": {"Vista", "2008"},
        "7-and-later": SEVEN_ON,
        "no": set(WINDOWS[:3]) | OTHERS,
    },
    "sends_supported": {True: VISTA_ON},
    "sends_pac_request": {True: {*WINDOWS, "impacket"}},
    "options": {
        0x40810000: set(WINDOWS),
        0x00810000: OTHERS - {"impacket", "gokrb5"},
        0x50800000: {"impacket"},
        0x00000010: {"gokrb5"},
    },
    "writes_attribute": {0x1F: {"Vista", "2008"}, 0x1C: SEVEN_ON},
    "reads_filter": {True: VISTA_ON},
    "reads_lsa_filter": {False: LAST},
    "retries_previous": {True: VISTA_ON},
    "os_version": {version: {os for os, v in VERSIONS.items() if v == version} for version in VERSIONS.values()},
    "windows": {True: set(WINDOWS)},
    "legacy_events": {True: set(WINDOWS[:3])},
    "modified_code": {MODIFIED: set(WINDOWS), BAD_INTEGRITY: OTHERS},
    "no_key_code": {NOKEY: {*WINDOWS, "Java", "gokrb5"}, BADKEYVER: OTHERS - {"Java", "gokrb5"}},
    "salt_fix_available": {True: {"7", "2008R2"}},
}


def test_which_clients_there_are() -> None:
    """Windows in the order of the years, then the others."""
    assert [os for os, row in CLIENTS.items() if row.windows] == list(WINDOWS)
    assert set(CLIENTS) == {*WINDOWS, *OTHERS}
    assert all(row.os == os and row.list_source for os, row in CLIENTS.items())


@pytest.mark.parametrize("column", [e.name for e in fields(ClientGeneration) if e.name not in ("os", "list_source")])
def test_a_column_says_the_same_of_every_client(column: str) -> None:
    """Each client has the one value that is told of it, or none."""
    told = CLIENT_COLUMNS[column]
    if set(told) <= {True, False}:
        (only,) = told
        told = {only: told[only], not only: set(CLIENTS) - told[only]}
    for os, row in CLIENTS.items():
        assert [value for value, where in told.items() if os in where] == [
            value for value in (getattr(row, column),) if value is not None
        ], os


def test_which_updates_there_are() -> None:
    """Two of them change something in Kerberos, and each is for the builds that it was made for."""
    effects = {kb: (each.applies_to, each.effect) for kb, each in UPDATES.items() if each.effect is not None}
    assert effects == {
        "KB2566059": (("7", "2008R2"), "canonical-salt"),
        "KB918442": (("2003",), "older-password"),
    }
    assert {kb: each.applies_to for kb, each in UPDATES.items() if each.effect is None} == {
        "KB948963": ("2003", "XP"),
        "KB978055": ("2008R2",),
        "KB969083": ("Vista", "2008"),
        "KB2675498": ("2008", "2008R2"),
    }

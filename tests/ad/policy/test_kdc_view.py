"""What follows from a KDC's build and settings: the filter in force, what it works with, and which default counts."""

from __future__ import annotations

import pytest

from tests.ad.policy.asking import account, asked, kdc


@pytest.mark.parametrize(
    ("build", "settings", "in_force", "enabled"),
    [
        ("2022", {}, None, 0x1C),
        ("2008", {}, None, 0x1F),
        ("2022", {"filter_policies": 0x18}, 0x18, 0x18),
        ("2022", {"filter_lsa": 0x18}, 0x18, 0x18),
        ("2022", {"filter_policies": 0x4, "filter_lsa": 0x18}, 0x4, 0x4),
        ("2022", {"filter_policies": 0x7FFFFFFF}, 0x7FFFFFFF, 0x1F),
        ("2022", {"filter_policies": 0}, 0, 0),
        ("2025", {"filter_policies": 0x1F}, 0x1F, 0x1C),
        ("2025", {"filter_lsa": 0x18}, None, 0x1C),
        ("2003", {"filter_policies": 0x4}, None, 0x7),
        ("2003", {"filter_lsa": 0x4}, None, 0x7),
        ("samba-2022-12", {"filter_policies": 0x4, "filter_lsa": 0x4}, None, 0x1C),
    ],
)
def test_which_filter_is_in_force(build: str, settings: dict[str, int], in_force: int | None, enabled: int) -> None:
    """Policy's path first, the Lsa path where this build reads it; nothing that is not built in comes of it."""
    view = kdc(build, **settings)
    assert (view.filter, view.enabled) == (in_force, enabled)


@pytest.mark.parametrize(
    ("build", "reading", "phase", "enforced"),
    [
        ("2022", {}, 2, False),
        ("2022 2025-01", {}, 2, False),
        ("2022 2026-01", {}, None, False),
        ("2022 2026-01", {}, 1, False),
        ("2022 2026-01", {}, 2, True),
        ("2022 2026-04", {}, None, True),
        ("2022 2026-04", {}, 0, False),
        ("2022 2026-04", {}, 1, False),
        ("2022 2026-04", {}, 2, True),
        ("2022 2026-07", {}, None, True),
        ("2022 2026-07", {}, 0, True),
        ("2025 2026-07", {}, None, True),
        ("2025 2026-07", {"enforcement-on-2025": "unchanged"}, None, False),
        ("2022 2026-07", {"enforcement-on-2025": "unchanged"}, None, True),
    ],
)
def test_whether_rc4_is_no_default_any_more(
    build: str, reading: dict[str, str], phase: int | None, enforced: bool
) -> None:
    """KB5073381, phase by phase; of 2025 there is another reading."""
    view = kdc(build, reading, phase=phase)
    assert view.enforced is enforced
    assert view.default_supported == (0x18 if enforced else view.generation.default_supported)


POLICIES, IGNORED = {"domain-default-path-on-2025": "policies"}, {"domain-default-when-enforced": "ignored"}


@pytest.mark.parametrize(
    ("build", "reading", "settings", "counts"),
    [
        ("2022 2022-11", {}, {"domain_default": 0x24}, 0x24),
        ("2022 2022-11", {}, {"domain_default_policies": 0x24}, None),
        ("2022 2022-11", POLICIES, {"domain_default": 0x24, "domain_default_policies": 0x4}, 0x24),
        ("2022", {}, {"domain_default": 0x24}, None),
        ("2025", {}, {"domain_default": 0x18, "domain_default_policies": 0x4}, 0x18),
        ("2025", POLICIES, {"domain_default": 0x18, "domain_default_policies": 0x4}, 0x4),
        ("2022 2026-07", {}, {"domain_default": 0x24}, 0x24),
        ("2022 2026-07", IGNORED, {"domain_default": 0x24}, None),
        ("2022 2026-04", IGNORED, {"domain_default": 0x24, "phase": 0}, 0x24),
        ("samba-2022-12", {}, {"domain_default": 0x24}, 0x24),
    ],
)
def test_which_domain_default_counts(
    build: str, reading: dict[str, str], settings: dict[str, int], counts: int | None
) -> None:
    """From November 2022 on, at the path that the build reads, unless enforcement is read to make it void."""
    assert kdc(build, reading, **settings).configured_default == counts


@pytest.mark.parametrize(
    ("build", "reading", "by_request"),
    [
        ("2022 2022-11", {}, False),
        ("2022 2026-01", {}, True),
        ("2022 2022-11", {"refused-ticket-event": "by-request"}, True),
        ("2022 2026-01", {"refused-ticket-event": "by-remedy"}, False),
    ],
)
def test_what_the_event_of_a_refusal_stands_for(build: str, reading: dict[str, str], by_request: bool) -> None:
    """For what was asked since 2026, for what would help before, or for one of them everywhere."""
    assert kdc(build, reading).tells_by_request is by_request


def test_what_is_logged_unless_told_otherwise() -> None:
    """KdcExtraLogLevel is 2 where nobody set it."""
    assert kdc("2022").extra_log_level == 2


def test_which_hints_a_build_writes() -> None:
    """2003 writes ETYPE-INFO, unless it is read to write what later ones do."""
    assert [kdc(os).knows_etype_info2 for os in ("2003", "2008", "2025")] == [False, True, True]
    assert kdc("2003", {"hint-format-2003": "etype-info2"}).knows_etype_info2


def test_whether_a_client_asks_what_the_kdc_knows() -> None:
    """One etype that it works with is enough."""
    view = kdc("2022", filter_policies=0x18)
    lists = ((18,), (23, 17), (23,), (24, -135), (3, 18))
    assert [asked(view, account(), *etypes).asks_what_the_kdc_knows for etypes in lists] == [
        *(True, True, False, False, True)
    ]

"""Cells that cannot both be true, each beside its neighbour that can; and how a difference is told."""

from __future__ import annotations

import pytest

from kdcsim.study.conformance import conform
from tests.study.conformance.test_cells import played
from tests.study.test_conformance import fields_of, file_of

OLD = {"dc_os": "2003", "update": "rtm"}
BEFORE = {"dc_os": "2022", "update": "rtm"}
SAMBA = {"dc_os": "samba-2022-12", "update": ""}
MUTE = {"outcome": "", "ticket_etype": "", "session_etype": ""}
REFUSED = {"outcome": "refused", "ticket_etype": "", "session_etype": ""}
RIVALS = "plain and forced_rc4_session exclude each other"

CONTRADICTIONS = [
    (
        {"update": "2022-11", "phase": "0"},
        "phase",
        "2022 2022-11 does not know RC4DefaultDisablementPhase, which came in January 2026",
    ),
    (
        {**BEFORE, "ddset": "0"},
        "ddset",
        "2022 does not know DefaultDomainSupportedEncTypes, which came in November 2022",
    ),
    ({**OLD, "filter_policies": "0"}, "filter_policies", "2003 does not know SupportedEncryptionTypes"),
    ({**OLD, "filter_lsa": "24"}, "filter_lsa", "2003 does not know SupportedEncryptionTypes"),
    (
        {**SAMBA, "kdc_use_requested": "0"},
        "kdc_use_requested",
        "Samba has no KdcUseRequestedEtypesForTickets",
    ),
    ({"account_flags": "plain"}, "account_flags", "plain is a setting of Samba, and the DC is 2022 2022-11"),
    (
        {"account_flags": "no-preauth;forced_rc4_session"},
        "account_flags",
        "forced_rc4_session is a setting of Samba, and the DC is 2022 2022-11",
    ),
    ({**SAMBA, "account_flags": "plain, forced_rc4_session"}, "account_flags", RIVALS),
    ({"os_version": "6.0"}, "os_version", "only computers have an operatingSystemVersion, not a user"),
    (
        {"account": "gmsa", "os_version": "6.0"},
        "os_version",
        "only computers have an operatingSystemVersion, not a gmsa",
    ),
    ({"error": "14"}, "error", "a ticket was issued, and there is an error"),
    (
        {**REFUSED, "ticket_etype": "18"},
        "ticket_etype",
        "the request was refused, and there is an etype of a ticket",
    ),
    (
        {**REFUSED, "session_etype": "18"},
        "session_etype",
        "the request was refused, and there is an etype of a ticket",
    ),
    (
        {**MUTE, "error": "14", "session_etype": "18"},
        "session_etype",
        "the request was refused, and there is an etype of a ticket",
    ),
    ({"events": "4769F"}, "events", "4769F is a failure audit, and the ticket was issued"),
    ({"events": "4769S;4769F"}, "events", "4769F is a failure audit, and the ticket was issued"),
    ({**REFUSED, "events": "4769S"}, "events", "4769S is a success audit, and the request was refused"),
    (
        {"exchange": "AS", "events": "4768F"},
        "events",
        "4768F is a failure audit, and the ticket was issued",
    ),
]
AGREEABLE = [
    {"update": "2026-01", "phase": "0"},
    {"update": "2022-11", "ddset": "0"},
    {"dc_os": "2008", "update": "rtm", "filter_policies": "0", "filter_lsa": "0"},
    {"kdc_use_requested": "0"},
    {**SAMBA, "account_flags": "plain;plain"},
    {**SAMBA, "account_flags": "forced_rc4_session"},
    {"account_flags": "no-preauth"},
    {"account": "computer", "os_version": "6.0"},
    {"account": "dc", "os_version": "6.0"},
    {**REFUSED},
    {**REFUSED, "error": "14"},
    {**MUTE, "error": "14"},
    {**MUTE, "ticket_etype": "18"},
    {"events": "4768F"},
    {"events": "4769"},
    {**MUTE, "events": "4769F"},
    {**MUTE, "events": "4769S"},
    {**REFUSED, "events": "4769F"},
    {**REFUSED, "events": "4768S"},
    {"exchange": "AS", "events": "4769F;4768S"},
]


@pytest.mark.parametrize(("changes", "column", "message"), CONTRADICTIONS, ids=range(len(CONTRADICTIONS)))
def test_what_cannot_both_be_true(changes: dict[str, str], column: str, message: str) -> None:
    """One diagnostic, at the cell that can be put right."""
    (fault,) = played(**changes).faults
    assert fault.message == f"{column}: {message}"


@pytest.mark.parametrize("changes", AGREEABLE, ids=range(len(AGREEABLE)))
def test_what_can_be_true_together(changes: dict[str, str]) -> None:
    """Nothing is wrong with the row, whatever comes of it."""
    assert played(**changes).faults == ()


def test_every_contradiction_of_a_row_is_told() -> None:
    """One after the other: of the build, of the target, of the outcome."""
    found = played(**OLD, phase="1", ddset="4", filter_lsa="4", os_version="5.2", error="14", account_flags="plain")
    columns = [fault.message.split(":")[0] for fault in found.faults]
    assert columns == ["phase", "ddset", "filter_lsa", "account_flags", "os_version", "error"]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        (
            {"outcome": "refused", "error": "14", "ticket_etype": "", "session_etype": ""},
            [("outcome", "refused", "issued"), ("error", "KDC_ERR_ETYPE_NOSUPP", "nothing")],
        ),
        (
            {**MUTE, "outcome": "issued", "filter_policies": "16", "keys": "23", "client_etypes": "17"},
            [("outcome", "issued", "refused")],
        ),
        (
            {**MUTE, "ticket_etype": "18", "session_etype": "17", "filter_policies": "16", "keys": "23"},
            [("ticket_etype", "18", "nothing"), ("session_etype", "17", "nothing")],
        ),
        ({"ticket_etype": "17"}, [("ticket_etype", "17", "23")]),
        ({"events": "4769S;201"}, [("events", "4769S;201", "4769S")]),
        ({"events": "4769S (KDC start)"}, [("events", "4769S (KDC start)", "4769S")]),
        ({"events": "4769"}, []),
        (
            {**MUTE, "filter_policies": "24", "keys": "23", "events": "4769S"},
            [("events", "4769S", "4769F;27")],
        ),
        ({"exchange": "AS", "dc_os": "2000", "update": "rtm", "events": "4769", "session_etype": ""},
         [("events", "4769", "675F;672S")]),
        ({**SAMBA, **MUTE, "events": "4769"}, [("events", "4769", "none")]),
    ],
    ids=range(10),
)  # fmt: skip
def test_in_what_a_row_differs(changes: dict[str, str], fields: list[tuple[str, str, str]]) -> None:
    """What was seen, and what is found here instead."""
    found = conform(file_of(changes), "x.csv")
    assert (found.faults, found.not_played) == ((), ())
    assert fields_of(found) == fields
    assert (found.agree, len(found.differ)) == ((0, 1) if fields else (1, 0))


def test_how_many_rows_were_played() -> None:
    """A row that could not be played neither agrees nor differs, and the file holds all the same."""
    found = conform(file_of({}, {"dc_os": "2021"}, {"id": "Y", "keys": "", "phase": "9"}), "x.csv")
    assert (found.rows, found.played, found.agree, found.holds) == (3, 1, 1, True)
    assert [f.message.split(":")[0] for f in found.faults] == ["dc_os", "keys", "phase"]
    assert [(n.row, n.line, len(n.faults)) for n in found.not_played] == [("X-1", 3, 1), ("Y", 4, 2)]
    found = conform(file_of({}, {"session_etype": "3"}), "x.csv")
    assert (found.rows, found.played, found.agree, found.holds) == (2, 2, 1, False)

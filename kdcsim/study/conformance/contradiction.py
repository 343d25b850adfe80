"""Contradiction: cells of a row that cannot both be true.

A value that a build reads at no path, or reads no longer (the Lsa filter on 2025, the phase after July 2026), is an
observation like any other: it shows that nothing comes of it. A value that a build has never heard of is none: the
columns say what was loaded when the KDC started.
"""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.directory import AccountKind
from kdcsim.scenario.codes import Code
from kdcsim.study.conformance import codes
from kdcsim.study.conformance.row import Row

Fault = tuple[Code, str, str]
WITH_VERSION = (AccountKind.COMPUTER, AccountKind.DC)


def contradictions(row: Row, flags: tuple[str, ...]) -> Iterator[Fault]:
    """Name every contradiction: its kind, the column to point at, and what is wrong."""
    yield from _of_the_build(row, flags)
    yield from _of_the_target(row)
    yield from _of_the_outcome(row)


def _of_the_build(row: Row, flags: tuple[str, ...]) -> Iterator[Fault]:
    dc, build = row.dc, row.dc.build
    unknown = codes.SETTING_UNKNOWN_TO_BUILD
    if dc.phase is not None and not build.knows_phase:
        yield unknown, "phase", f"{build.name} does not know RC4DefaultDisablementPhase, which came in January 2026"
    if dc.domain_default is not None and not build.reads_domain_default:
        yield (
            unknown,
            "ddset",
            f"{build.name} does not know DefaultDomainSupportedEncTypes, which came in November 2022",
        )
    for column, value in (("filter_policies", dc.filter_policies), ("filter_lsa", dc.filter_lsa)):
        if value is not None and not build.reads_filter:
            yield unknown, column, f"{build.name} does not know SupportedEncryptionTypes"
    if build.reads_smb_conf and dc.use_requested is not None:
        yield unknown, "kdc_use_requested", "Samba has no KdcUseRequestedEtypesForTickets"
    samba = [flag for flag in flags if flag in ("plain", "forced_rc4_session")]
    if samba and not build.reads_smb_conf:
        yield codes.CONTRADICTION, "account_flags", f"{samba[0]} is a setting of Samba, and the DC is {build.name}"
    if len(set(samba)) > 1:
        yield codes.CONTRADICTION, "account_flags", "plain and forced_rc4_session exclude each other"


def _of_the_target(row: Row) -> Iterator[Fault]:
    target = row.target
    if target.os_version is not None and target.kind not in WITH_VERSION:
        yield codes.CONTRADICTION, "os_version", f"only computers have an operatingSystemVersion, not a {target.kind}"


def _of_the_outcome(row: Row) -> Iterator[Fault]:
    seen = row.expected
    etyped = seen.ticket_etype is not None or seen.session_etype is not None
    if seen.outcome == "issued" and seen.error is not None:
        yield codes.CONTRADICTION, "error", "a ticket was issued, and there is an error"
    if (seen.outcome == "refused" or seen.error is not None) and etyped and seen.outcome != "issued":
        column = "ticket_etype" if seen.ticket_etype is not None else "session_etype"
        yield codes.CONTRADICTION, column, "the request was refused, and there is an etype of a ticket"
    audit = 4769 if row.exchange == "TGS" else 4768
    for event in seen.events:
        if event.id == audit and event.outcome == "F" and seen.outcome == "issued":
            yield codes.CONTRADICTION, "events", f"{event} is a failure audit, and the ticket was issued"
        if event.id == audit and event.outcome == "S" and seen.outcome == "refused":
            yield codes.CONTRADICTION, "events", f"{event} is a success audit, and the request was refused"

"""Level: what the PACs of one KDC build hold, and what it demands of those that it is shown, as rows of data."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kdcsim.ad.policy import Generation


@dataclass(frozen=True, slots=True, kw_only=True)
class PacLevel:
    """The columns are buffers of a PAC and parts of them, each with the update that brought it."""

    upn: bool = False
    """UPN_DNS_INFO (MS-PAC 2.10), from 2008 on."""
    asserted_identity: bool = False
    """The SID S-1-18-1 or S-1-18-2 that says how the identity was proved (MS-SFU 3.2.5), from 2012 on."""
    ticket_checksum: bool = False
    """The ticket signature (MS-PAC 2.8.3): CVE-2020-17049, KB4598347."""
    forwardable_evidence: bool = False
    """Nobody acts on a ticket that is not forwardable, whatever the target allows: KB4577252 (March 2021)."""
    requestor: bool = False
    """PAC_ATTRIBUTES_INFO, PAC_REQUESTOR and the longer UPN_DNS_INFO: CVE-2021-42287, KB5008380.

    A TGT without PAC_REQUESTOR is refused from October 2022 on, and no update level lies between.
    """
    full_checksum: bool = False
    """The extended KDC signature (MS-PAC 2.8.4): CVE-2022-37967, KB5020805."""
    full_checksum_demanded: bool = False
    """Whether the extended KDC signature must hold: KB5020805, enforced in July 2023."""
    for_user_disputed: bool = False
    """Whether it may refuse PA-FOR-USER with another checksum than the session key's own (fortra/impacket #2192)."""


_2003 = PacLevel()
_2008 = replace(_2003, upn=True)
_2012 = replace(_2008, asserted_identity=True)
_2020 = replace(_2012, ticket_checksum=True, forwardable_evidence=True)
_2021 = replace(_2020, requestor=True)
_2022 = replace(_2021, full_checksum=True)
_2023 = replace(_2022, full_checksum_demanded=True)
_2025 = replace(_2023, for_user_disputed=True)

_AT_RELEASE = {
    "2000": _2003,
    "2003": _2003,
    "2008": _2008,
    "2008R2": _2008,
    "2012": _2012,
    "2012R2": _2012,
    "2016": _2012,
    "2019": _2012,
    "2022": _2020,  # released in August 2021
    "2025": _2025,
}


def pac_level(generation: Generation) -> PacLevel:
    """The row of a build: every update level after its release is of November 2022 or later."""
    if generation.update == "rtm" or generation.os == "2025":
        return _AT_RELEASE.get(generation.os, _2012)
    return _2022 if generation.update.startswith("2022-11") else _2023

"""Status: the Windows status numbers that stand in logon events and in the answers of tools.

Names and numbers: MS-ERREF 2.1.1 (HRESULT), 2.2 (Win32) and 2.3.1 (NTSTATUS).
"""

from __future__ import annotations

from dataclasses import dataclass

SOURCE = "MS-ERREF 2.1.1, 2.2 and 2.3.1"


@dataclass(frozen=True, slots=True)
class Status:
    """One number, its name, and what it says to a person."""

    number: int
    name: str
    sentence: str


STATUSES: dict[int, Status] = {
    row.number: row
    for row in (
        Status(0xC000005E, "STATUS_NO_LOGON_SERVERS", "no domain controller could be reached"),
        Status(0xC0000064, "STATUS_NO_SUCH_USER", "there is no account of this name"),
        Status(0xC000006A, "STATUS_WRONG_PASSWORD", "the account exists, the password is another one"),
        Status(0xC000006D, "STATUS_LOGON_FAILURE", "the logon failed; the sub status may say why"),
        Status(0xC000006E, "STATUS_ACCOUNT_RESTRICTION", "the account is restricted, for instance a Protected User"),
        Status(0xC0000071, "STATUS_PASSWORD_EXPIRED", "the password has expired"),
        Status(0xC0000072, "STATUS_ACCOUNT_DISABLED", "the account is disabled"),
        Status(0xC0000133, "STATUS_TIME_DIFFERENCE_AT_DC", "the clocks of host and DC are too far apart"),
        Status(0xC000018B, "STATUS_NO_TRUST_SAM_ACCOUNT", "the DC has no computer account for this host, or no SPN"),
        Status(0xC000018D, "STATUS_TRUSTED_RELATIONSHIP_FAILURE", "host and domain disagree about the host's password"),
        Status(0xC0000193, "STATUS_ACCOUNT_EXPIRED", "the account has expired"),
        Status(0xC0000224, "STATUS_PASSWORD_MUST_CHANGE", "the password must be changed before the first logon"),
        Status(0xC0000234, "STATUS_ACCOUNT_LOCKED_OUT", "the account is locked out"),
        Status(0xC00002FD, "STATUS_KDC_UNKNOWN_ETYPE", "the KDC answered KDC_ERR_ETYPE_NOSUPP"),
        Status(0x80090302, "SEC_E_NOT_SUPPORTED", "the function asked for is not supported"),
        Status(0x80090303, "SEC_E_TARGET_UNKNOWN", "no account has the SPN that was asked for"),
        Status(0x80090308, "SEC_E_INVALID_TOKEN", "the token is not what it should be"),
        Status(0x8009030C, "SEC_E_LOGON_DENIED", "the logon failed"),
        Status(0x8009030F, "SEC_E_MESSAGE_ALTERED", "a sealed message does not verify: damaged, or under another key"),
        Status(0x80090322, "SEC_E_WRONG_PRINCIPAL", "the service could not open the ticket: KRB_AP_ERR_MODIFIED"),
        Status(0x80090324, "SEC_E_TIME_SKEW", "the clocks of client and server are too far apart"),
        Status(0x80090342, "SEC_E_KDC_UNKNOWN_ETYPE", "the KDC answered KDC_ERR_ETYPE_NOSUPP"),
        Status(0x52E, "ERROR_LOGON_FAILURE", "wrong name or password"),
        Status(0x6FB, "ERROR_NO_TRUST_SAM_ACCOUNT", "the DC has no computer account for this host, or no SPN"),
        Status(0x520, "ERROR_NO_SUCH_LOGON_SESSION", "there is no such logon session (any more)"),
    )
}

TICKET_STATUSES = (0xC000006D, 0x80090302, 0x80090308, 0x8009030C, 0x8009030F, 0x80090322)
"""Statuses of a refused logon that give no other reason than a ticket which did not open."""

"""The bits of flag words; bit 0 of the RFCs is 0x80000000."""

from __future__ import annotations

from kdcsim.krb5.numbers.number import Flags


class TicketFlag(Flags):
    """TicketFlags (RFC 4120 section 5.3; RFC 6806 section 11; RFC 8062 section 3)."""

    RESERVED = 1 << 31
    FORWARDABLE = 1 << 30
    FORWARDED = 1 << 29
    PROXIABLE = 1 << 28
    PROXY = 1 << 27
    MAY_POSTDATE = 1 << 26
    POSTDATED = 1 << 25
    INVALID = 1 << 24
    RENEWABLE = 1 << 23
    INITIAL = 1 << 22
    PRE_AUTHENT = 1 << 21
    HW_AUTHENT = 1 << 20
    TRANSITED_POLICY_CHECKED = 1 << 19
    OK_AS_DELEGATE = 1 << 18
    ENC_PA_REP = 1 << 16  # Microsoft calls it name-canonicalize
    ANONYMOUS = 1 << 15


class KdcOption(Flags):
    """KDCOptions (RFC 4120 section 5.4.1; RFC 6806 section 3; RFC 8062 section 3; cname-in-addl-tkt: MS-SFU 2.2.3)."""

    RESERVED = 1 << 31
    FORWARDABLE = 1 << 30
    FORWARDED = 1 << 29
    PROXIABLE = 1 << 28
    PROXY = 1 << 27
    ALLOW_POSTDATE = 1 << 26
    POSTDATED = 1 << 25
    RENEWABLE = 1 << 23
    OPT_HARDWARE_AUTH = 1 << 20
    CNAME_IN_ADDL_TKT = 1 << 17
    CANONICALIZE = 1 << 16
    REQUEST_ANONYMOUS = 1 << 15
    DISABLE_TRANSITED_CHECK = 1 << 5
    RENEWABLE_OK = 1 << 4
    ENC_TKT_IN_SKEY = 1 << 3
    RENEW = 1 << 1
    VALIDATE = 1 << 0


class ApOption(Flags):
    """APOptions (RFC 4120 section 5.5.1)."""

    RESERVED = 1 << 31
    USE_SESSION_KEY = 1 << 30
    MUTUAL_REQUIRED = 1 << 29


class PacOption(Flags):
    """PA-PAC-OPTIONS (MS-KILE 2.2.10; resource-based constrained delegation: MS-SFU 2.2.5)."""

    CLAIMS = 1 << 31
    BRANCH_AWARE = 1 << 30
    FORWARD_TO_FULL_DC = 1 << 29
    RESOURCE_BASED_CONSTRAINED_DELEGATION = 1 << 28

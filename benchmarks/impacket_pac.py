"""A PAC in straight impacket: logon information, client information and the two signatures."""

from __future__ import annotations

import struct
from typing import Any

from impacket.dcerpc.v5.dtypes import NULL
from impacket.dcerpc.v5.samr import GROUP_MEMBERSHIP
from impacket.krb5 import crypto, pac

NEVER = 0x7FFFFFFFFFFFFFFF
SID = "S-1-5-21-1-2-3"
SIGNATURE_SIZE = 12


def made(now: int, user: str, server: Any, kdc: Any) -> bytes:
    """Build a PAC for a user and sign it with the service's key and the KDC's."""
    filetime = (now + 11644473600) * 10_000_000
    name = user.encode("utf-16-le")
    client = struct.pack("<QH", filetime, len(name)) + name
    empty = struct.pack("<I", 16) + bytes(SIGNATURE_SIZE)
    parts = [(1, _logon(filetime, user)), (10, client), (6, empty), (7, empty)]
    data = _joined(parts)
    checksum = crypto._checksum_table[16]
    first = checksum.checksum(server, 17, data)
    parts[2] = (6, struct.pack("<I", 16) + first)
    parts[3] = (7, struct.pack("<I", 16) + checksum.checksum(kdc, 17, first))
    return _joined(parts)


def _logon(filetime: int, user: str) -> bytes:
    info = pac.KERB_VALIDATION_INFO()
    for field in ("LogonTime", "PasswordLastSet"):
        _time(info[field], filetime)
    for field in ("LogoffTime", "KickOffTime", "PasswordCanChange", "PasswordMustChange"):
        _time(info[field], NEVER)
    for field in ("LastSuccessfulILogon", "LastFailedILogon"):
        _time(info[field], 0)
    for field in ("FullName", "LogonScript", "ProfilePath", "HomeDirectory", "HomeDirectoryDrive"):
        info[field] = ""
    info["EffectiveName"], info["LogonServer"], info["LogonDomainName"] = user, "DC", "EXAMPLE"
    info["LogonCount"], info["BadPasswordCount"] = 0, 0
    info["UserId"], info["PrimaryGroupId"], info["GroupCount"] = 1000, 513, 1
    group = GROUP_MEMBERSHIP()
    group["RelativeId"], group["Attributes"] = struct.pack("<L", 513), struct.pack("<L", 7)
    info["GroupIds"].append(group)
    info["UserFlags"], info["UserSessionKey"] = 0, bytes(16)
    info["LogonDomainId"].fromCanonical(SID)
    info["LMKey"], info["UserAccountControl"] = bytes(8), 0x10
    for field in ("SubAuthStatus", "FailedILogonCount", "Reserved3", "SidCount", "ResourceGroupCount"):
        info[field] = 0
    info["ExtraSids"], info["ResourceGroupDomainSid"], info["ResourceGroupIds"] = NULL, NULL, NULL
    outer = pac.VALIDATION_INFO()
    outer["Data"] = info
    data: bytes = outer.getData() + outer.getDataReferents()
    return data


def _time(field: Any, value: int) -> None:
    field["dwLowDateTime"], field["dwHighDateTime"] = value & 0xFFFFFFFF, value >> 32


def _joined(parts: list[tuple[int, bytes]]) -> bytes:
    """A PACTYPE: buffers on boundaries of 8, headers before them (MS-PAC 2.3)."""
    offset = 8 + 16 * len(parts)
    headers, bodies = struct.pack("<II", len(parts), 0), b""
    for kind, body in parts:
        headers += struct.pack("<IIQ", kind, len(body), offset + len(bodies))
        bodies += body + bytes(-len(body) % 8)
    return headers + bodies

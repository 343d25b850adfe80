"""Etype words: the names that MIT krb5's tools give to etypes, read back."""

from __future__ import annotations

import re

from kdcsim.study.evidence.seen import ETYPE_NAMES

_OLD_NAMES = {
    "aes-256 cts mode with 96-bit sha-1 hmac": 18,
    "aes-128 cts mode with 96-bit sha-1 hmac": 17,
    "arcfour with hmac/md5": 23,
    "arcfour-hmac-md5": 23,
    "des cbc mode with rsa-md5": 3,
    "des cbc mode with crc-32": 1,
    "aes256-cts": 18,
    "aes128-cts": 17,
}
"""Spellings of MIT krb5 before 1.14, and aliases of its keytab tools (etypes.c of MIT krb5)."""


def etype_named(word: str) -> int | None:
    """The etype that MIT krb5's tools mean by a name, with or without ``DEPRECATED:``; None when it is not known."""
    low = word.strip().casefold().rpartition(":")[2]
    number = re.fullmatch(r"etype (-?\d{1,9})|unknown\((-?0x[0-9a-f]{1,8})\)", low)
    if number:
        return int(number[1] or number[2], 0)
    return ETYPE_NAMES.get(low) or _OLD_NAMES.get(low)

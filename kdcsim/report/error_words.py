"""Error words: Kerberos errors that a text names - by constant, by number, or in the words of MIT krb5 and Java.

Law of the room: only what is named is told; where nothing says which error it is, nothing is found.
"""

from __future__ import annotations

import re

from kdcsim.krb5.numbers import ErrorCode
from kdcsim.study.evidence import ErrorSeen

MOST_ERRORS = 8
_NAME = re.compile(r"(?:KRB5)?((?:KDC|KRB|KRB_AP)_ERR_\w+|KRB_AP_PATH_NOT_ACCEPTED)", re.IGNORECASE)
_CODE = re.compile(r"(?:Kr[bB]|KRB|GSS|Kerberos|KDC)[^\n]{0,200}?[ .]\((\d{1,2})\)(?=\W|$)")
_MESSAGES: tuple[tuple[str, ErrorCode], ...] = (
    ("client not found in kerberos database", ErrorCode(6)),
    ("server not found in kerberos database", ErrorCode(7)),
    ("kdc policy rejects request", ErrorCode(12)),
    ("kdc has no support for encryption type", ErrorCode(14)),
    ("credentials have been revoked", ErrorCode(18)),
    ("password has expired", ErrorCode(23)),
    ("preauthentication failed", ErrorCode(24)),
    ("pre-authentication information was invalid", ErrorCode(24)),
    ("additional pre-authentication required", ErrorCode(25)),
    ("decrypt integrity check failed", ErrorCode(31)),
    ("integrity check on decrypted field failed", ErrorCode(31)),
    ("ticket expired", ErrorCode(32)),
    ("ticket not yet valid", ErrorCode(33)),
    ("request is a replay", ErrorCode(34)),
    ("clock skew too great", ErrorCode(37)),
    ("message stream modified", ErrorCode(41)),
    ("specified version of key is not available", ErrorCode(44)),
    ("service key not available", ErrorCode(45)),
)
"""What a client prints instead of a name.

Sources: MIT krb5, lib/krb5/error_tables; OpenJDK, sun.security.krb5.internal.Krb5; RFC 4120 section 7.5.9.
"""


def read_errors(text: str) -> tuple[ErrorSeen, ...]:
    """Find the errors that a text names, each once, in the order of the lines."""
    codes = dict.fromkeys(code for line in text.splitlines() for code in _of_line(line))
    return tuple(ErrorSeen(code=int(code)) for code in codes)[:MOST_ERRORS]


def _of_line(line: str) -> list[ErrorCode]:
    names = (match[1].upper() for match in _NAME.finditer(line))
    found = [ErrorCode[name] for name in names if name in ErrorCode.__members__]
    known = frozenset(map(int, ErrorCode))
    found += [ErrorCode(int(match[1])) for match in _CODE.finditer(line) if int(match[1]) in known]
    low = line.casefold()
    found += [code for words, code in _MESSAGES if words in low]
    return [code for code in found if code]

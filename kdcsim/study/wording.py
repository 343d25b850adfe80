"""Wording: how numbers, sessions and moments are said in sentences - one spelling everywhere.

Law of the room: words for people only. The spellings of Windows tools belong to the reports that imitate them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kdcsim.ad.host.session import BUILTIN
from kdcsim.krb5.numbers import ErrorCode, EType

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SESSION_NAMES = {each.luid: each.name for each in BUILTIN}


def etype(number: int | None) -> str:
    """Say an etype: ``AES256 (18)``."""
    return "none" if number is None else f"{EType(number).label} ({int(number)})"


def error(number: int | None) -> str:
    """Say a Kerberos error: ``KRB_AP_ERR_MODIFIED (41)``."""
    return "no error" if number is None else f"{ErrorCode(number).name} ({int(number)})"


def session(luid: int | None, account: str | None = None) -> str:
    """Say a logon session: ``NetworkService (0x3e4)``, or by its account: ``svc_web (0x5097d)``."""
    if luid is None:
        return "nobody"
    name = _SESSION_NAMES.get(luid, account)
    return f"{luid:#x}" if name is None else f"{name} ({luid:#x})"


def salt(text: str | None) -> str:
    """Say a salt: in quotes, so that an empty one can be seen."""
    return "no salt" if text is None else f'"{text}"'


def moment(microseconds: int) -> datetime:
    """Give a moment of the simulated clock as a date and time in UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)


def clock(microseconds: int) -> str:
    """Say a moment: ``2012-10-15 09:00:00``."""
    return moment(microseconds).strftime("%Y-%m-%d %H:%M:%S")


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Say how many: ``1 branch``, ``14 branches``."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"

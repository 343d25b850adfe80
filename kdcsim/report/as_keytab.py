"""As keytab: keys in the layout of MIT ``klist -kte``, so that two holders of "the same" key can be compared.

Layout from klist.c of MIT krb5 1.20; the time column is 17 wide in the C locale and 19 in any other. Key bytes are
printed only on request (``-K``); a fingerprint is no part of the layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kdcsim.ad.directory import Account
from kdcsim.ad.host.session import LogonSession
from kdcsim.krb5.key import Key
from kdcsim.krb5.numbers import EType

LINE_WIDTH = 78
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeytabEntry:
    """One key of a keytab. ``at`` is microseconds since the epoch."""

    principal: str
    kvno: int
    key: Key
    at: int


def entries_of_session(session: LogonSession) -> tuple[KeytabEntry, ...]:
    """The keys a logon session accepts tickets with, as if they were a keytab; kvno counts the passwords it knows."""
    name = f"{session.account}@{session.realm}"
    return tuple(
        KeytabEntry(principal=name, kvno=k.password_number, key=k.key, at=session.logon_time) for k in session.keys
    )


def entries_of_account(account: Account, realm: str, at: int) -> tuple[KeytabEntry, ...]:
    """The keys a DC holds for an account, as if they were exported."""
    name = f"{account.name}@{realm}"
    stored = account.keys.usable(check_marker=False)
    return tuple(KeytabEntry(principal=name, kvno=account.keys.kvno, key=k.key, at=at) for k in stored)


def as_keytab(entries: tuple[KeytabEntry, ...], name: str, *, show_keys: bool = False, c_locale: bool = True) -> str:
    """Write a keytab listing; ``name`` is the file it pretends to come from."""
    width = 17 if c_locale else 19
    lines = [
        f"Keytab name: FILE:{name}",
        f"KVNO {'Timestamp'.ljust(width)} Principal",
        f"---- {'-' * width} {'-' * (LINE_WIDTH - width - len('KVNO '))}",
    ]
    for entry in entries:
        keys = f" (0x{entry.key.value.hex()})" if show_keys else ""
        lines.append(
            f"{entry.kvno:4d} {_time(entry.at, c_locale)} {entry.principal} ({_etype(entry.key.etype)}) {keys}"
        )
    return "\n".join(lines) + "\n"


def _etype(number: int) -> str:
    etype = EType(number)
    return f"DEPRECATED:{etype.standard_name}" if etype.deprecated else etype.standard_name


def _time(microseconds: int, c_locale: bool) -> str:
    moment = _EPOCH + timedelta(microseconds=microseconds)
    return moment.strftime("%m/%d/%y %H:%M:%S" if c_locale else "%m/%d/%Y %H:%M:%S")

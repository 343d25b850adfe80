"""As keytab: keys in the layout of MIT ``klist -kte``, to compare two holders of "the same" key; and that layout read.

Layout from klist.c of MIT krb5 1.20; the time column is 17 wide in the C locale and 19 in any other. Key bytes are
printed only on request (``-K``); a fingerprint is no part of the layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kdcsim.ad.directory import Account
from kdcsim.ad.host.session import LogonSession
from kdcsim.krb5.key import Key
from kdcsim.krb5.numbers import EType
from kdcsim.report.etype_words import etype_named
from kdcsim.study.evidence import KeySeen, KeytabSeen

LINE_WIDTH = 78
_NAME = re.compile(r"^\s*Keytab name:\s*(?:\w+:)?(\S.*?)\s*$", re.MULTILINE)
_ROW = re.compile(r"^\s*(?P<kvno>\d+)\s+(?:.*\s)?(?P<principal>\S+@\S+)(?P<rest>(?:\s+\([^()]*\))*)\s*$")
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


def read_keytab_listing(text: str) -> KeytabSeen:
    """Read a listing: version and principal of each row, its etype if shown; times and key bytes are passed over."""
    named = _NAME.search(text)
    return KeytabSeen(name=named[1] if named else None, keys=tuple(_rows(text)))


def _rows(text: str) -> Iterator[KeySeen]:
    for line in text.splitlines():
        row = _ROW.match(line)
        if row:
            shown = [etype_named(word) for word in re.findall(r"\(([^()]*)\)", row["rest"])]
            etype = next((each for each in shown if each is not None), None)
            yield KeySeen(principal=row["principal"], kvno=int(row["kvno"][:9]), etype=etype)

"""Words: the names that people write in the cells of observations, and the one thing that each of them stands for.

Law of the room: a word is taken only when it can mean nothing else; a name that two things share is on no list.
Capitals never matter, and ``-``, ``_`` and blanks are alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy import GENERATIONS
from kdcsim.krb5.numbers import ErrorCode, EType

Named = TypeVar("Named")

_ALIKE = re.compile(r"[-_\s]+")


def folded(text: str) -> str:
    """The same word however it is written: small letters, a hyphen for every gap."""
    return _ALIKE.sub("-", text.strip().casefold())


def _only(pairs: Iterable[tuple[str, Named]]) -> dict[str, Named]:
    """A table of folded names without those that stand for two things."""
    found: dict[str, set[Named]] = {}
    for name, value in pairs:
        found.setdefault(folded(name), set()).add(value)
    return {name: next(iter(values)) for name, values in found.items() if len(values) == 1}


UNSET = frozenset({"absent", "not-set", "<not-set>", "unset"})
"""How a value that is not there is written; ADSI Edit prints ``<not set>``."""

EXCHANGES: Mapping[str, str] = {"as": "AS", "as-req": "AS", "tgs": "TGS", "tgs-req": "TGS"}
OUTCOMES: Mapping[str, str] = {"issued": "issued", "refused": "refused"}

KINDS: Mapping[str, AccountKind] = {kind.value: kind for kind in AccountKind} | {
    "machine": AccountKind.COMPUTER,
    "domain-controller": AccountKind.DC,
    "rodc": AccountKind.DC,
    "rodc-krbtgt": AccountKind.KRBTGT,
    "msa": AccountKind.GMSA,
    "smsa": AccountKind.GMSA,
    "dmsa": AccountKind.GMSA,
    "tdo": AccountKind.TRUST,
}
_RODC_KRBTGT = re.compile(r"krbtgt-[0-9]{1,10}")
"""An RODC's own krbtgt account is named krbtgt_ and a number (MS-ADTS 6.1.1.3.2)."""

FLAGS: Mapping[str, str] = {
    "protected-users": "protected",
    "protectedusers": "protected",
    "use-des-key-only": "des_only",
    "uf-use-des-key-only": "des_only",
    "des-key-only": "des_only",
    "des-only": "des_only",
    "no-preauth": "no_preauth",
    "dont-req-preauth": "no_preauth",
    "dont-require-preauth": "no_preauth",
    "uf-dont-require-preauth": "no_preauth",
    "plain": "plain",
    "forced-rc4-session": "forced_rc4_session",
}
SHOWN_FLAGS = ("protected-users", "use-des-key-only", "no-preauth", "plain", "forced_rc4_session")

ERRORS: Mapping[str, int] = _only(
    (spelling, int(code))
    for name, code in ErrorCode.__members__.items()
    for spelling in ((name, name.split("_ERR_", 1)[-1]) if code else (name,))  # a bare "none" names no error
)
ETYPES: Mapping[str, int] = _only(
    (
        *((spelling, int(e)) for e in EType if e for spelling in (e.name, e.standard_name, e.label)),
        *((name, int(EType.AES256_CTS_HMAC_SHA1_96)) for name in ("AES-256", "AES256-SHA1", "AES256-CTS")),
        *((name, int(EType.AES128_CTS_HMAC_SHA1_96)) for name in ("AES-128", "AES128-SHA1", "AES128-CTS")),
        ("AES-256-CTS-HMAC-SHA1-96", int(EType.AES256_CTS_HMAC_SHA1_96)),  # klist's spelling
        ("AES-128-CTS-HMAC-SHA1-96", int(EType.AES128_CTS_HMAC_SHA1_96)),
        *((name, int(EType.RC4_HMAC)) for name in ("arcfour-hmac-md5", "rc4-hmac-md5", "rc4-hmac-nt")),
        ("des3-cbc-sha1", int(EType.DES3_CBC_SHA1)),  # MIT's name for 16 is IANA's for 7: it stands for neither
    )
)

_OS = re.compile(r"(?:microsoft-)?(?:(?:windows-)?(?:server-)?|(?:ws|win)-?)([0-9]{4})[-/]?(r2)?(?:-server)?")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MONTH = re.compile(r"([a-z]{3,9})-?([0-9]{4})(?=-|$)")
_SAME_OS = {"2003R2": "2003"}
"""Server 2003 R2 is Server 2003 with SP1 and a second disc; its KDC is the same (Microsoft's 2003 R2 product page)."""
_SAME_UPDATE = {
    "2022-11-oob": "2022-11",
    "2022-11-out-of-band": "2022-11",
    "2022-11-rtm": "2022-11-08",  # nov2022_rtm in fact sheet 2012-2026 section 5: the first ten days
}


def kind_named(text: str) -> AccountKind | None:
    """What kind of account a word means; ``krbtgt_123`` is an RODC's."""
    word = folded(text)
    return AccountKind.KRBTGT if _RODC_KRBTGT.fullmatch(word) else KINDS.get(word)


def os_named(text: str) -> str | None:
    """The OS level that ``2012 R2``, ``Windows Server 2012 R2`` or ``WS2012R2`` means."""
    word = folded(text)
    told = _OS.fullmatch(word)
    level = told[1] + (told[2] or "").upper() if told else word
    level = _SAME_OS.get(level, level)
    return level if any(level == os for os, _ in GENERATIONS) else None


def update_named(text: str) -> str | None:
    """The update level that ``RTM``, ``2022-11 OOB`` or ``Nov 2022`` means, whichever OS had it."""
    word = _MONTH.sub(_dated, folded(text), count=1)
    level = _SAME_UPDATE.get(word, word)
    return level if any(level == update for _, update in GENERATIONS) else None


def updates_of(os: str) -> tuple[str, ...]:
    """The update levels that an OS had, oldest first."""
    return tuple(update for name, update in GENERATIONS if name == os)


def levels() -> tuple[str, ...]:
    """Every OS level, oldest first."""
    return tuple(dict.fromkeys(os for os, _ in GENERATIONS))


def _dated(told: re.Match[str]) -> str:
    """``nov-2022`` as ``2022-11``; what names no month stays as it is."""
    numbers = [n for n, month in enumerate(_MONTHS, 1) if told[1] in (month, month[:3])]
    return f"{told[2]}-{numbers[0]:02}" if numbers else told[0]

"""Condition: what a remark looks at - small tests of one event record, to be put together in tables.

Law of the room: a field that was not shown fulfils no condition, except where its absence is asked for by name.
"""

from __future__ import annotations

from collections.abc import Callable

from kdcsim.ad.supported import AES as AES_BITS
from kdcsim.ad.supported import ETYPE_BITS
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.study.evidence.seen import AES, EventSeen

When = Callable[[EventSeen], bool]

SHEET = "fact sheet 2012-2026"
OLD_SHEET = "fact sheet 2000-2012R2"
DETECT = "Microsoft, 'Detect and remediate RC4 usage in Kerberos'"


def events(*ids: int) -> When:
    """It is, or may as well be, one of these events."""
    return lambda e: e.id in ids or e.or_id in ids


def every(*conditions: When) -> When:
    """All of them hold."""
    return lambda e: all(condition(e) for condition in conditions)


def no(condition: When) -> When:
    """It does not hold."""
    return lambda e: not condition(e)


def error(*codes: ErrorCode) -> When:
    """The record tells one of these errors."""
    return lambda e: e.error in codes


def etype(name: str, *etypes: int) -> When:
    """A field names one of these etypes."""
    return lambda e: e.etype(name) in etypes


def lacks_aes(name: str) -> When:
    """A list was shown and has no AES in it."""

    def lacks(e: EventSeen) -> bool:
        shown = set(e.etypes(name) or ())
        return bool(shown) and shown.isdisjoint(AES)

    return lacks


def has_aes(name: str) -> When:
    """A list was shown and has AES in it."""
    return lambda e: bool(set(e.etypes(name) or ()) & set(AES))


def shows(name: str) -> When:
    """A field was shown with something in it."""
    return lambda e: e.field(name) is not None


def mask_has(name: str, bits: int) -> When:
    """A bit field was shown, with at least one of these bits."""
    return lambda e: bool((e.number(name) or 0) & bits)


def mask_names_aes(name: str) -> When:
    """A bit field was shown, and an AES etype is in it."""
    return mask_has(name, AES_BITS)


def mask_names_no_aes(name: str) -> When:
    """A bit field was shown, it names etypes, and AES is not among them."""
    names, aes = mask_has(name, ETYPE_BITS), mask_names_aes(name)
    return lambda e: names(e) and not aes(e)


def issued(e: EventSeen) -> bool:
    """A ticket was given."""
    return e.error == 0 or (e.error is None and e.etype("TicketEncryptionType") is not None)


def raw(name: str, text: str) -> When:
    """A field is written exactly so."""
    return lambda e: any(key.casefold() == name.casefold() and value.strip().lower() == text for key, value in e.fields)


def legacy(e: EventSeen) -> bool:
    """The record is one of 2000 or 2003."""
    return e.legacy

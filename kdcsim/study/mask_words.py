"""MaskWords: what a bit field of supported etypes means - its bits, who writes it, who assumes it, what it leaves open.

Sources stand beside each row; the fact sheet of 2012-2026 is meant where no other is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.policy import CLIENTS
from kdcsim.ad.supported import AES, AES_SK, ETYPE_BITS, bit_names, etypes_of
from kdcsim.study import wording
from kdcsim.study.assumed import builds_that_assume

KNOWN_BITS = 0xF003F
SHA2_BITS = 0xC0
FUTURE = 0x7FFFFFE0
"""The box 'Future encryption types' of the policy editor: bits 5 to 30 (StrongWind1 lab notes)."""
TOP_BIT = 0x80000000

_POLICY: dict[int, str] = {
    0x7FFFFFFF: "written by the policy editor with all six boxes ticked (KB977321)",
    0x7FFFFFF8: "written by the policy editor with AES128, AES256 and Future ticked (DISA STIG V-254473)",
    0x7FFFFFFC: "written by the policy editor with RC4, AES128, AES256 and Future ticked",
    0x7FFFFFE0: "written by the policy editor with Future alone: no etype that this computer has",
    0x80000018: "not written by the policy editor: its Future box is bits 5 to 30, so AES with Future is 0x7ffffff8;"
    " 2147483672 comes from hardening lists that set bit 31",
}
_NOTES: dict[int, str] = {
    0x24: "RC4 tickets for a service that cannot open AES, with AES session keys for clients that offer AES",
    0x27: "what updated KDCs assume, hardly a value to write: it allows DES and gives RC4 tickets",
    0x1C: "AES tickets where there is an AES key; RC4 is left for clients and accounts without AES",
    0x3C: "for tickets the same as 0x1c; clients that offer AES get the same session keys too",
    0x18: "AES alone: clients without AES are refused once the RC4 removal is enforced, accounts without AES keys too",
}


def may_be_a_mask(number: int, *, decimal: bool) -> bool:
    """Known bits alone, or a value that a policy editor or a hardening list writes."""
    if not 0 < number <= 0xFFFFFFFF:
        return False
    if not number & ~KNOWN_BITS or is_policy_value(number):
        return True
    return not decimal and not number & ~(KNOWN_BITS | SHA2_BITS)


def is_policy_value(number: int) -> bool:
    """Whether it is meant for SupportedEncryptionTypes in the registry: no account attribute holds such bits."""
    if number == 0xFFFFFFFF:
        return False
    return number & FUTURE == FUTURE or (bool(number & TOP_BIT) and not number & ~(TOP_BIT | ETYPE_BITS))


def mask_words(mask: int) -> Iterator[tuple[str, str]]:
    """Say what is known of a mask, as labels and texts."""
    yield "bits", ", ".join(bit_names(mask)) or "none"
    yield "etypes", ", ".join(wording.etype(e) for e in etypes_of(mask)) or "none"
    if mask & AES_SK and mask & ETYPE_BITS and not is_policy_value(mask):
        yield "session keys", "of these and AES256 (18), AES128 (17): bit 0x20, known since November 2022"
    if mask in _NOTES:
        yield "in short", _NOTES[mask]
    if is_policy_value(mask):
        yield from _policy_words(mask)
        return
    writers = [row.os for row in CLIENTS.values() if row.writes_attribute == mask]
    if writers:
        yield "written by", f"{', '.join(writers)} into their own computer accounts"
    yield from (("assumed by", f"KDCs of {line}, of accounts without a value") for line in builds_that_assume(mask))
    if not mask & ETYPE_BITS:
        yield "beware", "no bit names an etype: that is not the same as no value, the KDC refuses such an account"
    yield from _left_open(mask)


def _policy_words(mask: int) -> Iterator[tuple[str, str]]:
    told = _POLICY.get(mask)
    if told is not None:
        yield "as a policy", told
    copied = mask & ETYPE_BITS
    yield (
        "in AD",
        (
            f"a computer with this policy writes bits 0 to 4 alone into its own msDS-SupportedEncryptionTypes:"
            f" {copied:#x}"
        ),
    )
    yield (
        "source",
        "KB977321; DISA STIG V-254473; StrongWind1 lab notes; fact sheet 2012-2026 sections 1 and 10, row 12",
    )


def _left_open(mask: int) -> Iterator[tuple[str, str]]:
    yield (
        "in an event",
        ("the value that the KDC worked with: a default stands there too, so the attribute may be empty"),
    )
    if mask & AES:
        yield "does not prove", "that the account has AES keys: they come with a password set, never with the attribute"
    yield "does not prove", "that the service can open such tickets: the KDC cannot see a keytab"
    yield "look at next", "msDS-SupportedEncryptionTypes of the account itself, and Available Keys in its 4769"
    yield "source", "MS-KILE 2.2.7; KB5021131; KB5073381; StrongWind1 lab notes (201 shows 0x27, 203 shows 0x18)"

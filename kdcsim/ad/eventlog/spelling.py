"""How Windows spells etypes in events: masks, key names, advertised lists.

Fact sheet 2012-2026 sections 1 and 6 (from published samples and Microsoft's own script fixtures).
"""

from __future__ import annotations

from kdcsim.ad.supported import AES128, AES256, AES_SK, DES, RC4

_ADVERTISED: dict[int, str] = {
    18: "AES256-CTS-HMAC-SHA1-96",
    17: "AES128-CTS-HMAC-SHA1-96",
    23: "RC4-HMAC-NT",
    -133: "RC4-HMAC-OLD",
    -128: "RC4-MD4",
    24: "RC4-HMAC-NT-EXP",
    -135: "RC4-HMAC-OLD-EXP",
    3: "DES-CBC-MD5",
    1: "DES-CBC-CRC",
}


def supported_text(mask: int | None) -> str:
    """Write a mask as events do: ``0x1F (DES, RC4, AES128-SHA96, AES256-SHA96)``, ``-`` when there is none."""
    if mask is None:
        return "-"
    named = (
        (DES, "DES"),
        (RC4, "RC4"),
        (AES128, "AES128-SHA96"),
        (AES256, "AES256-SHA96"),
        (AES_SK, "AES-Sk"),
    )
    words = [word for bit, word in named if mask & bit]
    return f"0x{mask:X} ({', '.join(words)})" if words else f"0x{mask:X}"


def key_names(etypes: tuple[int, ...], *, each_aes: bool) -> str:
    """Write an account's key list: ``AES-SHA1, RC4`` up to 2022, ``AES128-SHA96, AES256-SHA96, RC4`` on 2025."""
    if not etypes:
        return "-"
    words: list[str] = []
    if each_aes:
        words += [n for e, n in ((17, "AES128-SHA96"), (18, "AES256-SHA96")) if e in etypes]
    elif 17 in etypes or 18 in etypes:
        words.append("AES-SHA1")
    words += ["RC4"] if 23 in etypes else []
    words += ["DES"] if 3 in etypes or 1 in etypes else []
    return ", ".join(words)


def cipher_name(etype: int) -> str:
    """The name by which events call an etype: ``RC4-HMAC-NT``."""
    return _ADVERTISED.get(etype, f"0x{etype & 0xFFFFFFFF:x}")


def advertised_names(etypes: tuple[int, ...]) -> str:
    """Write a client's list: names separated by blanks, as the XML form has it."""
    return " ".join(cipher_name(e) for e in etypes)

"""Password and salt text as the bytes that string-to-key takes.

Bytes pass unchanged: then the caller has already chosen the encoding (UTF-8 for AES and DES, UTF-16LE for RC4).
"""

from __future__ import annotations


def as_utf8(text: str | bytes) -> bytes:
    """Return UTF-8, in which every unpaired surrogate has become U+FFFD.

    Machine passwords are random UTF-16 code units, so unpaired surrogates are common in them, and Active Directory
    converts them this way (seen at work; MS-KILE 3.1.1.2 says only that the password is converted to UTF-8).
    """
    if isinstance(text, bytes):
        return text
    try:
        return text.encode()
    except UnicodeEncodeError:
        return as_utf16(text).decode("utf-16-le", "replace").encode()


def as_utf16(text: str | bytes) -> bytes:
    """Return UTF-16LE, unpaired surrogates and all: the NT hash knows code units, not characters (MS-NLMP 3.3.1)."""
    if isinstance(text, bytes):
        return text
    return text.encode("utf-16-le", "surrogatepass")

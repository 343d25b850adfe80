"""Address: the printable name of any fact in a world.

``account/HUB-1$/supported-etypes``, ``host/HUB-1/registry/DefaultEncryptionType``, ``dc/DC-2003/os``. A plain string
with a shape; two facts with the same address are the same fact.
"""

from __future__ import annotations

from typing import NewType

Address = NewType("Address", str)


def address(*parts: str) -> Address:
    """Join the parts of a name; a slash inside a part is kept readable as ``%2F`` so that parts never merge."""
    return Address("/".join([part.replace("/", "%2F") for part in parts]))


def parts(name: Address) -> tuple[str, ...]:
    """Take an address apart again: the inverse of `address`."""
    return tuple(part.replace("%2F", "/") for part in name.split("/"))

"""Fact: the named things that rules read, each made once however often it is read."""

from __future__ import annotations

from functools import lru_cache

from kdcsim.address import address
from kdcsim.reason import Fact


@lru_cache(maxsize=65536)
def fact(kind: str, name: str, what: str, value: str) -> Fact:
    """Name a fact such as ``account/HUB-1$/keys = 18 17 23``."""
    return Fact(address(kind, name, what), value)


@lru_cache(maxsize=4096)
def asked_fact(what: str, value: str) -> Fact:
    """Name something that stands in the request."""
    return Fact(address("request", what), value)

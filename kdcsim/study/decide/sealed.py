"""Sealed: which keys open a ticket - one that lies in a cache as bytes, or one that was only foreseen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kdcsim.ad.host.session import CachedTicket
from kdcsim.errors import CryptoError, MalformedMessage
from kdcsim.krb5.key import EncryptedData, Key
from kdcsim.krb5.messages import EncTicketPart
from kdcsim.krb5.numbers import KeyUsage
from kdcsim.krb5.sealing import unseal


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A ticket as far as decisions need it: ``key`` is what sealed it if it was foreseen, ``cached`` the real one.

    ``client`` is the name that it holds, which need not be the one that was typed (a UPN).
    """

    etype: int
    session_etype: int
    client: str = ""
    key: Key | None = None
    cached: CachedTicket | None = None

    @classmethod
    def of(cls, cached: CachedTicket) -> Ticket:
        """Take a ticket out of a cache."""
        return cls(
            etype=cached.ticket.enc_part.etype,
            session_etype=cached.session_key.etype,
            client=cached.client,
            cached=cached,
        )

    def opens(self, key: Key) -> bool:
        """Whether a key opens it: by comparison, or for a ticket in a cache by trying once and remembering."""
        if self.cached is None:
            return key == self.key
        return _tried(self.cached.ticket.enc_part, key)


@lru_cache(maxsize=8192)
def _tried(sealed: EncryptedData, key: Key) -> bool:
    try:
        unseal(EncTicketPart, sealed, key, KeyUsage.TICKET)
    except (CryptoError, MalformedMessage):
        return False
    return True

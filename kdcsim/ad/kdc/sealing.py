"""Sealing: the keys that a grant's ticket is sealed and signed with, and the layout of its PAC."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.ad.directory import Account, StoredKey
from kdcsim.ad.kdc.grant import Grant, PacPlan
from kdcsim.ad.kdc.kdc import Kdc, is_ticket_granting
from kdcsim.ad.kdc.pac import Layout, PacKeys, lay_out, pac_level
from kdcsim.ad.kdc.pac.container import BufferType
from kdcsim.krb5.crypto import profile
from kdcsim.krb5.key import Key

RC4 = 23


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealing:
    """The key of the ticket and its version; the etype of its session key and the size of its seed; the PAC's layout.

    ``signs_ticket``: the PAC holds a signature over the ticket.
    """

    stored: StoredKey
    kvno: int | None
    holder: str
    session_etype: int
    seed_size: int
    layout: Layout | None
    keys: PacKeys
    signs_ticket: bool


def sealing_of(kdc: Kdc, grant: Grant, now: int) -> Sealing:
    """Work out what a grant's tickets are sealed with. Policy has chosen the etypes, so the keys are there."""
    etypes = grant.verdict.etypes
    assert etypes is not None, "a refused verdict reached the sealing"
    stored, kvno = _ticket_key(kdc, grant, etypes[0])
    keys = PacKeys(stored.key, signing_key(kdc))
    layout = None if grant.pac is None else _layout(kdc, grant.pac, grant.account, keys, now)
    return Sealing(
        stored=stored,
        kvno=kvno,
        holder=f"account {grant.account.name}",
        session_etype=etypes[1],
        seed_size=profile(etypes[1]).seed_size,
        layout=layout,
        keys=keys,
        signs_ticket=layout is not None and int(BufferType.TICKET_CHECKSUM) in layout.places,
    )


def _ticket_key(kdc: Kdc, grant: Grant, etype: int) -> tuple[StoredKey, int | None]:
    """The key that seals the ticket and its version; a user-to-user ticket's key has none (RFC 4120 3.3.3)."""
    if grant.sealed_with is not None:
        return StoredKey(key=grant.sealed_with), None
    stored = kdc.key(grant.account, etype)
    assert stored is not None, f"policy chose etype {etype}, and {grant.account.name} has no such key"
    return stored, grant.account.keys.kvno


def _layout(kdc: Kdc, plan: PacPlan, account: Account, keys: PacKeys, now: int) -> Layout:
    def made() -> Layout:
        level = pac_level(kdc.view.generation)
        of_service = not is_ticket_granting(account)
        ticket, full = of_service and level.ticket_checksum, of_service and level.full_checksum
        return lay_out(plan.make(now), keys, ticket=ticket, full=full)

    if plan.key is None:
        return made()
    return kdc.remembered(("layout", *plan.key, is_ticket_granting(account), keys.server.etype), made)


def signing_key(kdc: Kdc) -> Key:
    """krbtgt's key for PAC signatures: its strongest, RC4 below functional level 2008, where an older DC verifies."""
    return kdc.remembered(("signing key",), lambda: _signing_key(kdc))


def _signing_key(kdc: Kdc) -> Key:
    keys = kdc.keys(kdc.directory.krbtgt())
    old = next((k for k in keys if k.etype == RC4), None) if kdc.view.functional_level < 3 else None
    return (old or keys[0]).key

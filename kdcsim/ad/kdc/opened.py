"""Opened: a ticket of ours, or a referral to us, opened with the key that sealed it, and its PAC verified."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kdcsim.ad.directory import Account, AccountKind, KeyStore
from kdcsim.ad.directory.keystore import AES_ETYPES
from kdcsim.ad.kdc.form import UNSIGNED, pac_entry
from kdcsim.ad.kdc.grant import Grant
from kdcsim.ad.kdc.kdc import Kdc, is_krbtgt, is_ticket_granting
from kdcsim.ad.kdc.pac import (
    Buffers,
    has_signature,
    pac_level,
    split,
    verify_full,
    verify_kdc,
    verify_server,
    verify_ticket,
)
from kdcsim.ad.kdc.pac.container import BufferType
from kdcsim.ad.policy.view import LEVEL_2008
from kdcsim.errors import CryptoError, MalformedMessage
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import (
    AuthorizationData,
    AuthorizationDataEntry,
    EncTicketPart,
    Ticket,
    decode,
    encode,
)
from kdcsim.krb5.numbers import AuthDataType, ErrorCode, KeyUsage
from kdcsim.krb5.sealing import unseal

_TICKET = int(KeyUsage.TICKET)
GRANTS_MOST = 64
_BOTH = (int(BufferType.SERVER_CHECKSUM), int(BufferType.KDC_CHECKSUM))


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket of ours (or a referral to us) that opened: its part, the key, the account, and its PAC."""

    ticket: Ticket
    part: EncTicketPart
    key: Key
    account: Account
    pac: Buffers | None
    others: tuple[AuthorizationDataEntry, ...]
    grants: dict[tuple[object, ...], Grant] = field(default_factory=dict, compare=False)
    """What was granted on this ticket, by what was asked."""

    def keep(self, asked: tuple[object, ...], grant: Grant) -> None:
        """Remember a grant, of which there are not too many for one ticket."""
        if len(self.grants) >= GRANTS_MOST:
            self.grants.clear()
        self.grants[asked] = grant


def open_ticket(kdc: Kdc, ticket: Ticket, *, any_service: bool = False) -> Opened | int:
    """Open a ticket with the current key of its account or an older one; one that opens with none is MODIFIED.

    A TGT is ours by name and by realm; one that another realm made for us opens with that trust's key. A ticket for
    another service is taken only where ``any_service`` says so (to renew it, or as evidence).
    """
    account = _issuer(kdc, ticket, any_service)
    if isinstance(account, int):
        return account
    kept = ("opened", account.name, ticket.enc_part.cipher)
    found = kdc.memory.get(kept)
    if found is None or found.ticket != ticket:
        found = _opened(kdc, ticket, account)
        if isinstance(found, int):
            return found
        kdc.remembered(kept, lambda: found)
    known: Opened = found
    return known


def _opened(kdc: Kdc, ticket: Ticket, account: Account) -> Opened | int:
    etype = ticket.enc_part.etype
    stores = [(s, k.key) for s in _stores(account) for k in s.usable(check_marker=kdc.check_marker) if k.etype == etype]
    if not stores:
        return int(ErrorCode.KRB_AP_ERR_NOKEY)
    keys = [key for store, key in stores if not is_krbtgt(account) or _seals_so(kdc, store, etype)]
    if not keys:
        return int(ErrorCode.KRB_ERR_GENERIC)
    for key in keys:
        try:
            part = unseal(EncTicketPart, ticket.enc_part, key, _TICKET)
        except (CryptoError, MalformedMessage):
            continue
        return _with_pac(kdc, ticket, part, key, account)
    return int(ErrorCode.KRB_AP_ERR_MODIFIED)


def _seals_so(kdc: Kdc, store: KeyStore, etype: int) -> bool:
    """Whether a DC of this domain may have sealed a TGT with this key of krbtgt's.

    Since the update that closed the RC4 golden ticket, or one before it, Windows refuses what krbtgt's AES keys would
    have sealed (Samba kdc_tgs_tests: test_tgs_rc4). Keys from before functional level 2008 carry a marker.
    """
    newer = store.newer
    if etype in AES_ETYPES or newer is None or newer.marker is not None:
        return True
    if kdc.view.functional_level < LEVEL_2008 or not pac_level(kdc.view.generation).requestor:
        return True
    if kdc.view.assumptions["rc4-sealed-tgt"] == "opened":
        return True
    verdict = kdc.judged(kdc.directory.krbtgt(), (etype, *AES_ETYPES))
    return verdict.etypes is not None and verdict.etypes[0] == etype


def _issuer(kdc: Kdc, ticket: Ticket, any_service: bool) -> Account | int:
    if kdc.is_own_krbtgt(ticket.sname):
        if kdc.is_own_realm(ticket.realm):
            return kdc.directory.krbtgt()
        trust = kdc.directory.trust(ticket.realm)
        accepts = trust is not None and (trust.direction is None or trust.direction.accepts)
        return trust if trust is not None and accepts else int(ErrorCode.KRB_AP_ERR_NOKEY)
    if any_service:
        found = kdc.service(ticket.sname, ticket.realm)
        if isinstance(found, Account):
            return found
    return int(ErrorCode.KRB_AP_ERR_NOT_US)


def _stores(account: Account) -> tuple[KeyStore, ...]:
    if account.kind is AccountKind.TRUST:
        return (account.incoming or account.keys, account.keys, *account.older)
    return (account.keys, *account.older)


def _with_pac(kdc: Kdc, ticket: Ticket, part: EncTicketPart, key: Key, account: Account) -> Opened | int:
    """Take the PAC out of a ticket; one that was not signed as it stands is MODIFIED (MS-KILE 3.3.5.7).

    A PAC without one of its two first signatures is none, and is refused with 60 (Samba s4u_tests: missing checksum).
    """
    raw, others = pac_in(part.authorization_data or ())
    if raw is None:
        return Opened(ticket, part, key, account, None, others)
    try:
        buffers = split(raw)
    except MalformedMessage:
        return int(ErrorCode.KRB_AP_ERR_MODIFIED)
    if not all(has_signature(buffers, kind) for kind in _BOTH):
        return int(ErrorCode.KRB_ERR_GENERIC)
    if not verify_server(raw, buffers, key):
        return int(ErrorCode.KRB_AP_ERR_MODIFIED)
    opened = Opened(ticket, part, key, account, buffers, others)
    trusted = is_ticket_granting(account) or _signed_by_us(kdc, raw, opened)
    return opened if trusted else int(ErrorCode.KRB_AP_ERR_MODIFIED)


def _signed_by_us(kdc: Kdc, raw: bytes, opened: Opened) -> bool:
    """Whether the KDC's signatures in a service ticket hold: the service itself knows the key of the server's.

    MS-SFU 3.2.5.2.2 and MS-PAC 2.8.3: they are verified before the PAC goes on into another ticket.
    """
    keys, buffers = krbtgt_keys(kdc), opened.pac or ()
    level = pac_level(kdc.view.generation)
    if not verify_kdc(buffers, keys):
        return False
    if level.full_checksum_demanded and not verify_full(raw, buffers, keys):
        return False
    signed = level.ticket_checksum and has_signature(buffers, BufferType.TICKET_CHECKSUM)
    return not signed or verify_ticket(buffers, keys, _unsigned(opened))


def krbtgt_keys(kdc: Kdc) -> list[Key]:
    """The keys with which this domain may have signed a PAC: krbtgt's, and those that it had before."""
    stores = _stores(kdc.directory.krbtgt())
    return [each.key for store in stores for each in store.usable(check_marker=kdc.check_marker)]


def _unsigned(opened: Opened) -> bytes:
    """The ticket's part over which its ticket signature was made: with a PAC of one zero byte (MS-PAC 2.8.3)."""
    return encode(replace(opened.part, authorization_data=(pac_entry(UNSIGNED), *opened.others)))


def pac_in(
    entries: tuple[AuthorizationDataEntry, ...],
) -> tuple[bytes | None, tuple[AuthorizationDataEntry, ...]]:
    """Find the PAC among authorization data; give it, and the elements that hold none."""
    found, others = None, []
    for entry in entries:
        if entry.ad_type == AuthDataType.IF_RELEVANT and found is None:
            try:
                inner = decode(AuthorizationData, entry.ad_data).entries
            except MalformedMessage:
                inner = ()
            found = next((i.ad_data for i in inner if i.ad_type == AuthDataType.WIN2K_PAC), None)
            if found is not None:
                continue
        others.append(entry)
    return found, tuple(others)

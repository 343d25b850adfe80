"""KeyPicture: the key a ticket was sealed with beside the keys that were tried on it, and where they part."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kdcsim.ad.exchange import Exchange, Sealed
from kdcsim.ad.host.call import Call
from kdcsim.ad.host.session import LogonSession
from kdcsim.study import wording
from kdcsim.study.observed import call_of
from kdcsim.study.origin import up_to
from kdcsim.study.run import BranchRun, Played


class Difference(StrEnum):
    """Why a ticket and a service do not fit: the causes of KRB_AP_ERR_MODIFIED, and of NOKEY."""

    SALT = "the salts part here: same password, another key"
    PASSWORD = "same account, same salt, another password: another key"
    ACCOUNT = "sealed for another account than the one the service runs as"
    NO_KEY = "the service's session holds no key of that etype"
    NONE = "the same key"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCard:
    """One key as people can compare it: whose, made with which salt, and its fingerprint - never its bytes."""

    holder: str
    account: str | None
    etype: int
    salt: str | None
    fingerprint: str
    opened: bool = True
    current: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPicture:
    """What sealed the ticket (None: nobody saw its KDC), what was tried on it, and the difference."""

    session: str
    etype: int
    sealed: KeyCard | None
    tried: tuple[KeyCard, ...]
    difference: Difference

    @property
    def closest(self) -> KeyCard | None:
        """The key to compare with: the one that opened, else the current one."""
        return next((c for c in self.tried if c.opened), self.tried[0] if self.tried else None)

    @property
    def first_difference(self) -> int | None:
        """Where the two salts part, as a position in both; None when they do not."""
        mine = self.closest.salt if self.closest else None
        theirs = self.sealed.salt if self.sealed else None
        if mine is None or theirs is None or mine == theirs:
            return None
        pairs = zip(mine, theirs, strict=False)
        return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(mine), len(theirs)))


def picture(run: BranchRun, played: Played) -> KeyPicture | None:
    """Draw the keys of the step's last AP exchange; None when no ticket was shown."""
    call = call_of(played)
    if call is None or call.ticket_etype is None:
        return None
    session = acceptor(played, call)
    sealed = _sealed(call, issuing(run, played, call))
    tried = tuple(_tried(call, n, session) for n in range(len(call.attempts)))
    return KeyPicture(
        session=_holder(call, session),
        etype=call.ticket_etype,
        sealed=sealed,
        tried=tried,
        difference=_difference(sealed, tried),
    )


def issuing(run: BranchRun, played: Played, call: Call) -> Exchange | None:
    """Find the exchange that issued the ticket which was shown, in this step or an earlier one."""
    for each in reversed(up_to(run, played)):
        for exchange in reversed(each.record.exchanges):
            if exchange.issued and _same_name(exchange.service_name, call.spn):
                return exchange
    return None


def acceptor(played: Played, call: Call) -> LogonSession | None:
    """The logon session that was shown a ticket, as it was before the step; None when nobody listened."""
    host = played.before.hosts.get(call.to_host.upper())
    return host.sessions.get(call.to_session) if host and call.to_session is not None else None


def _same_name(name: str, spn: str | None) -> bool:
    return spn is not None and name.partition("@")[0].casefold() == spn.partition("@")[0].casefold()


def _sealed(call: Call, issued: Exchange | None) -> KeyCard | None:
    if issued is None:
        return None
    part = next((s for s in issued.sealed if s.part == "ticket" and s.key.etype == call.ticket_etype), None)
    return None if part is None else _card(part, f"{issued.dc} for {part.holder}", call.service_account)


def _card(part: Sealed, holder: str, account: str | None) -> KeyCard:
    return KeyCard(
        holder=holder,
        account=account,
        etype=part.key.etype,
        salt=part.salt,
        fingerprint=part.key.fingerprint,
    )


def _holder(call: Call, session: LogonSession | None) -> str:
    return f"{wording.session(call.to_session, session.account if session else None)} on {call.to_host}"


def _tried(call: Call, number: int, session: LogonSession | None) -> KeyCard:
    attempt = call.attempts[number]
    current = session is None or attempt.key.password_number == session.password_number
    return KeyCard(
        holder=_holder(call, session),
        account=session.account if session else None,
        etype=attempt.key.etype,
        salt=attempt.key.salt,
        fingerprint=attempt.key.key.fingerprint,
        opened=attempt.opened,
        current=current,
    )


def _difference(sealed: KeyCard | None, tried: tuple[KeyCard, ...]) -> Difference:
    if any(card.opened for card in tried):
        return Difference.NONE
    if not tried:
        return Difference.NO_KEY
    mine = tried[0]
    if sealed is not None and sealed.account and mine.account and sealed.account.casefold() != mine.account.casefold():
        return Difference.ACCOUNT
    if sealed is not None and sealed.salt == mine.salt:
        return Difference.PASSWORD
    return Difference.SALT

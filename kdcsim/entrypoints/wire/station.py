"""Station: one DC of a world at work - bytes of one request in, bytes of the reply out."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from threading import Lock
from typing import Any

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.kdc import Again, Kdc, Quirk, field_too_long, handled, too_big
from kdcsim.ad.kdc.kpasswd import Result, Wish, answer_wish, is_kpasswd, read_wish
from kdcsim.chance import Chance
from kdcsim.entrypoints.wire.changes import change_of, unread_of
from kdcsim.entrypoints.wire.clock import Clock
from kdcsim.entrypoints.wire.replay import ReplayCache
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.world.action import ChangePassword
from kdcsim.world.advance import advance
from kdcsim.world.network import kdc_of
from kdcsim.world.state import World

DATAGRAM_BYTES = 1465
"""The longest reply that Windows sends over UDP (MaxDatagramReplySize, KB837361)."""

Journal = Callable[[Exchange], None]


@dataclass(slots=True, kw_only=True)
class Estate:
    """The world that all stations share. It changes only when somebody changes a password over the wire."""

    world: World
    clock: Clock
    lock: Lock = field(default_factory=Lock)
    turn: int = 0
    told: Callable[[str, str, str], None] | None = None

    def change_password(self, netbios: str, account: str, password: str, *, tell: bool = True) -> None:
        """Go on with a world in which an account has another password; ``told`` is told of it, for other processes."""
        with self.lock:
            action = ChangePassword(account=f"{netbios}\\{account}", password=password)
            self.world, _ = advance(self.world, action, f"wire-{self.turn}")
            self.turn += 1
        if tell and self.told is not None:
            self.told(netbios, account, password)


@dataclass(slots=True, kw_only=True)
class Station:
    """A DC that answers. ``journal`` is told every exchange; ``number`` sets the workers' random bytes apart."""

    estate: Estate
    dc: str
    journal: Journal | None = None
    number: int = 0
    quirks: frozenset[Quirk] = frozenset()
    datagram_bytes: int = DATAGRAM_BYTES
    count: int = 0
    _kdc: Kdc | None = None
    _turn: int = -1
    _seen: ReplayCache = field(default_factory=ReplayCache)
    _chance: Chance | None = None
    _ahead: int = 0

    def __post_init__(self) -> None:
        self._ahead = self.estate.world.dc(self.dc).clock(0)

    @property
    def kdc(self) -> Kdc:
        """The KDC as it stands; made anew only after the world has changed."""
        if self._kdc is None or self._turn != self.estate.turn:
            self._turn = self.estate.turn
            made = kdc_of(self.estate.world, self.estate.world.dc(self.dc))
            self._kdc = replace(made, seen=self._seen, quirks=self.quirks, again=Again())
        return self._kdc

    def respond(self, request: bytes, client_address: str, *, datagram: bool) -> bytes:
        """Answer one request; a reply that is too long for a datagram becomes KRB_ERR_RESPONSE_TOO_BIG."""
        now = self.now()
        if is_kpasswd(request):
            return self._password(request, now, client_address)
        told = handled(self.kdc, request, now=now, chance=self._drawn(), client_address=client_address)
        if datagram and (len(told.reply) > self.datagram_bytes or self.kdc.has(Quirk.UDP_TOO_BIG)):
            told.finished(too_big(self.kdc, now), int(ErrorCode.KRB_ERR_RESPONSE_TOO_BIG))
        elif told.authenticator is not None:  # a client comes again over TCP with the same authenticator
            self._seen.add(told.authenticator, now)
        self._tell(told.exchange)
        return told.reply

    def _tell(self, made: Callable[[], Exchange]) -> None:
        """Tell the journal. One that fails is told no more, and the answer is given all the same."""
        journal = self.journal
        if journal is None:
            return
        try:
            journal(made())
        except Exception:
            self.journal = None
            with suppress(OSError, ValueError):
                print(f"{self.dc} answers on without its journal, which failed:", file=sys.stderr)
                traceback.print_exc()

    def too_long(self) -> bytes:
        """The answer to a message that is longer than any request (RFC 4120 7.2.2)."""
        return field_too_long(self.kdc, self.now())

    def now(self) -> int:
        """What the DC's own clock says."""
        return self.estate.clock.now() + self._ahead

    def _password(self, request: bytes, now: int, client_address: str) -> bytes:
        """Change a password in the whole domain at once, and tell the client (RFC 3244)."""
        kdc, dc = self.kdc, self.dc
        met: dict[str, Any] = {"at": now, "client_address": client_address, "request": request}
        wish = read_wish(kdc, request, now)
        if isinstance(wish, bytes):
            self._tell(lambda: unread_of(kdc, dc, reply=wish, **met))
            return wish
        result, text = self._granted(wish, now)
        reply = answer_wish(wish, result, text, self._drawn())
        self._tell(lambda: change_of(kdc, dc, wish, result, reply=reply, **met))
        return reply

    def _granted(self, wish: Wish, now: int) -> tuple[Result, str]:
        if self._seen_before(wish, now):
            return Result.AUTHERROR, "this request has been seen before"
        if not wish.password:
            return Result.SOFTERROR, "a password cannot be empty"
        self.estate.change_password(self.kdc.netbios, wish.account.name, wish.password)
        return Result.SUCCESS, ""

    def _seen_before(self, wish: Wish, now: int) -> bool:
        digest = sha256(repr((wish.authenticator.ctime, wish.authenticator.cusec, wish.account.name)).encode()).digest()
        if digest in self._seen:
            return True
        self._seen.add(digest, now)
        return False

    def _drawn(self) -> Chance:
        if self._chance is None:
            self._chance = self.estate.world.chance.at("wire", self.dc, str(self.number))
        self.count += 1
        return self._chance.at(str(self.count))

"""Grant: what is to be issued, to whom, in which words - all that follows from the request, and nothing from when.

Judging is pure, so a KDC that gets the same request again issues on the same grant; what has been worked out for it
once, down to the messages it is written in, stays with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kdcsim.ad.directory import Account
from kdcsim.ad.kdc.pac import Buffers
from kdcsim.ad.policy import Verdict
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import AuthorizationDataEntry, PaData, TransitedEncoding
from kdcsim.krb5.principal import PrincipalName
from kdcsim.reason import Decision

if TYPE_CHECKING:
    from kdcsim.ad.kdc.form import Form
    from kdcsim.ad.kdc.sealing import Sealing

NOT_TRANSITED = TransitedEncoding(tr_type=1, contents=b"")


@dataclass(frozen=True, slots=True)
class PacPlan:
    """Which PAC a ticket gets: how its buffers are made at a time, and the key under which their layout is kept, if so.

    ``at_logon``: the time of the ticket goes into a layout that was made at another time.
    """

    make: Callable[[int], Buffers]
    key: tuple[object, ...] | None = None
    at_logon: bool = False


@dataclass(slots=True, kw_only=True)
class Grant:
    """What is to be issued and to whom. ``pac`` None: no PAC. ``flags`` are those that the request comes to.

    ``sealed_with`` is the session key of a user-to-user ticket, in place of the account's own key; ``padata`` goes
    beside the sealed part, ``told`` into it.
    """

    client: PrincipalName
    client_realm: str
    service: PrincipalName
    account: Account
    verdict: Verdict
    flags: int = 0
    pac: PacPlan | None = None
    authorization: tuple[AuthorizationDataEntry, ...] = ()
    transited: TransitedEncoding = NOT_TRANSITED
    sealed_with: Key | None = None
    padata: tuple[PaData, ...] = ()
    told: tuple[PaData, ...] = ()
    decisions: tuple[Decision[Any], ...] = field(init=False)
    sealing: Sealing | None = field(init=False, default=None)
    forms: dict[tuple[int, ...], Form] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.decisions = self.verdict.decisions


@dataclass(slots=True, kw_only=True)
class ReplyKey:
    """The key that seals the reply's own part, and whose it is."""

    key: Key
    usage: int
    tag: int
    holder: str
    kvno: int | None = None
    salt: str | None = None

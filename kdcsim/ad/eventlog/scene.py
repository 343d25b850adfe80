"""Scene: one exchange on its way into the logs of a DC, and how a record of it is made."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.ad.directory import Account, AccountKind
from kdcsim.ad.eventlog.event import Audit, Event
from kdcsim.ad.exchange import Exchange
from kdcsim.ad.policy import Declared, KdcView
from kdcsim.ad.supported import DES
from kdcsim.krb5.numbers import ErrorCode

SECURITY = "Microsoft-Windows-Security-Auditing"
KDC = "Microsoft-Windows-Kerberos-Key-Distribution-Center"
NULL_SID = "S-1-0-0"
NO_GUID = "{00000000-0000-0000-0000-000000000000}"

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One exchange, what its KDC believes, and the names of the place. ``computer`` is the DC's DNS name."""

    exchange: Exchange
    view: KdcView
    computer: str
    netbios: str

    @property
    def declared(self) -> Declared | None:
        """What the target was taken to support; None when the request never came so far."""
        for decision in reversed(self.exchange.decisions):
            if isinstance(decision.value, Declared):
                return decision.value
        return None

    @property
    def no_etype(self) -> bool:
        """Whether it was refused for want of an etype."""
        return self.exchange.error == ErrorCode.KDC_ERR_ETYPE_NOSUPP

    @property
    def about_the_target(self) -> bool:
        """Whether it ended at the target's keys, not already at the client's."""
        return self.exchange.kind == "TGS" or self.exchange.service_account is not None

    def keys(self, account: Account) -> tuple[int, ...]:
        """The etypes of an account's keys that this KDC may use; no sample names DES keys where DES is off."""
        check = self.view.assumptions["marker-check"] == "yes"
        aes = () if self.view.generation.reads_attribute else (17, 18)
        hidden = aes if self.view.enabled & DES else (*aes, 3, 1)
        return tuple(int(k.etype) for k in account.keys.usable(check_marker=check) if k.etype not in hidden)

    def sid(self, account: Account | None) -> str:
        """An account's SID as this build's events print it."""
        if account is None:
            return NULL_SID
        return f"{self.netbios}\\{account.name}" if self.view.generation.legacy_events else account.sid

    def event(
        self,
        log: str,
        provider: str,
        number: int,
        audit: Audit,
        fields: Fields,
        *,
        version: int = 0,
        task: int = 0,
        source: str | None = None,
    ) -> Event:
        """Make a record of this exchange."""
        accounts = (self.exchange.client_account, self.exchange.service_account)
        return Event(
            computer=self.computer,
            log=log,
            provider=provider,
            id=number,
            audit=audit,
            at=self.exchange.at,
            fields=fields,
            version=version,
            task=task,
            legacy=self.view.generation.legacy_events,
            source=source,
            names=tuple((a.sid, f"{self.netbios}\\{a.name}") for a in accounts if a is not None),
        )


def name_of(account: Account | None) -> str | None:
    """An account's name, if there is an account."""
    return None if account is None else account.name


def is_krbtgt(account: Account | None) -> bool:
    """Whether this is the account whose key seals TGTs."""
    return account is not None and account.kind is AccountKind.KRBTGT

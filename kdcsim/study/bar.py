"""Bar: what a KDC holds against an account that it refuses to serve, with the facts that it read.

No rule of a ladder decides this: the KDC tells it as an error code and, where Windows does, an NTSTATUS. The checks
themselves, and their sources, are in `kdcsim.ad.kdc.standing`.
"""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.ad.directory import Account, Directory
from kdcsim.ad.exchange import Exchange
from kdcsim.ad.kdc.fault import NtStatus
from kdcsim.address import address
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.reason import Fact
from kdcsim.world.state import World

_FLAGS: dict[int | None, tuple[str, str]] = {
    NtStatus.ACCOUNT_DISABLED: ("disabled", "the account {} is disabled"),
    NtStatus.ACCOUNT_EXPIRED: ("expired", "the account {} has expired"),
    NtStatus.ACCOUNT_LOCKED_OUT: ("locked", "the account {} is locked out"),
    NtStatus.INVALID_LOGON_HOURS: ("outside-logon-hours", "{} may not log on at this hour"),
    NtStatus.PASSWORD_EXPIRED: ("password-expired", "the password of {} has expired"),
    NtStatus.SMARTCARD_LOGON_REQUIRED: ("smartcard-required", "{} may log on with a smart card alone"),
}
"""The flag of the client's account behind a status, and what it means."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Why somebody is not served, in a sentence, and the facts that say so."""

    sentence: str
    facts: tuple[Fact, ...]


def bar(exchange: Exchange, world: World) -> Bar | None:
    """Find what stood in the way of an exchange; None when it was no bar."""
    dc = world.dcs.get(exchange.dc.upper())
    if dc is None or exchange.error is None:
        return None
    if exchange.error == ErrorCode.KDC_ERR_SERVICE_REVOKED:
        found = dc.directory.service(exchange.service_name)
        return _flag(found, "disabled", "the service's account {} is disabled") if isinstance(found, Account) else None
    if exchange.status == NtStatus.AUTHENTICATION_FIREWALL_FAILED:
        return _selective(exchange, dc.directory)
    client = exchange.client_account or dc.directory.client(exchange.client_name)
    if not isinstance(client, Account):
        return None
    if exchange.status == NtStatus.INVALID_WORKSTATION:
        names = " ".join(client.workstations)
        fact = Fact(address("account", client.name, "workstations"), names)
        return Bar(f"{client.name} may log on from {names} alone", (fact,))
    flag = _FLAGS.get(exchange.status)
    return None if flag is None else _flag(client, *flag)


def _flag(account: Account, flag: str, words: str) -> Bar:
    return Bar(words.format(account.name), (Fact(address("account", account.name, flag), "set"),))


def _selective(exchange: Exchange, directory: Directory) -> Bar | None:
    """The trust that lets in only whom a service names, and the service that names nobody."""
    trust, service = directory.trust(exchange.client_realm), exchange.service_account
    if trust is None or service is None:
        return None
    words = f"users of {trust.name} come by selective authentication, and {service.name} does not let them in"
    facts = (
        Fact(address("account", trust.name, "selective"), "true"),
        Fact(address("account", service.name, "allowed-to-authenticate"), "not set"),
    )
    return Bar(words, facts)

"""Host: a member computer - its build, registry, machine secret, services and logon sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.host.session import BuiltinSession, LogonSession, SessionKey
from kdcsim.ad.policy import CANONICAL_SALT, UPDATES, ClientGeneration, ClientView, machine_attribute
from kdcsim.ad.policy.update import OLDER_PASSWORD
from kdcsim.ad.settings import DEFAULT_ENCRYPTION_TYPE, FILTER_LSA, FILTER_POLICIES, Registry

MICRO = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service of a host. ``session`` is the LUID it runs under while it runs, None when it is stopped.

    With a ``keytab`` it opens tickets with those keys and no others, as the account ``keytab_account``;
    ``keytab_named`` says that it asks the keytab for one name and version (a GSS credential for that name).
    """

    name: str
    runs_as: str
    session: int | None = None
    password: str | None = None
    spns: tuple[str, ...] = ()
    keytab: tuple[SessionKey, ...] | None = None
    keytab_account: str | None = None
    keytab_named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A member host. ``loaded`` is the registry as LSA read it at the last boot.

    ``password_number`` counts the machine passwords from 1, ``passwords_made`` how many there ever were: a host that is
    restored from a snapshot goes back in the first, not in the second. ``clock_offset`` is how far its clock is ahead,
    in seconds. ``declares`` is what it writes into its own msDS-SupportedEncryptionTypes if not what its build and
    policy have it write; with ``writes_supported`` False it writes nothing.
    """

    name: str
    os: str
    generation: ClientGeneration
    domain: str
    address: str
    password: str
    previous_password: str | None = None
    password_number: int = 1
    registry: Registry = field(default_factory=Registry)
    loaded: Registry = field(default_factory=Registry)
    updates: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()
    sessions: Mapping[int, LogonSession] = field(default_factory=dict)
    dc: str | None = None
    booted_at: int | None = None
    accepted: frozenset[bytes] = frozenset()
    passwords_made: int = 1
    clock_offset: int = 0
    declares: int | None = None
    writes_supported: bool = True

    @property
    def account(self) -> str:
        """The computer account's sAMAccountName."""
        return f"{self.name.upper()}$"

    @property
    def fqdn(self) -> str:
        """The host's DNS name."""
        return f"{self.name.lower()}.{self.domain.lower()}"

    @property
    def salt_update(self) -> str | None:
        """The update, if any, that makes every machine session compute the machine salt itself."""
        return next((kb for kb in self.updates if UPDATES[kb].effect == CANONICAL_SALT), None)

    def retries_previous(self, builtin: BuiltinSession) -> bool:
        """Whether a built-in session tries the older machine password when the current one is refused (KB918442)."""
        updated = any(UPDATES[kb].effect == OLDER_PASSWORD for kb in self.updates)
        return self.generation.retries_previous or not builtin.plain_credential or updated

    def attribute(self, assumptions: Assumptions) -> int | None:
        """What it writes into its own msDS-SupportedEncryptionTypes at boot; None when it writes nothing."""
        if not self.writes_supported:
            return None
        own = machine_attribute(self.view(assumptions))
        return own if own is None or self.declares is None else self.declares

    def clock(self, now: int) -> int:
        """What its own clock says, in microseconds."""
        return now + self.clock_offset * MICRO

    def view(self, assumptions: Assumptions) -> ClientView:
        """What policy needs to know of this client, with settings read when LSA reads them."""
        registry = self.registry if assumptions["registry-reload"] == "live" else self.loaded
        policy, lsa = registry.get(FILTER_POLICIES), registry.get(FILTER_LSA)
        return ClientView(
            name=self.name,
            generation=self.generation,
            default_encryption_type=(registry.get(DEFAULT_ENCRYPTION_TYPE) or 0) if self.generation.windows else 0,
            filter=policy if policy is not None or not self.generation.reads_lsa_filter else lsa,
            settings_lean_on=(assumptions.leaning("registry-reload"),) if self._rereads() else (),
            assumptions=assumptions,
        )

    def _rereads(self) -> bool:
        """Whether a value was changed since the last boot, so that it matters when LSA reads it."""
        read = (DEFAULT_ENCRYPTION_TYPE, FILTER_POLICIES, FILTER_LSA)
        return any(self.registry.get(each) != self.loaded.get(each) for each in read)

    def service(self, name: str) -> Service | None:
        """Find a service by name."""
        return next((s for s in self.services if s.name.lower() == name.lower()), None)

    def with_service(self, service: Service) -> Host:
        """Replace a service by one of the same name."""
        services = tuple(service if s.name.lower() == service.name.lower() else s for s in self.services)
        return replace(self, services=services)

    def with_session(self, session: LogonSession) -> Host:
        """Put in or replace a logon session."""
        return replace(self, sessions={**self.sessions, session.luid: session})

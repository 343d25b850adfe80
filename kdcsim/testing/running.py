"""Running: a KDC on loopback for the length of a test - no root, no fixed port, any number side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.kdc import Quirk
from kdcsim.entrypoints.wire.clock import Clock
from kdcsim.entrypoints.wire.environment import merged, write_environment
from kdcsim.entrypoints.wire.keytabs import account_keytab
from kdcsim.entrypoints.wire.krb5_conf import ALL
from kdcsim.entrypoints.wire.private import write_private
from kdcsim.entrypoints.wire.quirks import quirks_named
from kdcsim.entrypoints.wire.server import Server
from kdcsim.errors import WorldError
from kdcsim.krb5.files.keytab import encode_keytab
from kdcsim.scenario import source
from kdcsim.scenario.faults import did_you_mean, listing
from kdcsim.scenario.load import load
from kdcsim.scenario.source import Source
from kdcsim.study.central import central_branch
from kdcsim.study.run import playing
from kdcsim.testing.branches import known_branch
from kdcsim.world.found import found
from kdcsim.world.plan import WorldPlan
from kdcsim.world.state import World


@dataclass(slots=True, kw_only=True)
class RunningKdc:
    """A KDC that answers until its ``with`` block ends, and the files that lead to it.

    ``exchanges`` are all that it has answered so far, with the decisions behind each.
    """

    server: Server
    directory: Path
    environment: dict[str, str]
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def host(self) -> str:
        """The address of the first DC."""
        return self.server.address()[0]

    @property
    def port(self) -> int:
        """Its port, for UDP and TCP."""
        return self.server.address()[1]

    @property
    def world(self) -> World:
        """The world as it stands: a password may have been changed over the wire."""
        return self.server.estate.world

    @property
    def realm(self) -> str:
        """The realm of the first DC."""
        return self.world.domain(self.world.dc(self.server.dcs[0]).domain).realm

    @property
    def krb5_conf(self) -> Path:
        """The configuration file for real clients."""
        return self.directory / "krb5.conf"

    def configure(
        self, *, etypes: Sequence[int] = ALL, tcp: bool = False, forwardable: bool = False, realm: str | None = None
    ) -> Path:
        """Write the configuration file anew: other etypes, or TCP alone."""
        text = self.server.krb5_conf(etypes=etypes, tcp=tcp, forwardable=forwardable, realm=realm)
        return write_private(self.krb5_conf, text)

    @property
    def keytabs(self) -> dict[str, Path]:
        """One keytab per key holder: ``directory-contoso.com``, ``HUB-1-NetworkService`` ..."""
        return {path.stem: path for path in sorted((self.directory / "keytabs").glob("*.keytab"))}

    def keytab(self, account: str) -> Path:
        """Write the keys that the directory has now of one account into a keytab, under its name and its SPNs."""
        dc = self.world.dc(self.server.dcs[0])
        known = dc.directory.get(account)
        if known is None:
            raise WorldError(f"{dc.name} knows no account {account!r}")
        entries = account_keytab(known, self.realm)
        return write_private(self.directory / f"{account.rstrip('$')}.keytab", encode_keytab(entries))


@contextmanager
def kdc(
    scenario: str | Path | World | WorldPlan,
    *,
    at: str | None = None,
    branch: str | None = None,
    seed: int | None = None,
    dcs: Sequence[str] = (),
    clock: Clock | None = None,
    quirks: Sequence[Quirk | str] = (),
) -> Iterator[RunningKdc]:
    """Let the DCs of a scenario (a file, a built-in name, a world or a plan) answer on loopback.

    ``at`` is a step, after which the world is taken; without it the end of the branch counts. The clock is today's
    unless another is given.
    """
    world = _world(scenario, at, branch, seed)
    exchanges: list[Exchange] = []
    server = Server(
        world=world,
        dcs=dcs,
        clock=clock or Clock(),
        journal=exchanges.append,
        quirks=quirks_named(quirks),
    )
    with TemporaryDirectory(prefix="kdcsim-", ignore_cleanup_errors=True) as directory, server:
        variables = write_environment(server, Path(directory))
        yield RunningKdc(server=server, directory=Path(directory), environment=merged(variables), exchanges=exchanges)


def _world(scenario: str | Path | World | WorldPlan, at: str | None, branch: str | None, seed: int | None) -> World:
    if isinstance(scenario, World):
        return scenario
    if isinstance(scenario, WorldPlan):
        return found(scenario, 0 if seed is None else seed)
    told = source.read(str(scenario))
    alone = "extends:" not in told.text or str(scenario) in source.built_in_names()
    return (_played if alone else _played.__wrapped__)(told, at, branch, seed)


@lru_cache(maxsize=64)
def _played(told: Source, at: str | None, branch: str | None, seed: int | None) -> World:
    """The world of a moment, for as many tests as want it: worlds are values."""
    scenario = load(told.text, told.file)
    chosen = central_branch(playing(scenario, seed, known_branch(scenario, branch)))
    if at is None:
        return chosen.end
    for each in chain([chosen], playing(scenario, seed, None if branch is None else chosen.branch.name)):
        if (found := each.at(at)) is not None:
            return found.after
    steps = [played.step.label for played in chosen.played]
    raise WorldError(f"there is no step {at!r}; {did_you_mean(at, steps) or listing(steps)}")

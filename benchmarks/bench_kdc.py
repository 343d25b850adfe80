"""Our KDC and krb5kdc side by side: requests per second and CPU time per request, one process each, over UDP.

Requests are made before the clock starts, each with a nonce or authenticator of its own, so that no cache of replies
helps. ``new``: each is in words that the KDC has not seen, too, as from clients of which each comes once. The KDCs take
turns; the median of the rounds counts. Run: python -m benchmarks.bench_kdc [requests]
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.kdc_load import Tgt, Who, as_requests, ask, drive, tgs_requests, tgt_in
from benchmarks.mit_kdc import MitPrincipal, installed, mit_kdc
from kdcsim.entrypoints.wire.server import Server
from kdcsim.entrypoints.wire.settled import settle
from kdcsim.krb5.crypto import string_to_key
from kdcsim.world.found import found
from kdcsim.world.plan import AccountPlan, DcPlan, DomainPlan, WorldPlan

REALM, PASSWORD, SERVICE = "CONTOSO.COM", "Pa55word", "HTTP/web.contoso.com"
WHO = Who(name="alice", realm=REALM, key=string_to_key(18, PASSWORD, f"{REALM}alice"))
ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A KDC that listens."""

    name: str
    port: int
    pid: int
    pac: bool


Made = Callable[[Contender, int], list[bytes]]
"""Makes requests for a KDC, from a number on."""


def plan(os_level: str, update: str) -> WorldPlan:
    """One DC, one user, one service."""
    return WorldPlan(
        start=0,
        domains=(
            DomainPlan(
                dns="contoso.com",
                netbios="CONTOSO",
                level="2012R2",
                dcs=(DcPlan(name="DC-1", os=os_level, update=update),),
                accounts=(
                    AccountPlan(name="alice", password=PASSWORD),
                    AccountPlan(name="web", password=PASSWORD, spns=(SERVICE,), supported_etypes=0x18),
                ),
            ),
        ),
    )


def fork_ours(os_level: str, update: str) -> tuple[int, int]:
    """Start our KDC in a process of its own; give its port and its process id."""
    server = Server(world=found(plan(os_level, update), 7), datagram_bytes=65507)
    server.bind()
    port = server.address()[1]
    child = os.fork()
    if not child:
        try:
            server.start()
            settle()
            while os.getppid() != 1:
                time.sleep(0.5)
        finally:
            os._exit(0)
    for bound in server.bound.values():
        bound.close()
    return port, child


def cpu_seconds(pid: int) -> float:
    """How much CPU time a process has used, all threads."""
    return sum(int(p.read_text().split()[0]) for p in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


def first_tgt(contender: Contender) -> Tgt:
    """A TGT to ask with."""
    return tgt_in(ask(contender.port, next(as_requests(WHO, 1, pac=contender.pac, first=90_000_000))), WHO)


def measured(contender: Contender, requests: list[bytes], outstanding: int) -> tuple[float, float]:
    """Requests per second, and microseconds of CPU time per request."""
    before = cpu_seconds(contender.pid)
    seconds, wrong = drive(contender.port, requests, outstanding)
    assert not wrong, f"{contender.name}: {wrong} errors"
    return len(requests) / seconds, (cpu_seconds(contender.pid) - before) / len(requests) * 1e6


def compare(contenders: list[Contender], count: int) -> None:
    """Measure AS and TGS, with one and with four requests outstanding."""

    def initial(new_words: bool) -> Made:
        return lambda c, first: list(as_requests(WHO, count, pac=c.pac, first=first, new_words=new_words))

    def later(new_words: bool) -> Made:
        return lambda c, first: list(tgs_requests(WHO, first_tgt(c), SERVICE, count, first, new_words))

    kinds = (("AS", initial(False)), ("TGS", later(False)), ("AS new", initial(True)), ("TGS new", later(True)))
    print(f"{'':34} {'w=1 req/s':>10} {'w=4 req/s':>10} {'CPU us/req':>11}")
    for kind, made in kinds:
        results: dict[tuple[str, int], list[tuple[float, float]]] = {}
        for turn in range(ROUNDS):
            for contender in contenders:
                for outstanding in (1, 4):
                    first = 1 + count * (2 * turn + (outstanding == 4))
                    told = measured(contender, made(contender, first), outstanding)
                    results.setdefault((contender.name, outstanding), []).append(told)
        for contender in contenders:
            one, four = (results[contender.name, w] for w in (1, 4))
            cpu = median(c for _, c in one + four)
            rates = [median(rate for rate, _ in each) for each in (one, four)]
            print(f"{kind:7} {contender.name:26} {rates[0]:10.0f} {rates[1]:10.0f} {cpu:11.1f}")


def main() -> None:
    """Print the comparison."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    ours = [
        Contender(name=name, port=port, pid=pid, pac=pac)
        for name, level, pac in (
            ("kdcsim, 2022 with full PAC", ("2022", "2022-11"), True),
            ("kdcsim, 2016 with PAC", ("2016", "rtm"), True),
            ("kdcsim, 2016 without PAC", ("2016", "rtm"), False),
        )
        for port, pid in (fork_ours(*level),)
    ]
    try:
        if not installed():
            print("krb5kdc is not installed: ours alone")
            compare(ours, count)
            return
        people = (
            MitPrincipal(name="alice", password=PASSWORD, flags=("+requires_preauth",)),
            MitPrincipal(name=SERVICE, password=PASSWORD),
        )
        with mit_kdc(REALM, people) as mit:
            compare([Contender(name="MIT krb5kdc", port=mit.port, pid=mit.pid, pac=True), *ours], count)
    finally:
        for contender in ours:
            os.kill(contender.pid, 15)


if __name__ == "__main__":
    main()

"""How long a million decisions take, with their reasons: run as ``python -m benchmarks.bench_decisions``.

An estate is swept the way a question about it is asked: every DC setting against every kind of account against every
client's list. What does not depend on the list is decided once for an account (`judge_lists`); every verdict still
carries its three decisions with facts, sources and the rules that were passed over, and none is taken from a cache of
answers. Two processes share the DCs, so that two cores are used.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import chain, combinations, permutations

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy import GENERATIONS, KdcView, Target, judge_lists

MILLION = 1_000_000
LIMIT_SECONDS = 10.0
ETYPES = (18, 17, 23)
LISTS = (
    *chain.from_iterable(permutations(ETYPES, n) for n in (1, 2, 3)),
    (18, 17, 23, 24, -135),
    (18, 17, 23, 3, 1, 24, -135),
    (23, -133, -128, 3, 1, 24, -135),
    (23, 16, 3, 18),
    (18, 17),
)
KEYS = tuple(chain.from_iterable(combinations(ETYPES, n) for n in (1, 2, 3)))
DECLARED = (None, 0, *range(4, 0x40, 4), 0x10018)
KINDS = (AccountKind.USER, AccountKind.COMPUTER, AccountKind.DC)


def views() -> list[KdcView]:
    """Every build with every filter and every domain default that it reads."""
    return [
        KdcView(name="DC", generation=build, filter_policies=allowed, phase=phase, domain_default=default)
        for build in GENERATIONS.values()
        for allowed in ((None, 0x18, 0x1C, 0x4) if build.reads_filter else (None,))
        for phase in ((None, 1) if build.knows_phase else (None,))
        for default in ((None, 0x24) if build.reads_domain_default else (None,))
    ]


def sweep(part: int, parts: int) -> tuple[int, int]:
    """Judge one share of the estate; give the number of verdicts, and of refusals among them."""
    targets = [Target(name="T", kind=k, supported=s, keys=e) for k in KINDS for s in DECLARED for e in KEYS]
    judged = refused = 0
    for view in views()[part::parts]:
        for target in targets:
            for verdict in judge_lists(view, target, LISTS):
                judged += 1
                refused += verdict.etypes is None
            if judged * parts >= MILLION:
                return judged, refused
    return judged, refused


def main() -> int:
    """Print the time, and exit with 1 when it is over the limit."""
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(sweep, (0, 1), (10**9, 10**9)))  # start the processes; what they measure comes after
        begun = time.perf_counter()
        shares = list(pool.map(sweep, (0, 1), (2, 2)))
        seconds = time.perf_counter() - begun
    judged, refused = (sum(share[n] for share in shares) for n in (0, 1))
    rate = judged / seconds
    print(f"{judged} verdicts ({refused} refusals), each with its reasons, in {seconds:.2f} s on two cores")
    print(f"{1e6 * 2 / rate:.1f} us of one core a verdict; {rate:,.0f} verdicts a second")
    return 0 if seconds * MILLION / judged < LIMIT_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())

"""The space of decisions, as finite lists: builds x settings x what is declared x keys x what is asked.

Builds that behave alike are one class, so that the space is walked whole in seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations, permutations

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy import GENERATIONS, Enforcement, Generation, KdcView, Target

AES256, AES128, RC4, DES = 18, 17, 23, 3
MODERN = (AES256, AES128, RC4)
PHASES = (None, 0, 1, 2)
FILTERS = (None, 0x18, 0x4, 0x1C, 0x10, 0x8, 0x7FFFFFFF, 0x3)
DEFAULTS = (None, 0x24, 0x18, 0x4, 0x10020)
BITS: tuple[int, ...] = (0x3, 0x4, 0x8, 0x10, 0x20)
"""The bits that mean etypes; both DES bits stand together, for they are never read apart."""


def subsets(of: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Every subset, in the order of ``of``."""
    return tuple(chain.from_iterable(combinations(of, n) for n in range(len(of) + 1)))


DECLARED = (None, *sorted(sum(bits) for bits in subsets(BITS)), 0x10000, 0x10018)
"""No value, every combination of the bits that mean etypes, and feature bits alone or beside them."""
KEYS = subsets((AES256, AES128, RC4, DES))
LISTS = (
    *(p for n in (1, 2, 3) for p in permutations(MODERN, n)),
    (AES256, AES128, RC4, 24, -135),
    (RC4, -133, -128, DES, 1, 24, -135),
    (RC4, 16, DES, AES256),
    (DES, 1),
    (24, -135),
)


def alike(build: Generation) -> Generation:
    """A build without what no ladder of a ticket reads: builds of the same columns decide the same."""
    return replace(
        build,
        os="any",
        update="any",
        family="any",
        enforcement=Enforcement.ON_REQUEST if build.knows_phase else Enforcement.NEVER,
        protects_users=True,
        reads_lsa_filter=True,
        writes_aes=True,
        knows_etype_info2=True,
        warns_weak_krbtgt=True,
        audits_etypes=True,
        logs_kdcsvc=True,
        logs_windows_events=True,
        names_each_aes_key=True,
        legacy_events=True,
        lists_old_rc4=True,
    )


def classes() -> tuple[Generation, ...]:
    """One build of each kind: builds that differ only in when they enforce are one, for a view says whether it does."""
    first: dict[Generation, Generation] = {}
    for build in GENERATIONS.values():
        first.setdefault(alike(build), build)
    return tuple(first.values())


def views(build: Generation, defaults: tuple[int | None, ...] = (None,)) -> Iterator[KdcView]:
    """Every setting of one build that makes a difference to it: settings that come to the same are one."""
    seen = set()
    for allowed in FILTERS if build.reads_filter else (None,):
        for phase in PHASES if build.knows_phase else (None,):
            for default in defaults if build.reads_domain_default else (None,):
                view = KdcView(
                    name="DC", generation=build, filter_policies=allowed, phase=phase, domain_default=default
                )
                comes_to = (view.enabled, view.enforced, view.configured_default)
                if comes_to not in seen:
                    seen.add(comes_to)
                    yield view


def targets(declared: tuple[int | None, ...] = DECLARED, keys: tuple[tuple[int, ...], ...] = KEYS) -> Iterator[Target]:
    """Every user account of the space."""
    for mask in declared:
        for held in keys:
            yield Target(name="T", kind=AccountKind.USER, supported=mask, keys=held)

"""Assumed: what each KDC build takes an account to support that declares nothing, by RC4DefaultDisablementPhase.

Law of the room: nothing is known here; the policy room's own view of a DC is asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.policy import GENERATIONS, Generation, KdcView

PHASES: tuple[int | None, ...] = (None, 0, 1, 2)
"""Every value that the phase can have; None is no value."""


def assumed_by(build: Generation) -> dict[int, tuple[int | None, ...]]:
    """Each mask that a build may assume, with the phases in which it does; the one without a phase comes first."""
    found: dict[int, tuple[int | None, ...]] = {}
    for phase in PHASES:
        mask = KdcView(name=build.name, generation=build, phase=phase).default_supported
        found[mask] = (*found.get(mask, ()), phase)
    return found


def phase_words(phases: tuple[int | None, ...]) -> str:
    """Say phases: empty when it is all of them."""
    if phases == PHASES:
        return ""
    told = ["absent" if phase is None else str(phase) for phase in phases]
    return (
        f"RC4DefaultDisablementPhase {', '.join(told[:-1])} or {told[-1]}"
        if len(told) > 1
        else (f"RC4DefaultDisablementPhase {told[0]}")
    )


def builds_that_assume(mask: int) -> Iterator[str]:
    """Say which builds assume this mask, one line for each set of phases."""
    lines: dict[tuple[tuple[int | None, ...], tuple[str, ...]], list[str]] = {}
    systems = dict.fromkeys(build.os for build in GENERATIONS.values())
    for os in systems:
        by_phases: dict[tuple[int | None, ...], list[str]] = {}
        for build in (row for row in GENERATIONS.values() if row.os == os):
            phases = assumed_by(build).get(mask)
            if phases is not None:
                by_phases.setdefault(phases, []).append(build.update)
        for phases, updates in by_phases.items():
            lines.setdefault((phases, tuple(updates)), []).append(os)
    for (phases, levels), names in lines.items():
        when = phase_words(phases)
        yield f"{', '.join(names)} (update level {', '.join(levels)})" + (f" with {when}" if when else "")

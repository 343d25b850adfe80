"""Branches: the one that a test means, whatever its case - or an error that says which there are."""

from __future__ import annotations

from kdcsim.errors import WorldError
from kdcsim.scenario.faults import did_you_mean, listing
from kdcsim.scenario.model import Scenario


def known_branch(scenario: Scenario, said: str | None) -> str | None:
    """The name of a branch as the scenario has it; None when none is meant. Raises WorldError."""
    names = {branch.name.casefold(): branch.name for branch in scenario.branches}
    if said is None or said.casefold() in names:
        return None if said is None else names[said.casefold()]
    raise WorldError(f"there is no branch {said!r}; {did_you_mean(said, names.values()) or listing(names.values())}")

"""Actions on any machine, a host or a DC: its registry, its updates, its clock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRegistry:
    """Set a REG_DWORD on a host or a DC, by setting name or full path."""

    machine: str
    name: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteRegistry:
    """Delete a registry value; deleting what is not there changes nothing."""

    machine: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallUpdate:
    """Install a named update on a host or a DC; refused where it was not built for the OS."""

    machine: str
    kb: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSkew:
    """Set the clock of a host or a DC: so many seconds ahead of the world's (negative: behind)."""

    machine: str
    seconds: int

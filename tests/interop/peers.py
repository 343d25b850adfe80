"""Peers: real Kerberos software, found or missed. In CI a peer that is missing is a failure, elsewhere a skip."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from tests.lacking import lacking

ROOT = Path(__file__).resolve().parents[2]
UNPACKED = Path(os.environ.get("KDCSIM_PEERS", ROOT / "build" / "peers"))
HEIMDAL = UNPACKED / "heimdal" / "usr"
SYSTEM_PYTHON = "/usr/bin/python3"
"""Debian's own Python, which has Samba's modules."""


def missing(peer: str) -> NoReturn:
    """Say that a peer is not there."""
    lacking(f"{peer} is not installed; .ci/peers installs it")


def program(name: str, peer: str) -> str:
    """Find a program of a peer."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        missing(peer)
    return found or ""


def module(name: str) -> None:
    """Demand a Python module."""
    if importlib.util.find_spec(name) is None:
        missing(f"the Python module {name}")


def heimdal(name: str) -> list[str]:
    """Find a program of Heimdal's that was unpacked beside MIT's."""
    path = HEIMDAL / "bin" / name
    if not path.exists():
        missing("Heimdal")
    return [str(path)]


def heimdal_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables with which Heimdal finds its libraries."""
    libraries = ":".join(str(path) for path in (HEIMDAL / "lib").glob("*-linux-gnu"))
    return {**environment, "LD_LIBRARY_PATH": f"{libraries}:{libraries.replace(':', '/heimdal:')}/heimdal"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a program ended and what it said."""

    code: int
    text: str

    @property
    def ok(self) -> bool:
        """Whether it ended well."""
        return self.code == 0


def run(command: Sequence[str], environment: Mapping[str, str], *, typed: str = "", seconds: float = 60) -> Said:
    """Run a program to its end. It meets no network but loopback: KRB5_CONFIG must be set."""
    assert "KRB5_CONFIG" in environment, "with the system's file a slip would go out to resolve names"
    done = subprocess.run(
        list(command), env=dict(environment), input=typed, capture_output=True, text=True, timeout=seconds, check=False
    )
    return Said(code=done.returncode, text=done.stdout + done.stderr)

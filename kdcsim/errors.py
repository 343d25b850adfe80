"""The exception tree: few leaves, each naming whose fault it was.

    KdcsimError
    ├── MalformedMessage     bytes that are not what they claim to be (DER, framing, keytab, ccache)
    ├── CryptoError          a key that cannot be made or used
    │   └── IntegrityError   a ciphertext or checksum that does not verify under this key
    ├── ScenarioError        a scenario that cannot be played; carries all its diagnostics
    └── WorldError           an action that makes no sense in this world

A Kerberos refusal is none of these: KRB-ERROR is a message and a value. A broken invariant of ours is an ``assert``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kdcsim.diagnostic import Diagnostic


class KdcsimError(Exception):
    """Anything that kdcsim raises on purpose."""


class MalformedMessage(KdcsimError):
    """Bytes that are not what they claim to be: says what was found, what was expected, and where."""


class CryptoError(KdcsimError):
    """A key that cannot be made or used for what was asked."""


class IntegrityError(CryptoError):
    """A ciphertext or checksum that does not verify under this key."""


class ScenarioError(KdcsimError):
    """A scenario that cannot be played; ``diagnostics`` holds every fault found, not the first."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        told = (f"{d.span}: {d.message}" if d.span else d.message for d in diagnostics)
        super().__init__(f"{len(diagnostics)} fault(s) in the scenario: {'; '.join(told)}")
        self.diagnostics = diagnostics


class WorldError(KdcsimError):
    """An action that makes no sense in this world: an unknown host, a session that is not there."""

"""Password: what machines and domains make up where nobody told a password."""

from __future__ import annotations

from kdcsim.chance import Chance


def machine_password(chance: Chance, host: str, number: int) -> str:
    """A machine password: 120 random UTF-16 code units, as Windows makes them (MS-NRPC; MS-KILE 4.4 shows 120)."""
    return chance.at("machine-password", host.upper(), str(number)).draw(240).decode("utf-16-le", "surrogatepass")

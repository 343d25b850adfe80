"""Salts: the table of the fact sheet, kind by kind."""

from __future__ import annotations

import pytest

from kdcsim.ad.directory import computer_salt, trust_salt, user_salt


@pytest.mark.parametrize(
    ("name", "upn", "salt"),
    [
        ("Administrator", None, "EXAMPLE.COMAdministrator"),
        ("MaxM", None, "EXAMPLE.COMMaxM"),
        ("krbtgt", None, "EXAMPLE.COMkrbtgt"),
        ("svc", "svc.web@example.com", "EXAMPLE.COMsvc.web"),
        ("svc", "HTTP/foo@OTHER.REALM", "EXAMPLE.COMHTTPfoo"),
        ("svc", "HTTP/foo.example.com", "EXAMPLE.COMHTTPfoo.example.com"),
    ],
)
def test_users(name: str, upn: str | None, salt: str) -> None:
    """Realm in capitals, then the name as it is written; a UPN counts without its realm and without slashes."""
    assert user_salt("example.com", name, upn) == salt


@pytest.mark.parametrize(
    ("name", "salt"),
    [
        ("HUB-1$", "CONTOSO.COMhosthub-1.contoso.com"),
        ("SERVER-1", "CONTOSO.COMhostserver-1.contoso.com"),
    ],
)
def test_computers(name: str, salt: str) -> None:
    """MS-KILE 3.1.1.2: "host", the name without its dollar sign, and the domain, all in small letters, no slash."""
    assert computer_salt("contoso.com", name, "Contoso.com") == salt


def test_trusts() -> None:
    """MS-KILE 3.3.5.6.2: who trusts, krbtgt, who is trusted; inbound here and outbound there are the same."""
    assert trust_salt("b.example", "a.example") == "B.EXAMPLEkrbtgtA.EXAMPLE"

"""minikerberos gets tickets, though its KDCOptions are short and its etypes many."""

from __future__ import annotations

import pytest

from kdcsim.testing import RunningKdc
from tests.interop.estate import PASSWORD, REALM, WEB
from tests.interop.peers import module


def client(running: RunningKdc, password: str = PASSWORD) -> object:
    """A blocking client."""
    module("minikerberos")
    from minikerberos.common.factory import KerberosClientFactory

    url = f"kerberos+password://contoso.com\\alice:{password}@{running.host}:{running.port}"
    return KerberosClientFactory.from_url(url).get_client_blocking()


def test_tickets(contoso_kdc: RunningKdc) -> None:
    """A TGT and a service ticket, with RC4 first as it prefers."""
    made = client(contoso_kdc)
    made.get_TGT()  # type: ignore[attr-defined]
    from minikerberos.common.spn import KerberosSPN

    reply, *_ = made.get_TGS(KerberosSPN.from_spn(f"{WEB}@{REALM}"))  # type: ignore[attr-defined]
    assert reply
    assert contoso_kdc.exchanges[-1].error is None


def test_a_wrong_password(contoso_kdc: RunningKdc) -> None:
    """It is told so."""
    made = client(contoso_kdc, "wrong")
    with pytest.raises(Exception, match=r"(?i)preauth"):
        made.get_TGT()  # type: ignore[attr-defined]
    assert contoso_kdc.exchanges[-1].error == 24

"""impacket's own functions and scripts get TGTs, service tickets and tickets on behalf of users."""

from __future__ import annotations

import gc
import runpy
import shutil
import socket
import sys
import warnings
from pathlib import Path

import pytest
from impacket.krb5 import constants, types
from impacket.krb5.ccache import CCache
from impacket.krb5.kerberosv5 import KerberosError, getKerberosTGS, getKerberosTGT, sendReceive
from impacket.krb5.keytab import Keytab

from kdcsim.errors import WorldError
from kdcsim.testing import ImpacketKdc, RunningKdc, impacket_kdc
from tests.ad.kdc.asking import FAR_WEB, as_request, estate
from tests.interop.estate import PASSWORD, REALM, WEB, contoso

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
"""What impacket imports is deprecated."""


def _alice() -> types.Principal:
    return types.Principal("alice", type=constants.PrincipalNameType.NT_PRINCIPAL.value)


def _ticket(at: ImpacketKdc, secret: dict[str, bytes], service: str = WEB, password: str = "") -> bytes:
    tgt, cipher, _, session = getKerberosTGT(
        _alice(), password, at.realm, b"", secret.get("nt", b""), secret.get("aes", b""), at.host
    )
    name = types.Principal(service, type=constants.PrincipalNameType.NT_SRV_INST.value)
    reply, *_ = getKerberosTGS(name, at.realm, at.host, tgt, cipher, session)
    return bytes(reply)


@pytest.mark.parametrize("etype", [18, 17, 23])
def test_each_key(contoso_kdc: RunningKdc, etype: int) -> None:
    """A TGT with a key of each etype, and a service ticket with it."""
    with impacket_kdc(contoso_kdc) as at:
        assert _ticket(at, {"nt" if etype == 23 else "aes": at.keys("alice")[etype]})
    assert [told.error for told in contoso_kdc.exchanges][-2:] == [None, None]
    assert contoso_kdc.exchanges[-2].reply_etype == etype
    assert contoso_kdc.exchanges[-1].ticket_etype == 18


def test_no_rc4_where_there_is_none() -> None:
    """A July 2026 DC gives who has an NT hash alone no ticket to a service of AES: ETYPE_NOSUPP."""
    plan = contoso("2022", "2026-07")
    with impacket_kdc(plan, seed=7) as at, pytest.raises(KerberosError) as refused:
        _ticket(at, {"nt": at.keys("alice")[23]}, "HTTP/aes")
    assert refused.value.getErrorCode() == 14
    assert at.running.exchanges[-1].error == 14


def test_a_wrong_password(contoso_kdc: RunningKdc) -> None:
    """PREAUTH_FAILED (24)."""
    with impacket_kdc(contoso_kdc) as at, pytest.raises(KerberosError) as refused:
        _ticket(at, {}, password="wrong")
    assert refused.value.getErrorCode() == 24


def test_nothing_is_left_open(contoso_kdc: RunningKdc) -> None:
    """impacket closes no connection; ours close by themselves, also those that an error's traceback holds."""
    with impacket_kdc(contoso_kdc) as at, warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always", ResourceWarning)
        with pytest.raises(KerberosError):
            _ticket(at, {}, password="wrong")
        gc.collect()
    assert not [each for each in warned if issubclass(each.category, ResourceWarning)]


def test_what_is_handed_over() -> None:
    """One call: host, port, keys, and keytab and ccache as objects of impacket's and as files."""
    with impacket_kdc(contoso(), seed=7) as at:
        assert (at.host, at.realm) == ("127.0.0.1", REALM) and at.port == at.running.port
        for keytab in (at.keytab("WEB$"), Keytab.loadFile(str(at.keytab_path("WEB$")))):
            assert keytab.getKey(f"{WEB}@{REALM}", 18)["keyvalue"]["data"] == at.keys("WEB$")[18]
        for cache in (at.ccache("bob"), CCache.loadFile(str(at.ccache_path("bob")))):
            assert cache.principal.prettyPrint() == f"bob@{REALM}".encode()
            assert cache.getCredential(f"krbtgt/{REALM}@{REALM}") is not None
        with pytest.raises(WorldError, match="knows no account"):
            at.keys("nobody")


def test_a_tool_that_imported_before(contoso_kdc: RunningKdc, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own reference to sendReceive leads to us; other hosts are refused, and no name is looked up."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a name was looked up"))
    request = as_request(stamp=0)
    with impacket_kdc(contoso_kdc) as at:
        for host in (at.host, "DC-1", "dc-1.contoso.com", None, "localhost"):
            assert sendReceive(request, REALM, host)[0] == 0x7E
        for host in ("dc-9.contoso.com", "10.99.0.1"):
            with pytest.raises(WorldError, match="no KDC that runs here"):
                sendReceive(request, REALM, host)
        with pytest.raises(WorldError, match="no KDC that runs here"):
            sendReceive(request, "ELSEWHERE.EXAMPLE", None)
    assert [told.error for told in contoso_kdc.exchanges] == [25] * 5


def test_a_referral_goes_to_the_other_domain() -> None:
    """Though every request names the same kdcHost."""
    with impacket_kdc(estate()) as at:
        assert _ticket(at, {"aes": at.keys("alice")[18]}, FAR_WEB)
    assert {told.dc for told in at.running.exchanges} == {"DC-1", "DC-2"}


@pytest.mark.parametrize(
    ("script", "arguments", "cache"),
    [
        ("getTGT.py", [f"contoso.com/alice:{PASSWORD}"], "alice.ccache"),
        ("getST.py", ["-spn", WEB, f"contoso.com/alice:{PASSWORD}"], None),
        ("getST.py", ["-spn", "HTTP/back.contoso.com", "-impersonate", "alice", f"contoso.com/front:{PASSWORD}"], None),
        (
            "getST.py",
            ["-spn", "HTTP/target.contoso.com", "-impersonate", "bob", f"contoso.com/front:{PASSWORD}"],
            None,
        ),
    ],
)
def test_its_scripts(
    contoso_kdc: RunningKdc,
    script: str,
    arguments: list[str],
    cache: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """getTGT and getST as they come, S4U2Self and S4U2Proxy (by either side's list) included."""
    path = shutil.which(script, path=str(Path(sys.executable).parent))
    assert path is not None
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [script, "-dc-ip", "127.0.0.1", *arguments])
    with impacket_kdc(contoso_kdc):
        runpy.run_path(path, run_name="__main__")
    (written,) = tmp_path.glob("*.ccache")
    assert CCache.loadFile(str(written)).credentials
    assert cache is None or written.name == cache
    assert contoso_kdc.exchanges[-1].error is None

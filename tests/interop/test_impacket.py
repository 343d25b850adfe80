"""impacket's own functions and scripts get TGTs, service tickets and tickets on behalf of users."""

from __future__ import annotations

import runpy
import shutil
import sys
from pathlib import Path

import pytest
from impacket.krb5 import constants, types
from impacket.krb5.ccache import CCache
from impacket.krb5.kerberosv5 import KerberosError, getKerberosTGS, getKerberosTGT

from kdcsim.testing import RunningKdc
from kdcsim.testing.impacket_kdc import impacket_at, impacket_keytab, keys_of
from tests.interop.estate import PASSWORD, REALM, WEB

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
"""impacket leaves sockets open, and what it imports is deprecated."""


def _alice() -> types.Principal:
    return types.Principal("alice", type=constants.PrincipalNameType.NT_PRINCIPAL.value)


@pytest.mark.parametrize("etype", [18, 17, 23])
def test_each_key(contoso_kdc: RunningKdc, etype: int) -> None:
    """A TGT with a key of each etype, and a service ticket with it."""
    key = keys_of(contoso_kdc, "alice")[etype]
    aes, nt = (key, b"") if etype != 23 else (b"", key)
    with impacket_at(contoso_kdc) as host:
        tgt, cipher, _, session = getKerberosTGT(_alice(), "", REALM, b"", nt, aes, host)
        name = types.Principal(WEB, type=constants.PrincipalNameType.NT_SRV_INST.value)
        reply, *_ = getKerberosTGS(name, REALM, host, tgt, cipher, session)
    assert reply
    assert [told.error for told in contoso_kdc.exchanges][-2:] == [None, None]
    assert contoso_kdc.exchanges[-1].ticket_etype == 18


def test_a_wrong_password(contoso_kdc: RunningKdc) -> None:
    """PREAUTH_FAILED (24)."""
    with impacket_at(contoso_kdc) as host, pytest.raises(KerberosError) as refused:
        getKerberosTGT(_alice(), "wrong", REALM, b"", b"", "", host)
    assert refused.value.getErrorCode() == 24


def test_its_keytab_object(contoso_kdc: RunningKdc) -> None:
    """The directory's keys as impacket's own keytab."""
    keytab = impacket_keytab(contoso_kdc, "WEB$")
    assert keytab.getKey(f"{WEB}@{REALM}", 18)["keyvalue"]["data"] == keys_of(contoso_kdc, "WEB$")[18]


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
    with impacket_at(contoso_kdc):
        runpy.run_path(path, run_name="__main__")
    (written,) = tmp_path.glob("*.ccache")
    assert CCache.loadFile(str(written)).credentials
    assert cache is None or written.name == cache
    assert contoso_kdc.exchanges[-1].error is None

"""PACs are what AD's would be: two independent readers read them, and every signature holds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from impacket.krb5 import pac as theirs

from kdcsim.ad.kdc import Kdc
from kdcsim.ad.kdc.opened import pac_in
from kdcsim.ad.kdc.pac import PacKeys, delegated, first_buffers, pac_level, sign, split
from kdcsim.krb5.key import Key
from tests.ad.kdc.asking import START, WEB, a_kdc, inside, tgt, ticket_to
from tests.interop.peers import SYSTEM_PYTHON, missing

KEY = Key(etype=18, value=bytes(32))
TGT_TYPES, SERVICE_TYPES = [1, 10, 12, 17, 18, 6, 7], [1, 10, 12, 6, 7, 16, 19]


def types_in(kdc: Kdc, account: str, ticket: object) -> list[int] | None:
    """The buffer types of the PAC in a ticket."""
    raw, _ = pac_in(inside(kdc, ticket, account).authorization_data or ())  # type: ignore[arg-type]
    return None if raw is None else [kind for kind, _ in split(raw)]


@pytest.mark.parametrize(
    ("os", "update", "in_tgt", "in_service"),
    [
        ("2003", "rtm", [1, 10, 6, 7], [1, 10, 6, 7]),
        ("2008R2", "rtm", [1, 10, 12, 6, 7], [1, 10, 12, 6, 7]),
        ("2022", "rtm", [1, 10, 12, 6, 7], [1, 10, 12, 6, 7, 16]),
        ("2022", "2022-11", TGT_TYPES, SERVICE_TYPES),
        ("2025", "rtm", TGT_TYPES, SERVICE_TYPES),
    ],
)
def test_buffers_by_update_level(os: str, update: str, in_tgt: list[int], in_service: list[int]) -> None:
    """Each buffer from the update on that brought it."""
    kdc = a_kdc(os, update, level="2003" if os == "2003" else "2008")
    from tests.ad.kdc.asking import as_request, opened, told, user_key

    key = user_key(etype=23 if os == "2003" else 18)
    got = opened(told(kdc, as_request(key=key)), key, 3)
    assert types_in(kdc, "krbtgt", got) == in_tgt
    assert types_in(kdc, "WEB$", ticket_to(kdc, got, WEB)) == in_service


@pytest.mark.parametrize(("update", "in_tgt"), [("rtm", None), ("2022-11", TGT_TYPES)])
def test_a_client_that_wants_none(update: str, in_tgt: list[int] | None) -> None:
    """No PAC in service tickets; in the TGT from KB5008380 on, which notes that none is wanted."""
    kdc = a_kdc("2022", update)
    got = tgt(kdc, pac=False)
    assert types_in(kdc, "krbtgt", got) == in_tgt
    assert types_in(kdc, "WEB$", ticket_to(kdc, got, WEB)) is None


def a_pac() -> bytes:
    """A PAC with every buffer there is."""
    kdc = a_kdc()
    alice = kdc.directory.get("alice")
    assert alice is not None
    buffers = first_buffers(kdc, alice, pac_level(kdc.view.generation), START, True)
    return sign(delegated(buffers, WEB, "front@CONTOSO.COM"), PacKeys(KEY, KEY), ticket=b"ticket", full=True)


def test_it_is_deterministic() -> None:
    """The same account and time: the same bytes."""
    assert a_pac() == a_pac()


def test_impacket_reads_it() -> None:
    """KERB_VALIDATION_INFO, names and SIDs come out of an independent NDR reader."""
    buffers = dict(split(a_pac()))
    raw = buffers[1]
    head = theirs.TypeSerialization1(raw)
    fields = raw[len(head) + 4 :]
    info = theirs.KERB_VALIDATION_INFO()
    info.fromString(fields)
    info.fromStringReferents(fields[len(info.getData()) :])
    assert info["EffectiveName"] == "alice" and info["LogonDomainName"] == "CONTOSO"
    assert info["UserId"] >= 1000 and info["PrimaryGroupId"] == 513
    assert info["LogonDomainId"].formatCanonical().startswith("S-1-5-21-")
    assert info["ExtraSids"][0]["Sid"].formatCanonical() == "S-1-18-1"
    upn = theirs.UPN_DNS_INFO_FULL(buffers[12])
    assert upn["UpnLength"] == 2 * len("alice.a@contoso.com") and upn["Flags"] == 2
    client = theirs.PAC_CLIENT_INFO(buffers[10])
    assert client["Name"].decode("utf-16-le") == "alice"


SAMBA = """
import sys
from samba.dcerpc import krb5pac
from samba.ndr import ndr_pack, ndr_unpack
pac = ndr_unpack(krb5pac.PAC_DATA, sys.stdin.buffer.read())
for buffer in pac.buffers:
    if buffer.type == krb5pac.PAC_TYPE_LOGON_INFO:
        base = buffer.info.info.info3.base
        print(base.account_name.string, base.logon_domain.string, base.domain_sid, base.primary_gid)
    elif buffer.type == krb5pac.PAC_TYPE_UPN_DNS_INFO:
        info = buffer.info
        print(info.upn_name, info.dns_domain_name, info.ex.samaccountname, info.ex.objectsid)
    elif buffer.type == krb5pac.PAC_TYPE_CONSTRAINED_DELEGATION:
        info = buffer.info.info
        print(info.proxy_target.string, info.transited_services[0].string)
print(*[b.type for b in pac.buffers])
"""


def test_samba_reads_it() -> None:
    """Samba's own NDR reader, which knows every buffer."""
    have = Path(SYSTEM_PYTHON).exists() and Path(SYSTEM_PYTHON) != Path(sys.executable)
    if not have or subprocess.run([SYSTEM_PYTHON, "-c", "import samba"], capture_output=True, check=False).returncode:
        missing("python3-samba")
    done = subprocess.run([SYSTEM_PYTHON, "-c", SAMBA], input=a_pac(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    logon, upn, delegation, types = done.stdout.decode().splitlines()
    assert logon.startswith("alice CONTOSO S-1-5-21-") and logon.endswith(" 513")
    assert upn.startswith("alice.a@contoso.com CONTOSO.COM alice S-1-5-21-")
    assert delegation == f"{WEB} front@CONTOSO.COM"
    assert types == "1 10 12 17 18 11 6 7 16 19"

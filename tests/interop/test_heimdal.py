"""Heimdal's clients get tickets of every etype, renew them, and change a password."""

from __future__ import annotations

import pytest

from kdcsim.krb5.numbers import ErrorCode
from kdcsim.testing import RunningKdc
from tests.interop.estate import PASSWORD, REALM, WEB
from tests.interop.peers import Said, heimdal, heimdal_environment, run


def logged_on(running: RunningKdc, *options: str, name: str = "alice", password: str = PASSWORD) -> Said:
    """kinit with a password from a file."""
    file = running.directory / "password"
    file.write_text(password)
    command = [*heimdal("kinit.heimdal"), f"--password-file={file}", *options, f"{name}@{REALM}"]
    return run(command, heimdal_environment(running.environment))


def ticket(running: RunningKdc, spn: str) -> Said:
    """kgetcred."""
    return run([*heimdal("kgetcred"), f"{spn}@{REALM}"], heimdal_environment(running.environment))


@pytest.mark.parametrize("etype", [18, 17, 23])
def test_each_etype(contoso_kdc: RunningKdc, etype: int) -> None:
    """A client that offers one etype gets session keys of it, and no other was offered."""
    contoso_kdc.configure(etypes=(etype,))
    said = logged_on(contoso_kdc)
    assert said.ok, said.text
    assert ticket(contoso_kdc, WEB).ok
    logon = next(told for told in contoso_kdc.exchanges if told.issued)
    assert (logon.requested, logon.reply_etype, logon.session_etype) == ((etype,), etype, etype)
    assert contoso_kdc.exchanges[-1].session_etype == etype


def test_tcp_alone(contoso_kdc: RunningKdc) -> None:
    """Heimdal over TCP: nothing that it asks comes as a datagram, or a long reply would have been refused with 52."""
    text = contoso_kdc.configure().read_text().replace("kdc = 127.", "kdc = tcp/127.")
    contoso_kdc.krb5_conf.write_text(text)
    assert logged_on(contoso_kdc).ok
    assert ticket(contoso_kdc, WEB).ok
    assert [told.error for told in contoso_kdc.exchanges] == [25, None, None]


def test_a_wrong_password(contoso_kdc: RunningKdc) -> None:
    """PREAUTH_FAILED."""
    assert not logged_on(contoso_kdc, password="wrong").ok
    assert contoso_kdc.exchanges[-1].error == ErrorCode.KDC_ERR_PREAUTH_FAILED


def test_renewal(contoso_kdc: RunningKdc) -> None:
    """A renewable ticket is renewed; one that is not, is not."""
    assert logged_on(contoso_kdc, "--renewable").ok
    renew = [*heimdal("kinit.heimdal"), "--renew"]
    said = run(renew, heimdal_environment(contoso_kdc.environment))
    assert said.ok, said.text
    assert contoso_kdc.exchanges[-1].kind == "TGS" and contoso_kdc.exchanges[-1].issued
    assert logged_on(contoso_kdc).ok
    assert not run(renew, heimdal_environment(contoso_kdc.environment)).ok
    assert contoso_kdc.exchanges[-1].error == ErrorCode.KDC_ERR_BADOPTION


def test_kpasswd(contoso_kdc: RunningKdc) -> None:
    """A changed password is the one that counts from then on."""
    typed = f"{PASSWORD}\nN3w-secret\nN3w-secret\n"
    command = [*heimdal("kpasswd.heimdal"), f"bob@{REALM}"]
    # with a terminal it would ask there
    said = run(["setsid", "-w", *command], heimdal_environment(contoso_kdc.environment), typed=typed)
    assert said.ok, said.text
    assert (contoso_kdc.exchanges[-1].kind, contoso_kdc.exchanges[-1].result) == ("KPASSWD", 0)
    assert not logged_on(contoso_kdc, name="bob").ok
    assert logged_on(contoso_kdc, name="bob", password="N3w-secret").ok


def test_enterprise_names(contoso_kdc: RunningKdc) -> None:
    """``--enterprise`` with a UPN."""
    file = contoso_kdc.directory / "password"
    file.write_text(PASSWORD)
    command = [*heimdal("kinit.heimdal"), f"--password-file={file}", "--enterprise", "alice.a@contoso.com"]
    said = run(command, heimdal_environment(contoso_kdc.environment))
    assert said.ok, said.text
    account = contoso_kdc.exchanges[-1].client_account
    assert account is not None and account.name == "alice"

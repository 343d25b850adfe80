"""MIT krb5's own programs get tickets, and the right errors where there are none to get."""

from __future__ import annotations

import pytest

from kdcsim.krb5.numbers import ErrorCode
from kdcsim.testing import RunningKdc, kdc
from tests.interop.estate import PASSWORD, WEB, contoso
from tests.interop.peers import Said, program, run

ETYPES = [(18, "aes256-cts-hmac-sha1-96"), (17, "aes128-cts-hmac-sha1-96"), (23, "arcfour-hmac")]


def mit(running: RunningKdc, *command: str, typed: str = "") -> Said:
    """Run one of MIT's programs."""
    return run((program(command[0], "MIT krb5 (krb5-user)"), *command[1:]), running.environment, typed=typed)


def logged_on(running: RunningKdc, *options: str, name: str = "alice", password: str = PASSWORD) -> Said:
    """kinit with a password."""
    return mit(running, "kinit", *options, name, typed=f"{password}\n")


@pytest.mark.parametrize(("etype", "name"), ETYPES)
def test_each_etype(contoso_kdc: RunningKdc, etype: int, name: str) -> None:
    """A client that offers one etype gets session keys of it, and a ticket that the service opens."""
    contoso_kdc.configure(etypes=(etype,))
    assert logged_on(contoso_kdc).ok
    assert mit(contoso_kdc, "kvno", WEB).ok
    listed = mit(contoso_kdc, "klist", "-e").text
    assert listed.count(name) >= 2, listed
    contoso_kdc.configure()
    valid = mit(contoso_kdc, "kvno", "-k", str(contoso_kdc.keytab("WEB$")), WEB)
    assert "keytab entry valid" in valid.text


def test_tcp_alone(contoso_kdc: RunningKdc) -> None:
    """The same port answers over TCP."""
    contoso_kdc.configure(tcp=True)
    assert logged_on(contoso_kdc).ok
    assert mit(contoso_kdc, "kvno", WEB).ok


def test_a_reply_too_big_for_udp_comes_over_tcp(contoso_kdc: RunningKdc) -> None:
    """KRB_ERR_RESPONSE_TOO_BIG sends the client to TCP with the same authenticator."""
    assert logged_on(contoso_kdc).ok
    assert any(len(told.reply) > 1465 for told in contoso_kdc.exchanges)


@pytest.mark.parametrize(
    ("name", "password", "code", "words"),
    [
        ("alice", "wrong", ErrorCode.KDC_ERR_PREAUTH_FAILED, "Password incorrect"),
        ("nobody", PASSWORD, ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN, "not found in Kerberos database"),
        ("gone", PASSWORD, ErrorCode.KDC_ERR_CLIENT_REVOKED, "revoked"),
    ],
)
def test_refusals(contoso_kdc: RunningKdc, name: str, password: str, code: ErrorCode, words: str) -> None:
    """The client understands why it is refused."""
    said = logged_on(contoso_kdc, name=name, password=password)
    assert not said.ok and words in said.text
    assert contoso_kdc.exchanges[-1].error == code


def test_an_unknown_service(contoso_kdc: RunningKdc) -> None:
    """S_PRINCIPAL_UNKNOWN."""
    assert logged_on(contoso_kdc).ok
    said = mit(contoso_kdc, "kvno", "HTTP/nowhere.contoso.com")
    assert not said.ok and "not found in Kerberos database" in said.text


def test_no_common_etype() -> None:
    """A July 2026 DC gives no RC4 ticket for an account that does not ask for it."""
    with kdc(contoso("2022", "2026-07"), seed=7) as running:
        running.configure(etypes=(23,))
        logged_on(running)
        mit(running, "kvno", "HTTP/aes")
        assert running.exchanges[-1].error == ErrorCode.KDC_ERR_ETYPE_NOSUPP


def test_renewable_forwardable_proxiable(contoso_kdc: RunningKdc) -> None:
    """What is asked for is granted, and a ticket is renewed."""
    assert logged_on(contoso_kdc, "-f", "-p", "-r", "5d").ok
    assert "Flags: FPRIA" in mit(contoso_kdc, "klist", "-f").text
    assert mit(contoso_kdc, "kinit", "-R").ok
    assert "Flags: FPRA" in mit(contoso_kdc, "klist", "-f").text


def test_a_short_ticket_is_not_renewable(contoso_kdc: RunningKdc) -> None:
    """A renewable ticket that nobody asked for would be refused by MIT's client."""
    assert logged_on(contoso_kdc, "-l", "1h").ok
    assert "renew until" not in mit(contoso_kdc, "klist", "-f").text


def test_canonical_and_enterprise_names(contoso_kdc: RunningKdc) -> None:
    """The UPN leads to the account, and the ticket names the account."""
    assert logged_on(contoso_kdc, "-C", name="ALICE").ok
    assert "Default principal: alice@CONTOSO.COM" in mit(contoso_kdc, "klist").text
    assert logged_on(contoso_kdc, "-E", name="alice.a@contoso.com").ok
    assert "Default principal: alice@CONTOSO.COM" in mit(contoso_kdc, "klist").text


def test_a_client_without_preauthentication(contoso_kdc: RunningKdc) -> None:
    """An account that need not prove itself gets its reply at once."""
    assert logged_on(contoso_kdc, name="open").ok
    assert {told.error for told in contoso_kdc.exchanges} <= {None, ErrorCode.KRB_ERR_RESPONSE_TOO_BIG}


def test_kpasswd(contoso_kdc: RunningKdc) -> None:
    """A password change takes effect in the world that is served."""
    said = mit(contoso_kdc, "kpasswd", "bob", typed=f"{PASSWORD}\nN3w-secret\nN3w-secret\n")
    assert said.ok, said.text
    told = contoso_kdc.exchanges[-1]
    assert (told.kind, told.client_name, told.result, told.error) == ("KPASSWD", "bob", 0, None)
    assert not logged_on(contoso_kdc, name="bob").ok
    assert logged_on(contoso_kdc, name="bob", password="N3w-secret").ok


def test_user_to_user(contoso_kdc: RunningKdc) -> None:
    """A ticket sealed with the session key of the service's own TGT."""
    assert logged_on(contoso_kdc).ok
    cache = contoso_kdc.directory / "ccache"
    said = mit(contoso_kdc, "kvno", "--u2u", f"FILE:{cache}", "alice")
    assert said.ok, said.text


def test_s4u2self_and_proxy(contoso_kdc: RunningKdc) -> None:
    """A service trusted for it acts for a user towards the one service that it may."""
    keytab = contoso_kdc.keytab("front")
    assert mit(contoso_kdc, "kinit", "-f", "-k", "-t", str(keytab), "front").ok
    own = mit(contoso_kdc, "kvno", "-U", "alice", "front")
    assert own.ok, own.text
    there = mit(contoso_kdc, "kvno", "-k", str(keytab), "-U", "alice", "-P", "HTTP/back.contoso.com")
    assert there.ok, there.text
    other = mit(contoso_kdc, "kvno", "-U", "alice", "-P", WEB)
    assert not other.ok
    assert contoso_kdc.exchanges[-1].error == ErrorCode.KDC_ERR_BADOPTION
    sensitive = mit(contoso_kdc, "kvno", "-U", "secret", "-P", "HTTP/back.contoso.com")
    assert not sensitive.ok


def test_a_postdated_ticket() -> None:
    """A KDC with the quirk issues it dormant, and the client has it validated; Windows refuses (MS-KILE 3.1.5.4)."""
    with kdc(contoso("2022", "2022-11"), quirks=("postdates",)) as running:
        assert logged_on(running, "-s", "30s").ok
        assert "i" in mit(running, "klist", "-f").text.rpartition("Flags: ")[2]
        assert not mit(running, "kvno", WEB).ok
        assert mit(running, "kinit", "-v").ok
        assert "i" not in mit(running, "klist", "-f").text.rpartition("Flags: ")[2]
        assert mit(running, "kvno", WEB).ok
    with kdc(contoso("2022", "2022-11")) as running:
        assert not logged_on(running, "-s", "30s").ok
        assert running.exchanges[-1].error == ErrorCode.KDC_ERR_CANNOT_POSTDATE

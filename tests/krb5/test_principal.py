"""Names are read and written without loss."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdcsim.krb5.numbers import NameType
from kdcsim.krb5.principal import SPN, Principal, PrincipalName, krbtgt

TEXT = st.text(alphabet="aB.$\\/@ é", min_size=1, max_size=6)


@given(components=st.lists(TEXT, min_size=1, max_size=3), realm=TEXT)
def test_principals_survive(components: list[str], realm: str) -> None:
    """Whatever is in a name, its text is read back as the same name."""
    name = PrincipalName(components=tuple(components))
    assert PrincipalName.parse(str(name)) == name
    principal = Principal(name=name, realm=realm)
    assert Principal.parse(str(principal)) == principal


@pytest.mark.parametrize(
    ("text", "components", "realm"),
    [
        ("alice@CORP.EXAMPLE", ("alice",), "CORP.EXAMPLE"),
        ("HTTP/web.corp.example@CORP.EXAMPLE", ("HTTP", "web.corp.example"), "CORP.EXAMPLE"),
        (r"alice\@mail.example@CORP.EXAMPLE", ("alice@mail.example",), "CORP.EXAMPLE"),
        (r"a\/b\\c@R", ("a/b\\c",), "R"),
        ("a@/C=DE/O=R", ("a",), "/C=DE/O=R"),
        ("a//b@R", ("a", "", "b"), "R"),
    ],
)
def test_principals_are_read(text: str, components: tuple[str, ...], realm: str) -> None:
    """Slashes part components, the first @ begins the realm, a backslash takes either at its word."""
    principal = Principal.parse(text)
    assert (principal.name.components, principal.realm) == (components, realm)


def test_a_realm_may_be_given() -> None:
    """A name without a realm takes the default, and is nobody without one."""
    assert str(Principal.parse("alice", default_realm="R")) == "alice@R"
    assert str(Principal.parse("alice@S", default_realm="R")) == "alice@S"


@pytest.mark.parametrize("text", ["alice", "alice@", "@R", "", "a@b@c"])
def test_what_is_no_principal_is_refused(text: str) -> None:
    """A principal has a name and a realm, once each."""
    with pytest.raises(ValueError):
        Principal.parse(text)


def test_a_name_alone_has_no_realm() -> None:
    """PrincipalName does not swallow a realm."""
    with pytest.raises(ValueError, match="has a realm"):
        PrincipalName.parse("alice@R")


def test_the_ticket_granting_service_has_a_name() -> None:
    """RFC 4120 section 7.3: krbtgt/REALM, of type SRV-INST."""
    assert krbtgt("R") == PrincipalName(name_type=NameType.SRV_INST, components=("krbtgt", "R"))


@pytest.mark.parametrize(
    ("text", "spn"),
    [
        ("HTTP/web", SPN(service_class="HTTP", host="web")),
        ("MSSQLSvc/db.corp:1433", SPN(service_class="MSSQLSvc", host="db.corp", port="1433")),
        ("MSSQLSvc/db.corp:PAYROLL", SPN(service_class="MSSQLSvc", host="db.corp", port="PAYROLL")),
        ("ldap/dc1.corp/corp", SPN(service_class="ldap", host="dc1.corp", service_name="corp")),
        ("ldap/dc1:3268/corp", SPN(service_class="ldap", host="dc1", port="3268", service_name="corp")),
        ("HTTP/[fe80::1]:80", SPN(service_class="HTTP", host="[fe80::1]", port="80")),
    ],
)
def test_spns_survive(text: str, spn: SPN) -> None:
    """class/host[:port][/name] is read into its parts and written back."""
    assert SPN.parse(text) == spn
    assert str(spn) == text
    assert "/".join(spn.name.components) == text


@pytest.mark.parametrize("text", ["HTTP", "HTTP/", "/web", "a/b/c/d", "HTTP/web@R", "HTTP/:80", "HTTP/web:", "a//c"])
def test_what_is_no_spn_is_refused(text: str) -> None:
    """An SPN has a class and a host, and no realm."""
    with pytest.raises(ValueError):
        SPN.parse(text)


def test_spns_ignore_case() -> None:
    """Active Directory finds an SPN whatever its case, but keeps it as written."""
    spn = SPN.parse("HTTP/Web.Corp.Example")
    assert spn.same_as("http/web.corp.example")
    assert spn.same_as(SPN.parse("http/WEB.corp.example"))
    assert not spn.same_as("http/web")
    assert str(spn) == "HTTP/Web.Corp.Example"

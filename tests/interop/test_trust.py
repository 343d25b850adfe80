"""A real client follows a referral from one domain of a world into another."""

from __future__ import annotations

from kdcsim.testing import kdc
from tests.ad.kdc.asking import FAR_WEB, PASSWORD, estate
from tests.interop.peers import program, run


def test_mit_crosses_the_trust() -> None:
    """A TGT of contoso.com, a referral, and a ticket of fabrikam.com that opens with the service's key there."""
    with kdc(estate()) as running:
        kinit = run([program("kinit", "MIT krb5"), "alice"], running.environment, typed=f"{PASSWORD}\n")
        assert kinit.ok, kinit.text
        keytab = running.keytabs["directory-fabrikam.com"]
        said = run([program("kvno", "MIT krb5"), "-k", str(keytab), FAR_WEB], running.environment)
        assert "keytab entry valid" in said.text, said.text
        assert {told.dc for told in running.exchanges} == {"DC-1", "DC-2"}


def test_a_referral_that_is_asked_for_by_realm() -> None:
    """``kvno HTTP/web.fabrikam.com@`` leaves the realm open, and the KDC names it."""
    with kdc(estate()) as running:
        text = running.krb5_conf.read_text()
        running.krb5_conf.write_text(text[: text.index("[domain_realm]")])
        assert run([program("kinit", "MIT krb5"), "alice"], running.environment, typed=f"{PASSWORD}\n").ok
        said = run([program("kvno", "MIT krb5"), f"{FAR_WEB}@"], running.environment)
        assert said.ok, said.text

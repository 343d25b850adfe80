"""Java's Krb5LoginModule and JGSS: log on, get a ticket, accept it with a keytab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from kdcsim.krb5.files.keytab import KeytabEntry, decode_keytab, encode_keytab
from kdcsim.krb5.key import Key
from kdcsim.testing import RunningKdc, kdc
from tests.interop.actors import classes
from tests.interop.estate import PASSWORD, REALM, WEB
from tests.interop.peers import Said, program, run


def login(running: RunningKdc, keytab: Path, *, secret: str = PASSWORD, spn: str = WEB, user: str = "alice") -> Said:
    """Run it."""
    kind, _, host = spn.partition("/")
    options = [f"-Djava.security.krb5.conf={running.krb5_conf}", "-Djavax.security.auth.useSubjectCredsOnly=true"]
    arguments = [user, secret, f"{kind}@{host}", str(keytab), f"{spn}@{REALM}"]
    command = [program("java", "a JDK"), *options, "-cp", str(classes()), "Login", *arguments]
    return run(command, running.environment)


@pytest.mark.parametrize(
    ("etype", "service", "spn"), [(18, "AES$", "HTTP/aes"), (17, "A128$", "HTTP/a128"), (23, "RC4$", "HTTP/rc4")]
)
def test_each_etype(contoso_kdc: RunningKdc, etype: int, service: str, spn: str) -> None:
    """A client that offers one etype alone is logged on with it, gets a ticket of it, and is accepted."""
    contoso_kdc.configure(etypes=(etype,))
    said = login(contoso_kdc, contoso_kdc.keytab(service), spn=spn)
    assert "ACCEPTED alice@CONTOSO.COM" in said.text, said.text
    logon = next(told for told in contoso_kdc.exchanges if told.kind == "AS" and told.issued)
    ticket = contoso_kdc.exchanges[-1]
    assert logon.requested == ticket.requested == (etype,)
    assert (logon.preauth_etype, logon.reply_etype) == (etype, etype)
    assert (ticket.ticket_etype, ticket.session_etype) == (etype, etype)


@pytest.mark.parametrize(
    ("holder", "words"), [("LocalSystem", "ACCEPTED SERVER-1$@CONTOSO.COM"), ("NetworkService", "Checksum failed")]
)
def test_the_story_of_exchange(holder: str, words: str) -> None:
    """Java's acceptor opens the AES ticket with LocalSystem's keys, and not with NetworkService's."""
    with kdc("exchange-2007", branch="S3", dcs=("DC-2008",)) as running:
        machine = running.keytabs["SERVER-1-LocalSystem"]
        hub = running.keytabs[f"HUB-1-{holder}"]
        said = login(running, hub, secret=f"keytab:{machine}", spn="host/hub-1.contoso.com", user="SERVER-1$")
        assert "TICKET" in said.text and words in said.text, said.text
        assert running.exchanges[-1].ticket_etype == 18


def test_a_wrong_password(contoso_kdc: RunningKdc) -> None:
    """Java says so."""
    said = login(contoso_kdc, contoso_kdc.keytab("WEB$"), secret="wrong")
    assert "TICKET" not in said.text and contoso_kdc.exchanges[-1].error == 24


def test_another_services_keytab(contoso_kdc: RunningKdc) -> None:
    """A key under the right name and from the wrong account does not open the ticket."""
    right = decode_keytab(contoso_kdc.keytab("WEB$").read_bytes())
    wrong = {e.key.etype: e.key for e in decode_keytab(contoso_kdc.keytab("AES$").read_bytes())}
    swapped = contoso_kdc.directory / "swapped.keytab"
    swapped.write_bytes(encode_keytab(_with_key(entry, wrong) for entry in right))
    said = login(contoso_kdc, swapped)
    assert "TICKET" in said.text and "Checksum failed" in said.text, said.text


def _with_key(entry: KeytabEntry, keys: Mapping[int, Key]) -> KeytabEntry:
    return replace(entry, key=keys[entry.key.etype])

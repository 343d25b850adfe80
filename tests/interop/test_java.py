"""Java's Krb5LoginModule and JGSS: log on, get a ticket, accept it with a keytab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from kdcsim.krb5.files.keytab import KeytabEntry, decode_keytab, encode_keytab
from kdcsim.krb5.key import Key
from kdcsim.testing import RunningKdc
from tests.interop.estate import PASSWORD, REALM, WEB
from tests.interop.peers import Said, program, run

SOURCE = Path(__file__).parent / "java" / "Login.java"


@pytest.fixture(scope="session")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiled program."""
    to = tmp_path_factory.mktemp("java")
    said = run([program("javac", "a JDK"), "-d", str(to), str(SOURCE)], {"KRB5_CONFIG": "/dev/null"}, seconds=120)
    assert said.ok, said.text
    return to


def login(running: RunningKdc, classes: Path, keytab: Path, *, password: str = PASSWORD, spn: str = WEB) -> Said:
    """Run it."""
    kind, _, host = spn.partition("/")
    options = [f"-Djava.security.krb5.conf={running.krb5_conf}", "-Djavax.security.auth.useSubjectCredsOnly=true"]
    arguments = ["alice", password, f"{kind}@{host}", str(keytab), f"{spn}@{REALM}"]
    command = [program("java", "a JDK"), *options, "-cp", str(classes), "Login", *arguments]
    return run(command, running.environment)


@pytest.mark.parametrize("etype", [18, 17, 23])
def test_each_etype(contoso_kdc: RunningKdc, classes: Path, etype: int) -> None:
    """A client that offers one etype is logged on and accepted."""
    contoso_kdc.configure(etypes=(18, 17, 23) if etype == 18 else (etype, 18))
    said = login(contoso_kdc, classes, contoso_kdc.keytab("WEB$"))
    assert "ACCEPTED alice@CONTOSO.COM" in said.text, said.text


def test_a_wrong_password(contoso_kdc: RunningKdc, classes: Path) -> None:
    """Java says so."""
    said = login(contoso_kdc, classes, contoso_kdc.keytab("WEB$"), password="wrong")
    assert "TICKET" not in said.text and contoso_kdc.exchanges[-1].error == 24


def test_another_services_keytab(contoso_kdc: RunningKdc, classes: Path) -> None:
    """A key under the right name and from the wrong account does not open the ticket."""
    right = decode_keytab(contoso_kdc.keytab("WEB$").read_bytes())
    wrong = {e.key.etype: e.key for e in decode_keytab(contoso_kdc.keytab("AES$").read_bytes())}
    swapped = contoso_kdc.directory / "swapped.keytab"
    swapped.write_bytes(encode_keytab(_with_key(entry, wrong) for entry in right))
    said = login(contoso_kdc, classes, swapped)
    assert "TICKET" in said.text and "Checksum failed" in said.text, said.text


def _with_key(entry: KeytabEntry, keys: Mapping[int, Key]) -> KeytabEntry:
    return replace(entry, key=keys[entry.key.etype])

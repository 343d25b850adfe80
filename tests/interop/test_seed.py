"""The seed's failure on real software: one ticket, two keytabs of one machine account, and only one opens it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kdcsim.entrypoints.cli.app import app
from kdcsim.testing import RunningKdc, kdc
from tests.interop.peers import module, program, run

HUB = "host/hub-1.contoso.com@CONTOSO.COM"
ACCEPT = Path(__file__).parent / "accept.py"


@pytest.fixture
def exchange() -> Iterator[RunningKdc]:
    """The Exchange story in its failing branch, as the 2008 DC serves it."""
    with kdc("exchange-2007", branch="S3", dcs=("DC-2008",)) as running:
        machine = running.keytabs["SERVER-1-LocalSystem"]
        said = run([program("kinit", "MIT krb5"), "-k", "-t", str(machine), "SERVER-1$"], running.environment)
        assert said.ok, said.text
        yield running


@pytest.mark.parametrize(
    ("holder", "outcome"),
    [
        ("HUB-1-LocalSystem", "OK SERVER-1$@CONTOSO.COM"),
        ("HUB-1-NetworkService", "FAILED 31"),
        ("directory-contoso.com", "OK SERVER-1$@CONTOSO.COM"),
    ],
)
def test_gssapi(exchange: RunningKdc, holder: str, outcome: str) -> None:
    """LocalSystem's keys open the ticket; NetworkService's give "Decrypt integrity check failed" (31)."""
    module("gssapi")
    environment = {**exchange.environment, "KRB5_KTNAME": f"FILE:{exchange.keytabs[holder]}"}
    said = run([sys.executable, str(ACCEPT), HUB], environment)
    assert said.text.startswith(outcome), said.text
    assert exchange.exchanges[-1].ticket_etype == 18


@pytest.mark.parametrize(("holder", "words"), [("HUB-1-LocalSystem", "valid"), ("HUB-1-NetworkService", "invalid")])
def test_kvno(exchange: RunningKdc, holder: str, words: str) -> None:
    """MIT's kvno tries a keytab on the ticket."""
    command = [program("kvno", "MIT krb5"), "-k", str(exchange.keytabs[holder]), HUB]
    assert f"keytab entry {words}" in run(command, exchange.environment).text


@pytest.fixture(scope="module")
def captured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The failing branch as a capture."""
    to = tmp_path_factory.mktemp("capture")
    done = CliRunner().invoke(app, ["capture", "exchange-2007", "--branch", "S3", "-o", str(to)])
    assert done.exit_code == 0, done.output
    return to


@pytest.mark.parametrize(
    ("holder", "opens"),
    [("directory-contoso.com", True), ("HUB-1-LocalSystem", True), ("HUB-1-NetworkService", False)],
)
def test_tshark(captured: Path, holder: str, opens: bool) -> None:
    """Wireshark opens the AES ticket with the directory's keys and not with NetworkService's."""
    command = [program("tshark", "tshark"), "-r", str(captured / "story.pcap"), "-o", "kerberos.decrypt:TRUE"]
    command += ["-o", f"kerberos.file:{captured / 'keytabs' / holder}.keytab", "-V"]
    said = run(command, {"KRB5_CONFIG": "/dev/null", "PATH": "/usr/bin:/bin", "HOME": str(captured)}).text
    assert ("Decrypted keytype 18 usage 2" in said) is opens
    assert opens or "Missing keytype 18 usage 2" in said
    assert "Malformed" not in said


def test_the_capture_holds_it_all(captured: Path) -> None:
    """Caches per logon session and events per machine lie beside it."""
    assert (captured / "ccaches" / "SERVER-1-LocalSystem.ccache").stat().st_mode & 0o077 == 0
    assert "4625" in (captured / "events" / "hub-1.contoso.com.xml").read_text()

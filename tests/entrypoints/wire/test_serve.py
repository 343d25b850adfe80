"""The verbs serve and exec: real processes, stopped by signals, with private files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.kdc_load import ask
from kdcsim.ad.kdc import Quirk
from kdcsim.entrypoints.cli.app import app
from kdcsim.krb5.files.keytab import decode_keytab
from kdcsim.krb5.messages import KrbError, decode
from tests.ad.kdc.asking import PASSWORD, REALM, as_request
from tests.interop.peers import ROOT, program, run

PORT = 21000 + os.getpid() % 20000


@contextmanager
def serving(*options: str) -> Iterator[subprocess.Popen[str]]:
    """``kdcsim serve exchange-2007`` in a process of its own."""
    command = [sys.executable, "-m", "kdcsim", "serve", "exchange-2007", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def _until_answering(process: subprocess.Popen[str]) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if "DC-2008 answers" in line:
            return
    pytest.fail("it did not start")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_stops_cleanly(number: signal.Signals, tmp_path: Path) -> None:
    """It tells the krb5.conf to use, answers on two ports, writes a line for each exchange, and ends with 0."""
    options = ("--listen", f"127.0.0.1:{PORT}", "--log", "json", "--write-config", str(tmp_path / "config"))
    with serving(*options) as process:
        _until_answering(process)
        for port in (PORT, PORT + 1):
            error = decode(KrbError, ask(port, as_request("SERVER-1$", stamp=0)))
            assert error.error_code == 25
        time.sleep(0.2)
        process.send_signal(number)
        out, _ = process.communicate(timeout=20)
        assert process.returncode == 0
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["dc"] for line in lines] == ["DC-2003", "DC-2008"]
    assert lines[0]["error"]["name"] == "KDC_ERR_PREAUTH_REQUIRED" and lines[0]["decisions"][0]["rule"]


def test_the_files_are_private(tmp_path: Path) -> None:
    """krb5.conf and keytabs are for their owner alone, and the keytabs can be read."""
    to = tmp_path / "config"
    with serving("--listen", f"127.0.0.1:{PORT + 10}", "--write-config", str(to)) as process:
        _until_answering(process)
        for _ in range(100):
            if (to / "krb5.conf").exists():
                break
            time.sleep(0.05)
        assert f"kdc = 127.0.0.1:{PORT + 10}" in (to / "krb5.conf").read_text()
        assert not any(path.stat().st_mode & 0o077 for path in (to, *to.rglob("*")))
        process.terminate()
        process.communicate(timeout=20)
    keytabs = sorted((to / "keytabs").glob("*.keytab"))
    assert len(keytabs) == 5 and all(decode_keytab(path.read_bytes()) for path in keytabs)


CROWD = """
import signal, sys, threading
from pathlib import Path
from kdcsim.entrypoints.wire.config_directory import write_config
from kdcsim.entrypoints.wire.server import Server
from kdcsim.entrypoints.wire.workers import Workers
from kdcsim.world.found import found
from tests.interop.estate import contoso

stopped = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stopped.set())
crowd = Workers(server=Server(world=found(contoso(), 7)), count=3)
crowd.start()
write_config(crowd.server, Path(sys.argv[1]))
print("ready", flush=True)
crowd.relay(stopped.is_set)
crowd.stop()
"""


def test_workers_share_a_changed_password(tmp_path: Path) -> None:
    """A password changed at one worker is known to all; they end with their parent."""
    command = [sys.executable, "-c", CROWD, str(tmp_path / "config")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        conf = str(tmp_path / "config" / "krb5.conf")
        environment = {**os.environ, "KRB5_CONFIG": conf, "KRB5CCNAME": f"FILE:{tmp_path / 'cc'}"}
        typed = f"{PASSWORD}\nN3w-secret\nN3w-secret\n"
        kpasswd = run([program("kpasswd", "MIT krb5"), "bob"], environment, typed=typed)
        assert kpasswd.ok, kpasswd.text
        time.sleep(0.5)
        for _ in range(9):
            assert run([program("kinit", "MIT krb5"), "bob"], environment, typed="N3w-secret\n").ok
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_only_loopback() -> None:
    """Another address has to be asked for."""
    done = CliRunner().invoke(app, ["serve", "exchange-2007", "--listen", "0.0.0.0:0"])
    assert done.exit_code == 2 and "loopback" in done.output


def test_quirks_are_listed_and_known() -> None:
    """``--quirk list`` names every misbehaviour; a name that does not exist is refused with the nearest."""
    listed = CliRunner().invoke(app, ["serve", "exchange-2007", "--quirk", "list"]).output
    assert all(quirk.value in listed for quirk in Quirk)
    done = CliRunner().invoke(app, ["serve", "exchange-2007", "--quirk", "tag-27"])
    assert done.exit_code == 2 and "tag-26" in done.output


def test_exec_has_the_storys_clock() -> None:
    """A command sees the KDC, its own files, and the year of the story where faketime is installed."""
    program("faketime", "faketime")
    script = (
        'date +%Y; kinit -k "SERVER-1$" && kvno -q ldap/dc-2008.contoso.com && echo got; echo $KDCSIM_REALM; exit 7'
    )
    command = [sys.executable, "-m", "kdcsim", "exec", "exchange-2007", "--", "sh", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 7, done.stderr
    assert done.stdout.split() == ["2012", "got", REALM]

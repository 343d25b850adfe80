"""The verbs serve and exec: real processes, stopped by signals, with private files."""

from __future__ import annotations

import contextlib
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
from kdcsim.entrypoints.wire.listener import bind
from kdcsim.entrypoints.wire.server import Server
from kdcsim.krb5.files.keytab import decode_keytab
from kdcsim.krb5.messages import KrbError, decode
from kdcsim.world.found import found
from tests.ad.kdc.asking import PASSWORD, REALM, as_request
from tests.interop.estate import contoso
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


def children(process: int) -> list[int]:
    """The processes that a process has made."""
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def test_workers_end_with_their_parent() -> None:
    """However it went: nobody holds the port any more."""
    port = PORT + 20
    with serving("--listen", f"127.0.0.1:{port}", "--workers", "2", "--dc", "DC-2008") as process:
        _until_answering(process)
        assert decode(KrbError, ask(port, as_request("SERVER-1$", stamp=0))).error_code == 25
        process.kill()
        process.wait(timeout=20)
        for _ in range(100):
            with contextlib.suppress(OSError):
                bind("127.0.0.1", port).close()
                return
            time.sleep(0.05)
    pytest.fail("the port is still taken")


def test_a_worker_that_falls_is_told() -> None:
    """The service ends, not with 0, and says why."""
    with serving("--listen", f"127.0.0.1:{PORT + 30}", "--workers", "2", "--dc", "DC-2008") as process:
        _until_answering(process)
        os.kill(children(process.pid)[0], signal.SIGKILL)
        _, said = process.communicate(timeout=20)
        assert process.returncode == 1 and "ended by signal 9" in said, said


def test_a_log_that_nobody_reads_costs_no_answer() -> None:
    """``| head -1``: the KDC answers on, and says once that nobody reads."""
    port = PORT + 40
    with serving("--listen", f"127.0.0.1:{port}", "--log", "json", "--dc", "DC-2008") as process:
        _until_answering(process)
        assert process.stdout is not None and process.stderr is not None
        ask(port, as_request("SERVER-1$", stamp=0))
        assert json.loads(process.stdout.readline())["kind"] == "AS"
        process.stdout.close()
        for _ in range(3):
            assert decode(KrbError, ask(port, as_request("SERVER-1$", stamp=0))).error_code == 25
        process.terminate()
        said = process.stderr.read()
        assert process.wait(timeout=20) == 0
    assert said.count("nobody reads the log") == 1 and "Traceback" not in said


def test_json_stands_alone_on_stdout() -> None:
    """The krb5.conf that is shown goes to stderr then."""
    with serving("--listen", f"127.0.0.1:{PORT + 50}", "--log", "json") as process:
        _until_answering(process)
        ask(PORT + 50, as_request("SERVER-1$", stamp=0))
        process.terminate()
        assert process.stdout is not None and process.stderr is not None
        said, out = process.stderr.read(), process.stdout.read()
    assert [json.loads(line)["kind"] for line in out.splitlines()] == ["AS"]
    assert "[libdefaults]" in said


def test_what_it_says_can_be_typed(tmp_path: Path) -> None:
    """It names the accounts, and prints lines that log on as one: from any directory, spaces and all."""
    program("kinit", "MIT krb5")
    command = [sys.executable, "-m", "kdcsim", "serve", "clock-skew", "--listen", "127.0.0.1:0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    told: list[str] = []
    with subprocess.Popen(
        [*command, "--write-config", "my config"], stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=environment
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            told.append(line.strip())
            if line.startswith("kinit"):
                break
        script = "\n".join([*(line for line in told if line.startswith(("export ", "kinit "))), "klist"])
        cache = {"KRB5CCNAME": f"FILE:{tmp_path / 'cc'}", "PATH": os.environ["PATH"], "KRB5_CONFIG": "/dev/null"}
        said = run(["sh", "-e", "-c", script], cache)
        process.terminate()
    assert said.ok and "Default principal" in said.text, said.text
    assert any(line.startswith("accounts of ") for line in told)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--listen", "[::1]:8899"), "not an IPv4 address"),
        (("--listen", "dc.example:8899"), "not an IPv4 address"),
        (("--listen", "127.0.0.1:65535"), "the last is 65535"),
        (("--listen", "nowhere"), "not HOST:PORT"),
        (("--dc", "NOPE"), "there are: DC-2003, DC-2008"),
        (("--listen", "127.0.0.1:0", "--write-config", "/dev/null"), "cannot be made"),
        (("--listen", "127.0.0.1:0", "--write-config", "/dev/null/x"), "cannot be made"),
    ],
)
def test_what_cannot_be_used_is_told(options: tuple[str, ...], words: str) -> None:
    """Bad input is 2 and a sentence, not a bug of ours."""
    done = CliRunner().invoke(app, ["serve", "exchange-2007", *options])
    assert done.exit_code == 2 and words in done.output, done.output


def test_a_port_that_is_taken_is_named() -> None:
    """It is the second DC's; the way out is told, and the first DC's port is free again."""
    first = bind("127.0.0.1", 0)
    port = first.address[1]
    done = CliRunner().invoke(app, ["serve", "exchange-2007", "--listen", f"127.0.0.1:{port - 1}"])
    assert done.exit_code == 2, done.output
    assert f"127.0.0.1:{port} cannot be had for DC-2008" in done.output and "port 0" in done.output
    first.close()
    bind("127.0.0.1", port - 1).close()


def test_localhost_is_known_without_a_look_up() -> None:
    """It is 127.0.0.1, and is loopback."""
    assert Server(world=found(contoso(), 7), host="localhost").host == "127.0.0.1"


def test_every_address_is_none_to_connect_to() -> None:
    """Who listens on 0.0.0.0 is reached at 127.0.0.1 from here."""
    server = Server(world=found(contoso(), 7), host="0.0.0.0", allow_remote=True)
    server.bound["DC-1"] = bind("127.0.0.1", 0)
    try:
        assert "kdc = 127.0.0.1:" in server.krb5_conf() and "0.0.0.0" not in server.krb5_conf()
    finally:
        server.stop()


def test_only_loopback() -> None:
    """Another address has to be asked for."""
    done = CliRunner().invoke(app, ["serve", "exchange-2007", "--listen", "0.0.0.0:0"])
    assert done.exit_code == 2 and "loopback" in done.output


def test_quirks_are_listed_and_known() -> None:
    """``--quirk list`` names every misbehaviour; a name that does not exist is refused with the nearest."""
    for words in (["serve", "--quirk", "list"], ["serve", "exchange-2007", "--quirk", "list"]):
        listed = CliRunner().invoke(app, words)
        assert listed.exit_code == 0 and all(quirk.value in listed.output for quirk in Quirk)
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

"""The command line: verbs, exit codes, and manners."""

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from kdcsim.entrypoints.cli import app as app_module
from kdcsim.entrypoints.cli.app import app
from kdcsim.entrypoints.cli.console import fitting
from kdcsim.scenario.load import load_file
from tests.study.two_servers import TEXT


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """The small story without its failing branch."""
    path = tmp_path / "story.yaml"
    path.write_text(TEXT[: TEXT.index("  wrong:")], encoding="utf-8")
    return path


@pytest.fixture
def failing(tmp_path: Path) -> Path:
    """The small story with it."""
    path = tmp_path / "failing.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A file with two faults."""
    path = tmp_path / "broken.yaml"
    path.write_text("kdcsim: 1\ntitel: x\nsteps:\n  - bot: A\n", encoding="utf-8")
    return path


def kdcsim(*words: object) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, [str(w) for w in words], prog_name="kdcsim")


def process(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kdcsim", *map(str, words)],
        capture_output=True,
        text=True,
        encoding=environment.get("PYTHONIOENCODING", "utf-8"),
        env={**os.environ, **environment},
        check=False,
    )


def test_exit_codes(story: Path, failing: Path, broken: Path) -> None:
    """0 holds, 1 an expectation failed, 2 bad input."""
    assert kdcsim("run", story).exit_code == 0
    assert kdcsim("run", failing).exit_code == 1
    assert kdcsim("run", broken).exit_code == 2
    assert kdcsim("run", "no-such-scenario").exit_code == 2
    assert kdcsim("run").exit_code == 2
    assert kdcsim("dance").exit_code == 2


def test_exit_code_of_a_bug(story: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """3 is our own bug: a short message, a report without the user's data, no traceback on the screen."""

    detail = "secret" + str(1)

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError(detail)

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("kdcsim.study.judge.judge", fails)
    outcome = kdcsim("run", story)
    assert outcome.exit_code == 3
    assert "Traceback" not in outcome.output
    (report,) = tmp_path.glob("kdcsim-report-*.txt")
    assert "RuntimeError" in report.read_text(encoding="utf-8")
    assert detail not in report.read_text(encoding="utf-8")


def test_results_and_talk_are_apart(story: Path, broken: Path) -> None:
    """Results go to stdout, diagnostics and remarks to stderr."""
    bad = kdcsim("run", broken)
    assert bad.stdout == ""
    assert bad.stderr.count("error[KS") >= 2
    shown = kdcsim("show", "klist", story, "--branch", "broken", "--host", "A")
    assert shown.stdout.startswith("\nCurrent LogonId is 0:0x")
    assert shown.stderr == "simulated by kdcsim: branch broken, after step send\n"


def test_formats(story: Path, failing: Path) -> None:
    """JSON and JUnit can be read by machines, whatever the verdict."""
    assert json.loads(kdcsim("run", failing, "--format", "json").stdout)["kdcsim"] == 1
    ElementTree.fromstring(kdcsim("run", failing, "--format", "junit").stdout)
    assert kdcsim("run", story, "-q").stdout.startswith("ok     ")


def test_one_branch_and_another_seed(story: Path) -> None:
    """`--branch` plays one branch, without regard to case; `--seed` changes the bytes and not the verdict."""
    one = kdcsim("run", story, "--branch", "BROKEN")
    assert "holds  broken" in one.stdout and "fine" not in one.stdout
    other = kdcsim("run", story, "--branch", "broken", "--seed", "8")
    assert "seed 8" in other.stdout and other.exit_code == 0
    assert other.stdout.replace("seed 8", "seed 7") != one.stdout


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("run", "STORY", "--branch", "brokn"), "did you mean 'broken'?"),
        (("show", "klist", "STORY", "--branch", "broken", "--at", "sent", "--host", "A"), "did you mean 'send'?"),
        (("show", "klist", "STORY", "--host", "Q"), "there are: A, B, DC-2008"),
        (("show", "klist", "STORY", "--host", "DC-2008"), "a DC's sessions are not simulated"),
        (("show", "klist", "STORY", "--host", "A", "--session", "NetworkServce"), "NetworkService"),
        (("explain", "account-declare"), "did you mean account-declares"),
    ],
)
def test_misspelt_names(story: Path, words: tuple[str, ...], hint: str) -> None:
    """A name that nothing answers to ends with 2 and with the name that was meant."""
    outcome = kdcsim(*(str(story) if w == "STORY" else w for w in words))
    assert outcome.exit_code == 2
    assert hint in outcome.stderr


def test_a_trunk_that_expects_nothing_can_be_asked_for(tmp_path: Path) -> None:
    """Its steps lead to every branch; alone it plays, and no expectation is claimed to hold."""
    path = tmp_path / "story.yaml"
    path.write_text(TEXT[: TEXT.index("  wrong:")], encoding="utf-8")
    assert all(branch.name != "trunk" for branch in load_file(str(path)).branches)
    told = kdcsim("run", path, "--branch", "trunk")
    assert told.exit_code == 0
    assert "plays  trunk" in told.stdout and "holds" not in told.stdout
    assert "before: " in kdcsim("diff", f"{path}:trunk", path).stdout


def test_errors_are_spelt_alike(story: Path, tmp_path: Path) -> None:
    """Usage, names and files: each is an ``error``, whoever tells it."""
    for words in (
        ("show", "events", story, "--host", "HUB-1", "--log", "Application"),
        ("run", story, "--branch", "nowhere"),
        ("serve", story, "--listen", "127.0.0.1:0", "--write-config", "/dev/null/x"),
    ):
        told = kdcsim(*words)
        assert told.exit_code == 2
        assert "error: " in told.stderr and "Error: " not in told.stderr and "answers on" not in told.stderr


def test_a_name_comes_before_its_place() -> None:
    """What is missing is said first, then where it was looked for."""
    told = kdcsim("serve", "clock-skew", "--at", "nowhere")
    assert "there is no step 'nowhere' in branch " in told.stderr


def test_show_speaks_every_tool(story: Path) -> None:
    """klist, LogonSessions, keytab, and events as text, XML and JSON."""
    at = (story, "--branch", "broken", "--host", "B")
    assert "Cached Tickets: (1)" in kdcsim("show", "klist", *at, "--session", "0x3e4").stdout
    assert "[2] Logon session 00000000:000003e5:" in kdcsim("show", "logonsessions", *at).stdout
    assert "HUB" not in kdcsim("show", "keytab", *at).stdout
    session = kdcsim("show", "keytab", *at, "--session", "NetworkService", "--show-keys").stdout
    assert "B$@CONTOSO.COM (aes256-cts-hmac-sha1-96)  (0x" in session
    assert "Event ID:      4625" in kdcsim("show", "events", *at).stdout
    assert "4625" in kdcsim("show", "events", *at, "--format", "xml", "--log", "Security").stdout
    assert json.loads(kdcsim("show", "events", *at, "--format", "json", "--id", "16").stdout)["events"] == []


def test_show_at_an_earlier_step(story: Path) -> None:
    """`--at` shows the world as it was after that step."""
    words = ("show", "klist", story, "--branch", "broken", "--host", "A", "--at", "boot-b")
    assert "Cached Tickets: (1)" in kdcsim(*words).stdout


def test_test_verb(story: Path, failing: Path, broken: Path) -> None:
    """A folder is played whole: faults in one file do not hide the others, and 2 wins over 1."""
    outcome = kdcsim("test", story.parent)
    assert outcome.exit_code == 2
    assert "2 scenarios played, 1 failed, 1 could not be played" in outcome.stdout
    broken.unlink()
    assert kdcsim("test", story.parent).exit_code == 1
    failing.unlink()
    assert kdcsim("test", story.parent).exit_code == 0
    story.unlink()
    assert kdcsim("test", story.parent).exit_code == 2


def test_built_in_scenarios_hold() -> None:
    """Every scenario that comes with kdcsim is listed and holds."""
    listed = kdcsim("list").stdout.splitlines()
    assert any(line.startswith("  exchange-2007 ") for line in listed)
    assert listed[0] == "2003-era"
    assert kdcsim("test").exit_code == 0


def test_other_readings(story: Path) -> None:
    """`--under NAME=VALUE` overrides the story's reading in run, test and show; `all` says what depends on which."""
    one = kdcsim("run", story, "--branch", "broken", "--under", "salt-fallback=no-aes-key")
    assert one.exit_code == 1 and "under salt-fallback=no-aes-key" in one.stdout
    assert "kdcsim show klist" in one.stdout and "--under salt-fallback=no-aes-key --branch broken" in one.stdout
    words = ("show", "keytab", story, "--branch", "broken", "--host", "B", "--session", "NetworkService")
    assert "aes256" in kdcsim(*words).stdout
    assert "aes256" not in kdcsim(*words, "--under", "salt-fallback=no-aes-key").stdout
    every = kdcsim("run", story, "--under", "all")
    assert every.exit_code == 0
    assert "depends on salt-fallback: with no-aes-key, KRB_AP_ERR_NOKEY" in " ".join(every.stdout.split())
    quiet = kdcsim("test", story, "--under", "all")
    assert "broken depends on salt-fallback" in quiet.stdout
    (run,) = json.loads(kdcsim("run", story, "--under", "all", "--format", "json").stdout)["runs"]
    fine, broken = (branch["readings"] for branch in run["branches"])
    assert fine["tried"] == broken["tried"] and broken["robust"] is False
    assert {"name", "value", "reading", "ends_the_same", "holds", "brief"} == set(broken["depends_on"][0])


@pytest.mark.parametrize(
    ("told", "hint"),
    [
        ("salt-fallbck=empty", "did you mean 'salt-fallback'?"),
        ("salt-fallback=emty", "did you mean 'empty'?"),
        ("salt-fallback", "there are: empty, user-form, no-aes-key"),
    ],
)
def test_unknown_readings(story: Path, told: str, hint: str) -> None:
    """A misspelt name or value ends with 2 and the one that was meant."""
    outcome = kdcsim("run", story, "--under", told)
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert hint in outcome.stderr


def test_two_values_of_one_reading_are_refused(story: Path) -> None:
    """Neither the first nor the last wins; the same value said twice is no contradiction."""
    both = ("--under", "session-pick=strongest", "--under", "session-pick=client-order")
    outcome = kdcsim("run", story, *both)
    assert outcome.exit_code == 2
    assert "session-pick is chosen twice, as strongest and as client-order; choose one" in outcome.stderr
    assert kdcsim("run", story, "--branch", "fine", *both[:2], *both[:2]).exit_code == 0


def test_list_by_theme() -> None:
    """A heading for each theme, one line for each story, and the same as JSON."""
    rows = json.loads(kdcsim("list", "--format", "json").stdout)["scenarios"]
    lines = kdcsim("list").stdout.splitlines()
    assert [line.split()[0] for line in lines if line.startswith("  ")] == [
        row["name"] for row in sorted(rows, key=lambda r: (r["theme"], r["name"]))
    ]
    assert [line for line in lines if line and line[0] != " "] == sorted({row["theme"] for row in rows})


def test_schema_is_json() -> None:
    """Editors can read the schema."""
    assert json.loads(kdcsim("schema").stdout)["type"] == "object"


def test_help_is_light() -> None:
    """`kdcsim --help` imports no heavy library and no floor below the roof."""
    code = (
        "import sys\n"
        "from kdcsim.entrypoints.cli.app import app\n"
        "try: app(['--help'], prog_name='kdcsim')\n"
        "except SystemExit: pass\n"
        "heavy = [m for m in sys.modules if m.startswith(('pydantic', 'ruamel', 'Crypto', 'kdcsim.world', 'kdcsim.ad',"
        " 'kdcsim.krb5', 'kdcsim.scenario', 'kdcsim.study', 'kdcsim.report'))]\n"
        "sys.exit(' '.join(heavy) or None)\n"
    )
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr


def test_public_face_is_lazy_and_small() -> None:
    """`import kdcsim` loads nothing below it, offers at most 25 names, and every one of them exists."""
    code = (
        "import sys, kdcsim\n"
        "assert not [m for m in sys.modules if m.startswith('kdcsim.')]\n"
        "assert len(kdcsim.__all__) <= 25\n"
        "for name in kdcsim.__all__: getattr(kdcsim, name)\n"
    )
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr


def test_same_bytes_under_every_hash_seed(story: Path) -> None:
    """A run prints the same bytes twice, and under another PYTHONHASHSEED."""
    one, two = (process("run", story, "-vv", PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert one.returncode == two.returncode == 0
    assert one.stdout == two.stdout != ""


def test_colours_follow_the_environment(story: Path) -> None:
    """No colours into a pipe; FORCE_COLOR and --color turn them on, NO_COLOR and --color off."""
    words = ("run", story, "--branch", "fine")
    clean = dict.fromkeys(("NO_COLOR", "FORCE_COLOR"), "")
    assert "\x1b[" not in process(*words, **clean).stdout
    assert "\x1b[" in process(*words, **{**clean, "FORCE_COLOR": "1"}).stdout
    assert "\x1b[" not in process(*words, NO_COLOR="1", FORCE_COLOR="1").stdout
    assert "\x1b[" in process(*words, "--color", "always", NO_COLOR="1").stdout


def test_old_consoles() -> None:
    """What cp437 or ASCII cannot print becomes ASCII that says the same."""
    assert fitting("a — b “c” … 漢", "ascii") == 'a - b "c" ... ?'
    assert fitting("a — b", "utf-8") == "a — b"


def test_a_reader_that_goes_away(story: Path) -> None:
    """A closed pipe ends a command without a word."""
    with subprocess.Popen(
        [sys.executable, "-m", "kdcsim", "run", str(story), "-vv"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == app_module.BROKEN_PIPE


def test_version() -> None:
    """`--version` names the version."""
    assert kdcsim("--version").stdout.startswith("kdcsim ")

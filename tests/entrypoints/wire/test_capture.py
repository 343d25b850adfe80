"""The verb capture: one story in one directory, and a hint that can be pasted."""

from __future__ import annotations

import shlex
from pathlib import Path

from click.testing import CliRunner, Result

from kdcsim.entrypoints.cli.app import app
from tests.interop.peers import program, run

TWO_DOMAINS, ONE_DOMAIN = "scanner-behind-a-trust", "clock-skew"


def captured(scenario: str, to: Path, *options: str) -> Result:
    """Capture a story."""
    return CliRunner().invoke(app, ["capture", scenario, "-o", str(to), *options])


def test_stories_do_not_mix(tmp_path: Path) -> None:
    """A directory that holds a capture is refused, with a way out that leaves nothing of it and nothing else's."""
    assert captured(TWO_DOMAINS, tmp_path).exit_code == 0
    (tmp_path / "notes.txt").write_text("mine")
    again = captured(ONE_DOMAIN, tmp_path)
    assert again.exit_code == 2 and "--overwrite" in again.output
    assert captured(ONE_DOMAIN, tmp_path, "--overwrite").exit_code == 0
    assert captured(ONE_DOMAIN, tmp_path / "fresh").exit_code == 0

    def files(folder: Path) -> dict[str, bytes]:
        kinds = ("pcap", "keytab", "ccache", "xml")
        found = (path for kind in kinds for path in folder.glob(f"[!f]*/*.{kind}"))
        return {str(path.relative_to(folder)): path.read_bytes() for path in (*found, folder / "story.pcap")}

    assert files(tmp_path) == files(tmp_path / "fresh")
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_the_hint_works_as_it_is(tmp_path: Path) -> None:
    """With two domains and a space in the directory, the printed command opens the tickets of both."""
    program("tshark", "tshark")
    done = captured(TWO_DOMAINS, tmp_path / "my dir")
    hint = shlex.split(done.output.splitlines()[-1])
    assert hint.count("-K") == 2
    environment = {"KRB5_CONFIG": "/dev/null", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}

    def opened(command: list[str]) -> int:
        return run([*command, "-V"], environment).text.count("Decrypted keytype 18 usage 2")

    assert opened(hint) > opened(hint[:-2]) > 0


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """It is told, and is no bug of ours."""
    file = tmp_path / "file"
    file.write_text("")
    done = captured(ONE_DOMAIN, file)
    assert done.exit_code == 2 and "cannot be made" in done.output

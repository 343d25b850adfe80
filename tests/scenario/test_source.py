"""Files: found by path or by name, and every trouble with one is a diagnostic."""

from __future__ import annotations

from pathlib import Path

import pytest

from kdcsim.errors import ScenarioError
from kdcsim.scenario import source
from kdcsim.scenario.load import load_file
from tests.scenario.small_story import BOOTED


def trouble(scenario: str) -> tuple[str, str, str | None]:
    """Code, message and help of the one fault in reading a file."""
    with pytest.raises(ScenarioError) as raised:
        load_file(scenario)
    (fault,) = raised.value.diagnostics
    return fault.code, fault.message, fault.help


def test_a_missing_file_is_told_with_one_beside_it(tmp_path: Path) -> None:
    """A typing error in a file name gets a guess."""
    (tmp_path / "story.yaml").write_text(BOOTED)
    code, message, help = trouble(f"{tmp_path}/stroy.yaml")
    assert (code, help) == ("KS001", "did you mean `story.yaml`?")
    assert message.endswith("stroy.yaml: No such file or directory")


def test_a_built_in_name_gets_a_guess() -> None:
    """Names of the library are offered."""
    assert trouble("exchnage-2007") == (
        "KS002",
        "there is no built-in scenario `exchnage-2007`",
        "did you mean `exchange-2007`?",
    )


@pytest.mark.parametrize("name", ["..", ".", "", "~", "a\0b", "exchange-2007 "])
def test_a_name_is_never_a_way_out_of_the_library(name: str) -> None:
    """Only stems that the library has are names."""
    assert trouble(name)[0] == "KS002"


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    """Binary files, other encodings, giants, folders."""
    (tmp_path / "binary.yaml").write_bytes(b"\xff\0\1")
    (tmp_path / "latin.yaml").write_bytes("titel: Käse".encode("latin-1"))
    (tmp_path / "giant.yaml").write_bytes(b"a" * (source.MOST_BYTES + 1))
    (tmp_path / "folder.yaml").mkdir()
    assert [trouble(f"{tmp_path}/{name}.yaml")[0] for name in ("binary", "latin", "giant", "folder")] == ["KS001"] * 4


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_called_by_its_name(tmp_path: Path, encoding: str) -> None:
    """PowerShell's > writes it: it is text, in another encoding."""
    mark = b"" if encoding == "utf-16" else b"\xfe\xff"
    (tmp_path / "story.yaml").write_bytes(mark + BOOTED.encode(encoding))
    assert trouble(f"{tmp_path}/story.yaml") == ("KS001", f"{tmp_path}/story.yaml is UTF-16", "save it as UTF-8")


@pytest.mark.parametrize("text", ["", "\n \n", "# a story\n  # to be told\n"])
def test_an_empty_file_is_called_empty(tmp_path: Path, text: str) -> None:
    """A file without a word in it is no mapping either, but that is not what is wrong with it."""
    (tmp_path / "story.yaml").write_text(text)
    assert trouble(f"{tmp_path}/story.yaml")[1] == "the file is empty"


def test_a_table_is_for_another_verb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Observations are no scenario; the verb that takes them is named where the file exists."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "obs.csv").write_text("os,etype\n")
    for name in ("obs.csv", f"{tmp_path}/obs.csv"):
        help = trouble(name)[2]
        assert help is not None and help.endswith(f"kdcsim conform {name}")
    assert trouble("none.csv")[0] == "KS002"


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    """Windows editors write one."""
    (tmp_path / "story.yaml").write_bytes(b"\xef\xbb\xbf" + BOOTED.encode())
    assert load_file(f"{tmp_path}/story.yaml").title == "small"


def test_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    """CR LF is one line end."""
    (tmp_path / "story.yaml").write_bytes(BOOTED.replace("boot: WEB-1", "boot: WEB-2").replace("\n", "\r\n").encode())
    with pytest.raises(ScenarioError) as raised:
        load_file(f"{tmp_path}/story.yaml")
    (fault,) = raised.value.diagnostics
    assert fault.span is not None
    assert (fault.span.line, fault.line_text) == (22, "- boot: WEB-2")

"""A KDC for other people's tests: quick, private, several side by side, and a pytest fixture."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from benchmarks.kdc_load import ask
from kdcsim.errors import KdcsimError, WorldError
from kdcsim.krb5.messages import KrbError, decode
from kdcsim.scenario.model import Branch
from kdcsim.study import run
from kdcsim.testing import kdc
from tests.ad.kdc.asking import as_request
from tests.interop.estate import contoso

pytest_plugins = ("pytester",)


def test_two_side_by_side() -> None:
    """Each has its own port, files and exchanges."""
    with kdc(contoso(), seed=1) as one, kdc(contoso(), seed=2) as other:
        assert one.port != other.port and one.directory != other.directory
        assert decode(KrbError, ask(one.port, as_request(stamp=0))).error_code == 25
        assert [told.error for told in one.exchanges] == [25] and not other.exchanges
    assert not one.directory.exists()


def test_it_starts_in_milliseconds() -> None:
    """A started world is served at once."""
    with kdc(contoso()) as first:
        world = first.world
    start = time.perf_counter()
    with kdc(world):
        took = time.perf_counter() - start
    assert took < 1


def test_a_story_at_a_step() -> None:
    """``at`` and ``branch`` choose the moment; what does not exist is told."""
    with kdc("exchange-2007", branch="S3", at="submit") as running:
        assert "HUB-1-NetworkService" in running.keytabs
    with pytest.raises(WorldError), kdc("exchange-2007", at="nowhere"):
        pass


def test_only_what_is_asked_for_is_played(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of seventeen branches, those up to the one the story is about; of a named one, it alone; a second time, none."""
    played: list[str] = []
    real = run._play_branch

    def counted(branch: Branch, seed: int, memory: dict[str | None, run.BranchRun]) -> run.BranchRun:
        played.append(branch.name)
        return real(branch, seed, memory)

    monkeypatch.setattr(run, "_play_branch", counted)
    with kdc("exchange-2007", seed=801) as first:
        assert played[-1] == "S3" and len(played) == 4
    with kdc("exchange-2007", seed=801) as again:
        assert again.world == first.world and len(played) == 4
    with kdc("exchange-2007", seed=801, branch="s9"):
        assert played[4:] == ["S9"]


def test_what_does_not_exist_is_told() -> None:
    """A scenario, branch, step, quirk, DC or build that is not there, with what is."""
    for told, words in (
        ({"scenario": "nosuch"}, "no built-in scenario `nosuch`"),
        ({"scenario": "exchange-2007", "branch": "S33"}, "did you mean `S3`"),
        ({"scenario": "exchange-2007", "branch": "S3", "at": "submitt"}, "did you mean `submit`"),
        ({"scenario": contoso(), "quirks": ("tag-27",)}, "did you mean `tag-26`"),
        ({"scenario": contoso(), "dcs": ("NOPE",)}, "there are: DC-1"),
        ({"scenario": contoso("samba")}, "samba-2022-12"),
        ({"scenario": contoso("2022", "2021-01")}, "2022-11"),
    ):
        with pytest.raises(KdcsimError, match=words), kdc(**told):
            pass


def test_the_fixture(pytester: pytest.Pytester) -> None:
    """``kerberos_kdc`` starts KDCs and stops them."""
    pytester.makepyfile(
        """
        def test_it(kerberos_kdc):
            running = kerberos_kdc("exchange-2007")
            assert running.krb5_conf.read_text().startswith("[libdefaults]")
        """
    )
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_the_plugin_imports_nothing() -> None:
    """Where it is not used it costs nothing."""
    code = "import sys, kdcsim.testing.plugin; print([m for m in sys.modules if m.startswith('kdcsim')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['kdcsim', 'kdcsim.testing', 'kdcsim.testing.plugin']"

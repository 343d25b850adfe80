"""A KDC for other people's tests: quick, private, several side by side, and a pytest fixture."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from benchmarks.kdc_load import ask
from kdcsim.errors import WorldError
from kdcsim.krb5.messages import KrbError, decode
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

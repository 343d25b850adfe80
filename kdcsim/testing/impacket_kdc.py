"""impacket: point tools that are built on it at a KDC of ours, with keys, keytabs and ccaches as its own objects.

impacket always asks port 88; between ``with`` and its end its requests go to ours instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from kdcsim.testing.running import RunningKdc

if TYPE_CHECKING:
    from impacket.krb5.keytab import Keytab


@contextmanager
def impacket_at(running: RunningKdc) -> Iterator[str]:
    """Send impacket's Kerberos requests to a running KDC; gives the ``kdcHost`` to hand to its functions.

    The module is changed for the whole process: not for tests in parallel threads.
    """
    from impacket.krb5 import kerberosv5

    send = kerberosv5.sendReceive

    def elsewhere(data: bytes, host: str, kdc_host: str | None, port: int = 88) -> Any:
        realm = [addresses for name, addresses in running.server.realms.items() if name == host.upper()]
        address, ours = realm[0][0] if realm else (running.host, running.port)
        return send(data, host, address, ours)

    with patch.object(kerberosv5, "sendReceive", elsewhere):
        yield running.host


def impacket_keytab(running: RunningKdc, account: str) -> Keytab:
    """The directory's keys of an account as impacket's own keytab."""
    from impacket.krb5.keytab import Keytab

    return Keytab(running.keytab(account).read_bytes())


def keys_of(running: RunningKdc, account: str) -> dict[int, bytes]:
    """The key of each etype, as ``aesKey`` and ``nthash`` arguments want them."""
    dc = running.world.dc(running.server.dcs[0])
    known = dc.directory.get(account)
    stored = () if known is None else known.keys.usable(check_marker=False)
    return {int(key.etype): key.key.value for key in stored}

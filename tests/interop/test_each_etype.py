"""Each real client gets a TGT and a service ticket of each etype, and the right error where there is none to get."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kdcsim.krb5.numbers import ErrorCode
from kdcsim.testing import RunningKdc, kdc
from tests.interop.actors import ACTORS, QUIET
from tests.interop.estate import contoso

pytestmark = list(QUIET)
SERVICES = {"HTTP/aes": (18, 17), "HTTP/a128": (17,), "HTTP/rc4": (23,)}
"""What each service declares, which a DC of July 2026 takes at its word."""
CELLS = [(client, etype, service) for client in ACTORS for etype in (18, 17, 23) for service in SERVICES]
SLOW = {("Java", 18, "HTTP/a128"), ("Java", 17, "HTTP/rc4"), ("Java", 23, "HTTP/a128"), ("Java", 17, "HTTP/aes")}
"""A Java machine takes a second to start: of its nine cells, these tell nothing that another does not."""


@pytest.fixture(scope="module")
def july() -> Iterator[RunningKdc]:
    """A 2022 DC of July 2026."""
    with kdc(contoso("2022", "2026-07"), seed=7) as running:
        yield running


@pytest.mark.parametrize(("client", "etype", "service"), [cell for cell in CELLS if cell not in SLOW])
def test_each_client(july: RunningKdc, client: str, etype: int, service: str) -> None:
    """Who offers one etype is logged on with it, and gets a ticket where the service has it, else ETYPE_NOSUPP."""
    july.exchanges.clear()
    got = ACTORS[client](july, service, etype)
    logons = [told for told in july.exchanges if told.kind == "AS" and told.issued]
    assert [told.reply_etype for told in logons] == [etype], [told.error for told in july.exchanges]
    last = july.exchanges[-1]
    assert last.kind == "TGS" and last.requested, last.kind
    # impacket offers RC4 besides its key's etype, whatever it was given
    offered = (etype, 23) if client == "impacket" else (etype,)
    common = [e for e in offered if e in SERVICES[service]]
    if common:
        assert got and last.error is None
        assert (last.ticket_etype, last.session_etype) == (max(SERVICES[service]), common[0])
    else:
        assert not got and last.error == ErrorCode.KDC_ERR_ETYPE_NOSUPP

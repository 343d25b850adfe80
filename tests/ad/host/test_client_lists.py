"""What each build sends: etype lists and their order, held to captures and traces."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.host.requests import as_req
from kdcsim.ad.policy import CLIENTS, ClientView, client_list, first_request, machine_attribute
from kdcsim.krb5.messages import KdcReq, decode
from kdcsim.krb5.numbers import PaDataType
from tests.ad.host.clients import client

OLD = (23, -133, -128, 3, 1, 24, -135)
SEVEN = (18, 17, 23, 24, -135)
ALL_BOXES = 0x7FFFFFFF


def offered(os: str, **told: object) -> tuple[int, ...]:
    """The list of a build."""
    return client_list(ClientView(name="PC", generation=CLIENTS[os], **told)).value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("os", "etypes"),
    [
        *((os, OLD) for os in ("2000", "XP", "2003")),
        *((os, (18, 17, 23, 3, 1, 24, -135)) for os in ("Vista", "2008")),
        *((os, SEVEN) for os in ("7", "2008R2", "8", "2012", "8.1", "2012R2", "10", "2016", "2019", "11", "2022")),
        *((os, SEVEN) for os in ("11 24H2", "2025")),
        ("MIT", (18, 17, 23, 20, 19)),
        ("Java", (18, 17, 23, 20, 19)),
        ("Heimdal", (18, 17, 20, 19, 16, 5, 23, 3, 2, 1)),
        ("impacket", (18,)),
    ],
)
def test_the_list_of_each_build(os: str, etypes: tuple[int, ...]) -> None:
    """In the order on the wire."""
    assert offered(os) == etypes
    request = decode(KdcReq, as_req(client(os), offered(os), None, "x").data)
    assert request.req_body.etypes == etypes


def test_the_policy_that_allows_everything() -> None:
    """Captured 4769 with 0x7FFFFFFF on a client of today: 18 17 23 3 1 24 -135."""
    assert offered("2022", filter=ALL_BOXES) == (18, 17, 23, 3, 1, 24, -135)


@pytest.mark.parametrize("os", ["11 24H2", "2025"])
def test_des_cannot_be_brought_back(os: str) -> None:
    """24H2 and 2025 have no DES to switch on (MS-KILE note 25)."""
    assert offered(os, filter=ALL_BOXES) == SEVEN


@pytest.mark.parametrize(("mask", "etypes"), [(0x18, (18, 17)), (0x7FFFFFF8, (18, 17)), (0x4, (23, 24, -135))])
def test_a_policy_without_rc4(mask: int, etypes: tuple[int, ...]) -> None:
    """With RC4 unticked its older names go too (KB4492348)."""
    assert offered("7", filter=mask) == etypes


@pytest.mark.parametrize("os", ["XP", "2003", "MIT", "Java"])
def test_who_knows_no_policy(os: str) -> None:
    """MS-KILE note 19; and nothing outside Windows reads a Windows registry."""
    assert offered(os, filter=0x10) == offered(os)


def test_a_2022_machine_names_no_aes128_in_its_own_as_req() -> None:
    """Captured 4768 of Server 2022."""
    assert offered("2022", machine_as=True) == (18, 23, -133, -128, 24, -135)
    assert offered("2022", machine_as=True, filter=0x18) == (18,)
    assert offered("2022", machine_as=True, filter=0x8) == (17,)
    assert offered("2019", machine_as=True) == SEVEN


@pytest.mark.parametrize(("session", "etypes"), [(18, (23, 16, 3, 18)), (23, (23, 16, 3))])
def test_impacket_asks_services_with_another_list(session: int, etypes: tuple[int, ...]) -> None:
    """23 16 3 and the etype of the TGT's session key (pull request 2235)."""
    assert offered("impacket", tgt_session=session) == etypes
    assert offered("7", tgt_session=session) == SEVEN


def test_default_encryption_type_comes_first() -> None:
    """By assumption, or stays where it was."""
    assert offered("7", default_encryption_type=23)[0] == 23


@pytest.mark.parametrize(("os", "first"), [("2000", 23), ("XP", 23), ("2003", 23), ("Vista", None), ("MIT", None)])
def test_who_sends_a_timestamp_unasked(os: str, first: int | None) -> None:
    """2000 to 2003 do, with RC4; nobody else does."""
    assert first_request(ClientView(name="PC", generation=CLIENTS[os])).value == first


@pytest.mark.parametrize(
    ("os", "mask", "written"),
    [
        ("XP", None, None),
        ("2008", None, 0x1F),
        ("7", None, 0x1C),
        ("2025", None, 0x1C),
        ("11", 0x7FFFFFF8, 0x18),
        ("11", ALL_BOXES, 0x1F),
        ("XP", 0x18, None),
        ("MIT", None, None),
    ],
)
def test_what_the_machine_writes_of_itself(os: str, mask: int | None, written: int | None) -> None:
    """Policy's bits 0 to 4, else the build's own default (MS-KILE 3.4.3.1)."""
    assert machine_attribute(ClientView(name="PC", generation=CLIENTS[os], filter=mask)) == written


@pytest.mark.parametrize(("os", "sends"), [("7", True), ("XP", True), ("impacket", True), ("MIT", False)])
def test_who_asks_for_a_pac(os: str, sends: bool) -> None:
    """PA-PAC-REQUEST is in the requests of Windows and of impacket."""
    request = decode(KdcReq, as_req(client(os), offered(os), None, "x").data)
    assert any(p.padata_type == PaDataType.PAC_REQUEST for p in request.padata or ()) is sends


def test_rows_only_differ_where_a_source_says_so() -> None:
    """7 and 2008 R2 are one build; so are 24H2 and 2025."""
    assert replace(CLIENTS["7"], os="x") == replace(CLIENTS["2008R2"], os="x")
    assert replace(CLIENTS["11 24H2"], os="x") == replace(CLIENTS["2025"], os="x")
    others = ["MIT", "Linux", "Heimdal", "Java", "impacket", "gokrb5"]
    assert [os for os, row in CLIENTS.items() if not row.windows] == others

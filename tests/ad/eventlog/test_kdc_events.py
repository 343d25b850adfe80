"""What a DC writes into its logs: which events, which fields, in which order and spelling."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.directory import AccountKind
from kdcsim.ad.eventlog import Audit, Event, kdc_events, kdc_start_events
from kdcsim.ad.policy import GENERATIONS
from kdcsim.study.conformance.asking import Asker
from kdcsim.study.conformance.place import NETBIOS, REALM
from kdcsim.study.conformance.playing import Stage
from kdcsim.study.conformance.row import AskedAccount, DcSettings, Expected, Row
from kdcsim.study.evidence import EVENT_KINDS

ALL = (18, 17, 23)
USER = AskedAccount(kind=AccountKind.USER, supported=None, keys=ALL)


def logged(
    build: str,
    *etypes: int,
    target: AskedAccount = USER,
    exchange: str = "TGS",
    phase: int | None = None,
    ddset: int | None = None,
    filter: int | None = None,
) -> dict[int, Event]:
    """The events of the last exchange of one request, by id."""
    os, _, update = build.partition(" ")
    settings = DcSettings(
        build=GENERATIONS[os, update or "rtm"], phase=phase, domain_default=ddset, filter_policies=filter
    )
    stage = Stage.of(settings, Assumptions())
    row = Row(id="x", line=1, dc=settings, exchange=exchange, target=target, client_etypes=etypes, expected=Expected())
    seen = stage.play(row)
    assert seen is not None
    return {e.id: e for e in kdc_events(seen.said.exchanges[-1], stage.kdc.view, "dc.observed.example", NETBIOS)}


AES_ONLY, RC4_KEY = replace(USER, supported=0x18), replace(USER, keys=(23,))

KDCSVC = [
    ("2022 2026-01", 1, USER, (23,), 201),
    ("2022 2026-01", 1, RC4_KEY, ALL, 202),
    ("2022 2026-01", 2, USER, (23,), 203),
    ("2022 2026-01", 2, RC4_KEY, ALL, 204),
    ("2022 2026-01", 1, AES_ONLY, (23,), 206),
    ("2022 2026-01", 1, replace(RC4_KEY, supported=0x18), ALL, 207),
    ("2022 2026-04", None, AES_ONLY, (23,), 208),
    ("2022 2026-07", None, replace(RC4_KEY, supported=0x18), ALL, 209),
    ("2022 2026-04", 0, USER, (23,), None),
    ("2022 2026-04", 1, USER, ALL, None),
    ("2022 2026-04", None, USER, ALL, None),
    ("2022 2026-04", None, replace(USER, supported=0x4), (23,), None),
    ("2022 2026-04", None, replace(USER, supported=0x4), (18,), None),
    ("2022 2025-01", None, USER, (23,), None),
    ("2008R2 2026-01", 1, USER, (23,), None),
    ("2025 2026-04", None, USER, (23,), 203),
]


@pytest.mark.parametrize(("build", "phase", "target", "etypes", "number"), KDCSVC)
def test_who_depends_on_rc4_is_told(
    build: str, phase: int | None, target: AskedAccount, etypes: tuple[int, ...], number: int | None
) -> None:
    """201 to 209: unset or AES-only, the client's list or the account's keys, audited or blocked; else none."""
    found = logged(build, *etypes, target=target, phase=phase)
    assert [n for n in found if 201 <= n <= 209] == ([] if number is None else [number])
    if number is not None:
        blocked = number in (203, 204, 208, 209)
        assert found[number].audit is (Audit.ERROR if blocked else Audit.WARNING)
        assert found[number].source == "KDCSVC" and found[number].log == "System"
        assert (16 in found) is blocked


KDCSVC_FIELDS = [
    "Cipher",
    "AccountName",
    "SuppliedRealmName",
    "AccountSupportedEncryptionTypes",
    "AccountAvailableKeys",
    "ServiceName",
    "ServiceID",
    "ServiceSupportedEncryptionTypes",
    "ServiceAvailableKeys",
    "DCSupportedEncryptionTypes",
    "DefaultDomainSupportedEncTypes",
    "DCAvailableKeys",
    "ClientAddress",
    "ClientPort",
    "ClientAdvertizedEncryptionTypes",
]


def test_the_masks_in_201_and_203_are_the_effective_ones() -> None:
    """Fifteen strings; the service's set is what is assumed: 0x27 while it is audited, 0x18 once it is blocked."""
    audited, blocked = logged("2022 2026-04", 23, phase=1)[201], logged("2022 2026-04", 23)[203]
    assert [name for name, _ in audited.fields] == KDCSVC_FIELDS
    assert audited.field("Cipher") == "RC4-HMAC-NT"
    assert audited.field("ServiceSupportedEncryptionTypes") == "0x27 (DES, RC4, AES-Sk)"
    assert audited.field("ServiceAvailableKeys") == "AES-SHA1, RC4"
    assert blocked.field("ServiceSupportedEncryptionTypes") == "0x18 (AES128-SHA96, AES256-SHA96)"
    assert blocked.field("DefaultDomainSupportedEncTypes") == "0x18 (AES128-SHA96, AES256-SHA96)"
    assert logged("2025 2026-04", 23)[203].field("ServiceAvailableKeys") == "AES128-SHA96, AES256-SHA96, RC4"


def start(build: str, ddset: int | None = None, krbtgt: tuple[int, ...] = ALL) -> list[Event]:
    """What a KDC logs when it starts."""
    os, _, update = build.partition(" ")
    stage = Stage.of(DcSettings(build=GENERATIONS[os, update or "rtm"], domain_default=ddset), Assumptions())
    own = stage.kdc.directory.krbtgt()
    store = own.keys if krbtgt == ALL else own.keys.without_aes()
    directory = stage.kdc.directory.with_account(replace(own, keys=store))
    return list(kdc_start_events(stage.kdc.view, directory, "dc.observed.example", 0))


def test_what_a_kdc_says_at_its_start() -> None:
    """42: krbtgt has no AES key. 205: DefaultDomainSupportedEncTypes names RC4 or DES, in every phase."""
    assert start("2022 2026-04") == []
    assert [e.id for e in start("2022 2022-11", krbtgt=(23,))] == [42]
    assert start("2022", krbtgt=(23,)) == [] and start("2022 2026-04", 0x18) == []
    (told,) = start("2022 2026-01", 0x27)
    assert (told.id, told.audit, told.source) == (205, Audit.WARNING, "KDCSVC")
    assert told.fields == (
        ("Ciphers", "RC4-HMAC-NT, DES-CBC-MD5, DES-CBC-CRC"),
        ("DefaultDomainSupportedEncTypes", "0x27 (DES, RC4, AES-Sk)"),
    )
    assert start("2022 2025-01", 0x27) == [] and start("samba-2022-12", krbtgt=(23,)) == []


COMPLAINTS = [
    ("2022 2026-04", "TGS", USER, (23,), None, 16, "9"),
    ("2022 2022-11", "TGS", replace(USER, supported=0x18), (24,), None, 27, "9"),
    ("2022 2022-11", "TGS", replace(USER, supported=0x4, keys=(18,)), ALL, None, 16, "9"),
    ("2022 2022-11", "AS", replace(USER, supported=0x4), (18,), None, 26, "9"),
    ("2022 2022-11", "AS", USER, (24,), None, 26, "1"),
    ("2022 2022-11", "AS", replace(USER, kind=AccountKind.KRBTGT, keys=(3,)), ALL, None, 14, "8"),
    ("2008R2", "TGS", replace(USER, supported=0x3, keys=(3, 23)), ALL, None, 27, "9"),
    ("2003", "TGS", USER, (18,), None, 27, "9"),
    ("2003", "AS", USER, (18, 17), None, 26, "1"),
]


@pytest.mark.parametrize(("build", "exchange", "target", "etypes", "filter", "number", "key"), COMPLAINTS)
def test_what_the_kdc_complains_of(
    build: str,
    exchange: str,
    target: AskedAccount,
    etypes: tuple[int, ...],
    filter: int | None,
    number: int,
    key: str,
) -> None:
    """14, 16, 26, 27: AS or TGS, with the missing key's number and both lists; 14 and 16 name whom to reset."""
    found = logged(build, *etypes, target=target, exchange=exchange, filter=filter)
    (event,) = [e for n, e in found.items() if n in (14, 16, 26, 27)]
    assert (event.id, event.field("ID")) == (number, key)
    names = ["Target", "Account", "ID", "RequestedEtypes", "AvailableEtypes"]
    assert [n for n, _ in event.fields] == names + (["AccountToReset"] if number in (14, 16) else [])
    assert event.field("RequestedEtypes") == " ".join(map(str, etypes))
    assert event.legacy is (build == "2003")


def test_protected_users_fail_in_their_own_log() -> None:
    """104 stands beside the 4768 when a Protected User offers no AES, from 2012 R2 on."""
    for build, there in (("2012R2", True), ("2012", False)):
        stage = Stage.of(DcSettings(build=GENERATIONS[build, "rtm"]), Assumptions())
        member = replace(stage.client, protected=True)
        kdc = replace(stage.kdc, directory=stage.kdc.directory.with_account(member), memory={})
        asker = Asker(account=member, now=stage.world.now, chance=stage.world.chance)
        said = asker.ask_as(kdc, ("krbtgt", REALM), (23,))
        events = [e for x in said.exchanges for e in kdc_events(x, kdc.view, "dc", NETBIOS)]
        assert (104 in [e.id for e in events]) is there
        assert (said.error is None) is not there
        if there:
            protected = {e.id: e for e in events}[104]
            assert protected.log == "Microsoft-Windows-Authentication/ProtectedUserFailures-DomainController"
            assert protected.provider == EVENT_KINDS[104].provider


_4769 = """TargetUserName TargetDomainName ServiceName ServiceSid TicketOptions TicketEncryptionType IpAddress
IpPort Status LogonGuid TransmittedServices RequestTicketHash ResponseTicketHash AccountSupportedEncryptionTypes
AccountAvailableKeys ServiceSupportedEncryptionTypes ServiceAvailableKeys DCSupportedEncryptionTypes DCAvailableKeys
ClientAdvertizedEncryptionTypes SessionKeyEncryptionType"""
_4768 = """TargetUserName TargetDomainName TargetSid ServiceName ServiceSid TicketOptions Status
TicketEncryptionType PreAuthType IpAddress IpPort CertIssuerName CertSerialNumber CertThumbprint ResponseTicket
AccountSupportedEncryptionTypes AccountAvailableKeys ServiceSupportedEncryptionTypes ServiceAvailableKeys
DCSupportedEncryptionTypes DCAvailableKeys ClientAdvertizedEncryptionTypes SessionKeyEncryptionType
PreAuthEncryptionType"""
FIELDS_4768, FIELDS_4769 = _4768.split(), _4769.split()


def test_a_4769_has_21_fields_where_the_build_tells_of_etypes() -> None:
    """2019 and 2022 since November 2022, 2016 since January 2025, 2012 R2 never; names in the order of the record."""
    assert [n for n, _ in logged("2022 2025-01", 18)[4769].fields] == FIELDS_4769
    assert [n for n, _ in logged("2016 2025-01", 18)[4769].fields] == FIELDS_4769
    for old in ("2016 2022-11", "2012R2 2026-07", "2008R2", "2022"):
        assert [n for n, _ in logged(old, 18, 23)[4769].fields] == FIELDS_4769[:11]
    told = logged("2022 2025-01", 18, exchange="AS")[4768]
    assert [n for n, _ in told.fields] == FIELDS_4768 and told.version == 2


def test_a_failed_4769_has_the_oddities_of_the_real_one() -> None:
    """The SPN as asked, the NULL SID, dashes, 0xffffffff, and an ASCII '-' printed as the number 0x2d."""
    told = logged("2022 2026-04", 23)[4769]
    assert told.audit is Audit.FAILURE and told.field("Status") == "0xe"
    assert told.field("ServiceName") == "HTTP/target.observed.example" and told.field("ServiceSid") == "S-1-0-0"
    assert told.field("TicketEncryptionType") == "0xffffffff" and told.field("SessionKeyEncryptionType") == "0x2d"
    assert [value for _, value in told.fields[11:20]] == ["-"] * 9
    refused = logged("2022 2026-04", 24, exchange="AS")[4768]
    assert refused.field("TargetSid") == refused.field("ServiceSid") == "S-1-0-0"
    assert [value for _, value in refused.fields[14:]] == ["-"] * 8 + ["0x2d", "0x2d"]


def test_the_masks_of_an_audit_are_processed() -> None:
    """An unset service shows what is assumed; DCs and krbtgt always show DES and RC4 up to 2022."""
    told = logged("2022 2025-01", 18)[4769]
    assert told.field("ServiceSupportedEncryptionTypes") == "0x27 (DES, RC4, AES-Sk)"
    assert told.field("DCSupportedEncryptionTypes") == "0x1F (DES, RC4, AES128-SHA96, AES256-SHA96)"
    assert told.field("AccountSupportedEncryptionTypes") == "N/A"
    krbtgt = logged("2022 2025-01", 18, target=replace(USER, kind=AccountKind.KRBTGT), exchange="AS")[4768]
    assert krbtgt.field("ServiceSupportedEncryptionTypes") == "0x1F (DES, RC4, AES128-SHA96, AES256-SHA96)"
    modern = logged("2025", 18, target=replace(USER, kind=AccountKind.KRBTGT), exchange="AS")[4768]
    assert modern.field("ServiceSupportedEncryptionTypes") == "0x18 (AES128-SHA96, AES256-SHA96)"


CERTIFICATE = ["Certificate Issuer Name", "Certificate Serial Number", "Certificate Thumbprint"]
FIELDS_672 = [
    *("User Name", "Supplied Realm Name", "User ID", "Service Name", "Service ID", "Ticket Options", "Result Code"),
    *("Ticket Encryption Type", "Pre-Authentication Type", "Client Address", *CERTIFICATE),
]
FIELDS_673 = [
    *("User Name", "User Domain", "Service Name", "Service ID", "Ticket Options", "Ticket Encryption Type"),
    *("Client Address", "Failure Code", "Logon GUID", "Transited Services"),
]


def test_2003_has_its_own_audits() -> None:
    """672 has thirteen strings and 673 ten, whatever the outcome; neither tells of a client's etypes."""
    assert set(logged("2003", 23)) == {673} and set(logged("2003", 23, exchange="AS")) == {672}
    given, refused = logged("2003", 23)[673], logged("2003", 18)[673]
    assert [n for n, _ in given.fields] == [n for n, _ in refused.fields] == FIELDS_673
    assert (given.field("User Name"), given.field("Failure Code")) == ("client@OBSERVED.EXAMPLE", "-")
    assert (given.field("Ticket Encryption Type"), given.field("Service ID")) == ("0x17", "OBSERVED\\target")
    names = ("Failure Code", "Ticket Encryption Type", "Service ID", "Logon GUID")
    assert [refused.field(n) for n in names] == ["0xE", "-", "-", "-"]
    given, refused = logged("2003", 23, exchange="AS")[672], logged("2003", 18, exchange="AS")[672]
    assert [n for n, _ in given.fields] == [n for n, _ in refused.fields] == FIELDS_672
    assert (given.field("Result Code"), given.field("Pre-Authentication Type")) == ("-", "2")
    among = ("Result Code", "User ID", "Service ID", "Ticket Encryption Type", "Pre-Authentication Type")
    assert [refused.field(n) for n in among] == ["0xE", "-", "-", "-", "-"]


def test_the_keys_of_an_account_are_listed_without_des_where_des_is_off() -> None:
    """``23 18 17`` and ``AES-SHA1, RC4`` in every sample of today; 2003 lists its DES keys (KB2002141)."""
    stored = replace(USER, supported=0x18, keys=(18, 17, 23, 3, 1))
    found = logged("2022 2026-04", 23, target=stored)
    assert found[16].field("AvailableEtypes") == "23 18 17"
    assert found[208].field("ServiceAvailableKeys") == "AES-SHA1, RC4"
    assert logged("2022 2026-04", 18, target=stored)[4769].field("ServiceAvailableKeys") == "AES-SHA1, RC4"
    allowed = logged("2022 2026-04", 18, target=stored, filter=0x1F)[4769]
    assert allowed.field("ServiceAvailableKeys") == "AES-SHA1, RC4, DES"
    assert logged("2003", 18, target=stored)[27].field("AvailableEtypes") == "23 -133 -128 3 1"


def test_an_as_event_names_both_ends_bare_and_a_tgs_event_names_the_realm() -> None:
    """KB4492348: the target is krbtgt. Microsoft Q&A, November 2022: the account is abc@DOMAIN.COM."""
    krbtgt = logged("2022 2022-11", 24, exchange="AS", target=replace(USER, kind=AccountKind.KRBTGT))[26]
    assert (krbtgt.field("Target"), krbtgt.field("Account")) == ("krbtgt", "client")
    ticket = logged("2022 2026-04", 24)[27]
    assert ticket.field("Target") == "HTTP/target.observed.example"
    assert ticket.field("Account") == "client@OBSERVED.EXAMPLE"


def test_a_tgt_without_pre_authentication_says_zero() -> None:
    """A 4768 of March 2025 for an account without pre-authentication: type 0, etype 0x0; 0x2d is for failures."""
    assert logged("2022 2025-01", 18, exchange="AS")[4768].field("PreAuthEncryptionType") == "0x12"
    stage = Stage.of(DcSettings(build=GENERATIONS["2022", "2025-01"]), Assumptions())
    open_account = replace(stage.client, no_preauth=True)
    kdc = replace(stage.kdc, directory=stage.kdc.directory.with_account(open_account), memory={})
    asker = Asker(account=open_account, now=stage.world.now, chance=stage.world.chance)
    (given,) = asker.ask_as(kdc, ("krbtgt", REALM), (18,)).exchanges
    (told,) = kdc_events(given, kdc.view, "dc", NETBIOS)
    assert (told.field("PreAuthType"), told.field("PreAuthEncryptionType")) == ("0", "0x0")


def test_samba_writes_no_windows_events() -> None:
    """Samba's KDC has no such logs."""
    assert logged("samba-2026-02", 18) == {}

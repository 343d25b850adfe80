"""What people paste: recognised by its marks, read by names, refused with one diagnostic when it is nothing known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdcsim.ad.eventlog import Audit, Event
from kdcsim.errors import ScenarioError
from kdcsim.krb5.files.keytab import KeytabEntry as FileEntry
from kdcsim.krb5.files.keytab import encode_keytab
from kdcsim.krb5.key import Key
from kdcsim.krb5.principal import Principal, PrincipalName
from kdcsim.report.as_events import as_event_text, as_event_xml, read_event_text, read_event_xml
from kdcsim.report.as_events.body import CLASSIC, MODERN
from kdcsim.report.as_events.labels import labels
from kdcsim.report.as_events.read_text import SENTENCES
from kdcsim.report.as_keytab import KeytabEntry, as_keytab, read_keytab_listing
from kdcsim.report.pasted import MOST_BYTES, recognised
from kdcsim.study.evidence import CacheSeen, EventSeen, KeySeen, KeytabSeen, PurgeSeen

word = st.from_regex(r"[A-Za-z1-9$/_@-][A-Za-z0-9$/._@-]{0,20}[A-Za-z0-9$]", fullmatch=True)
etypes = st.lists(st.sampled_from(["18", "17", "23", "-133", "3"]), min_size=1, max_size=4).map(" ".join)
advertised = st.lists(st.sampled_from(["AES256-CTS-HMAC-SHA1-96", "RC4-HMAC-NT"]), min_size=1, max_size=3).map(" ".join)
LISTS = {"RequestedEtypes": etypes, "AvailableEtypes": etypes, "ClientAdvertizedEncryptionTypes": advertised}
NUMBERS = {
    "ID": st.integers(0, 99).map(str),
    "ErrorCode": st.integers(0, 99).map(hex),
    "ErrorMessage": st.just("KRB_AP_ERR_MODIFIED"),
}


def fields_of(number: int, legacy: bool) -> list[str]:
    """The fields that the text of an event shows."""
    return list(dict.fromkeys([*labels(number, legacy).values(), *SENTENCES.get(number, {})]))


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Any event that has a text, with plain values in every field."""
    legacy = draw(st.booleans())
    number = draw(st.sampled_from(sorted(CLASSIC if legacy else MODERN)))
    shown = (CLASSIC if legacy else MODERN)[number]
    names = [n for n in fields_of(number, legacy) if f"{{{n}}}" in shown]
    values = {n: draw(LISTS.get(n, NUMBERS.get(n, word))) for n in names}
    return Event(
        computer=draw(word),
        log=draw(st.sampled_from(["Security", "System"])),
        provider="Security" if number in (672, 673, 675) else "Microsoft-Windows-Kerberos",
        id=number,
        audit=Audit.ERROR,
        at=draw(st.integers(0, 4_000_000_000)) * 1_000_000,
        fields=tuple(values.items()),
        legacy=legacy,
    )


@given(st.lists(events(), min_size=1, max_size=3))
def test_text_reads_back(told: list[Event]) -> None:
    """read(text(events)) has the number, source and every shown field of each event."""
    seen = read_event_text(as_event_text(tuple(told)))
    assert [(e.id, e.provider, dict(e.fields)) for e in seen] == [(e.id, e.provider, dict(e.fields)) for e in told]


@given(st.lists(events(), min_size=1, max_size=3))
def test_text_without_tabs_and_head(told: list[Event]) -> None:
    """A paste that lost its TABs reads the same; the number of the event is found by its first sentence."""
    for event in told:
        text = as_event_text((event,))
        flat = "\n".join(" ".join(line.split()) for line in text.splitlines())
        assert dict(read_event_text(flat)[0].fields) == dict(event.fields)
        (seen,) = read_event_text(text.split("Description:\n", 1)[1])
        assert (seen.id, dict(seen.fields)) == (event.id, dict(event.fields))


@given(st.lists(events(), min_size=1, max_size=3))
def test_xml_reads_back(told: list[Event]) -> None:
    """read(xml(events)) is the events; the strings of records of 2003 have no names, so only their order comes back."""
    seen = read_event_xml(as_event_xml(tuple(told)))
    assert [(e.id, e.provider, e.log, e.computer) for e in seen] == [
        (e.id, e.provider, e.log, e.computer) for e in told
    ]
    for read, event in zip(seen, told, strict=True):
        assert [v for _, v in read.fields] == [v for _, v in event.fields]
        if not event.legacy:
            assert read.fields == event.fields


def test_unnamed_strings_of_a_kdc_event() -> None:
    """Classic records name nothing; the order of these few is documented."""
    xml = (
        "<Event><System><Provider Name='KDC'/><EventID Qualifiers='49152'>27</EventID></System><EventData>"
        "<Data>krbtgt/CONTOSO.COM</Data><Data>WEB-1$</Data><Data>8</Data><Data>18</Data><Data>23  -133</Data>"
        "</EventData></Event>"
    )
    (seen,) = read_event_xml(xml)
    assert seen.field("Target") == "krbtgt/CONTOSO.COM"
    assert seen.etypes("AvailableEtypes") == (23, -133)


def test_sections_repeat_labels() -> None:
    """`Available Keys` stands in three sections of a 4769; each goes to its own field."""
    text = (
        "A Kerberos service ticket was requested.\n\nAccount Information:\nAccount Name: a\nAvailable Keys: N/A\n"
        "Service Information:\nService Name: svc\nAvailable Keys: AES-SHA1, RC4\n"
        "Domain Controller Information:\nAvailable Keys: RC4\nNetwork Information:\nClient Address: ::ffff:10.0.0.5\n"
        "Advertized Etypes:\n\tAES256-CTS-HMAC-SHA1-96\n\tRC4-HMAC-NT\nAdditional Information:\n"
        "Ticket Encryption Type: 0x17\n"
    )
    (seen,) = read_event_text(text)
    assert seen.field("AccountAvailableKeys") is None
    assert seen.etypes("ServiceAvailableKeys") == (18, 23)
    assert seen.etypes("DCAvailableKeys") == (23,)
    assert seen.etypes("ClientAdvertizedEncryptionTypes") == (18, 23)
    assert (seen.field("IpAddress"), seen.etype("TicketEncryptionType")) == ("::ffff:10.0.0.5", 23)


def test_get_winevent_list() -> None:
    """PowerShell's list form has other labels in its head, and the text behind `Message`."""
    text = (
        "TimeCreated  : 3/4/2026 1:02:03 PM\nProviderName : Microsoft-Windows-Security-Auditing\nId           : 4771\n"
        "Message      : Kerberos pre-authentication failed.\n\n               Account Information:\n"
        "               \tSecurity ID:\t\tS-1-5-21-1-2-3-1104\n               \tAccount Name:\t\tsvc_web\n\n"
        "               Additional Information:\n               \tFailure Code:\t\t0x18\n"
    )
    (seen,) = read_event_text(text)
    assert (seen.id, seen.error, seen.field("TargetUserName")) == (4771, 24, "svc_web")


# Layout of 201-209: an EventViewerX test fixture; wording by StrongWind1's rc4-deprecation.md. Names are invented.
EVENT_203 = """\
The Key Distribution Center blocked cipher usage because service msds-SupportedEncryptionTypes is not defined and the
client only supports insecure encryption types.

Account Information
\tAccount Name: alice
\tSupplied Realm Name: CONTOSO.COM
\tmsds-SupportedEncryptionTypes: 0x0
\tAvailable Keys: RC4

Service Information:
\tService Name: svc_web
\tmsds-SupportedEncryptionTypes: 0x18 (AES128-SHA96, AES256-SHA96)
\tAvailable Keys: AES-SHA1, RC4

Network Information:
\tClient Address: ::ffff:10.0.0.5
\tAdvertized Etypes: RC4-HMAC-NT
"""


def test_the_events_of_the_rc4_removal() -> None:
    """A heading without a colon is a heading; the number follows from the first sentence."""
    (seen,) = read_event_text(EVENT_203)
    assert seen.id == 203
    assert seen.etypes("AccountAvailableKeys") == (23,)
    assert seen.number("ServiceSupportedEncryptionTypes") == 0x18
    assert seen.etypes("ClientAdvertizedEncryptionTypes") == (23,)


UNSET = "because service msds-SupportedEncryptionTypes is not defined"
AES_ONLY = "because msds-SupportedEncryptionTypes is configured to only support AES-SHA1"
WORDS = {
    201: f"detected RC4 usage that will be unsupported {UNSET} and the client only supports insecure encryption types",
    202: f"detected RC4 usage that will be unsupported {UNSET} and the service account only has insecure keys",
    203: f"blocked cipher usage {UNSET} and the client only supports insecure encryption types",
    204: f"blocked cipher usage {UNSET} and the service account only has insecure keys",
    205: "detected explicit insecure cipher enablement in the DefaultDomainSupportedEncTypes policy configuration",
    206: f"detected RC4 usage {AES_ONLY} but the client does not advertize AES-SHA1",
    207: f"detected RC4 usage {AES_ONLY} but the service account does not have AES-SHA1 keys",
    208: f"blocked cipher usage {AES_ONLY} but the client does not advertise AES-SHA1",
    209: f"blocked cipher usage {AES_ONLY} but the service account does not have AES-SHA1 keys",
}


@pytest.mark.parametrize(("number", "words"), WORDS.items())
def test_each_of_them_by_its_words(number: int, words: str) -> None:
    """Audit and enforcement, client and key, unset and AES-only are told apart by words."""
    (seen,) = read_event_text(f"The Key Distribution Center (KDC) {words}.")
    assert seen.id == number


key = st.builds(
    KeytabEntry,
    principal=st.from_regex(r"[A-Za-z0-9$/._-]{1,20}@[A-Z.]{1,12}", fullmatch=True),
    kvno=st.integers(0, 99999),
    key=st.sampled_from([18, 17, 23, 3, 20]).map(lambda e: Key(etype=e, value=b"\1" * 16)),
    at=st.integers(0, 4_000_000_000).map(lambda s: s * 1_000_000),
)


@given(st.lists(key, max_size=5), st.booleans(), st.booleans())
def test_keytab_listings_read_back(entries: list[KeytabEntry], keys: bool, c_locale: bool) -> None:
    """Names, versions and etypes come back in either locale, with key bytes or without."""
    seen = read_keytab_listing(as_keytab(tuple(entries), "web.keytab", show_keys=keys, c_locale=c_locale))
    assert seen.name == "web.keytab"
    assert seen.keys == tuple(KeySeen(principal=e.principal, kvno=e.kvno, etype=e.key.etype) for e in entries)


def test_older_listings() -> None:
    """Without -e there are no etypes; before 1.14 they had long names; without -t there is no time."""
    text = (
        "Keytab name: FILE:/etc/krb5.keytab\nKVNO Principal\n---- ----\n   3 HTTP/web@R\n"
        "   4 HTTP/web@R (ArcFour with HMAC/md5) \n   5 HTTP/web@R (UNSUPPORTED:des-cbc-crc) \n"
    )
    assert [(k.kvno, k.etype) for k in read_keytab_listing(text).keys] == [(3, None), (4, 23), (5, 1)]


def test_a_keytab_file() -> None:
    """A keytab itself is read as one; its key bytes go no further."""
    name = Principal(name=PrincipalName(name_type=1, components=("HTTP", "web")), realm="R")
    data = encode_keytab([FileEntry(principal=name, kvno=3, key=Key(etype=18, value=b"\7" * 32))])
    (seen,) = recognised(data, "web.keytab")
    assert isinstance(seen, KeytabSeen)
    assert seen.keys == (KeySeen(principal="HTTP/web@R", kvno=3, etype=18),)
    with pytest.raises(ScenarioError):
        recognised(data[:20], "web.keytab")


def test_encodings() -> None:
    """PowerShell saves UTF-16, Notepad a BOM, old consoles cp1252."""
    text = "Current LogonId is 0:0x3e7\n\n\tTicket(s) purged! \u00e4\n"
    crlf = text.replace("\n", "\r\n")
    for data in (text.encode("utf-16"), text.encode("utf-8-sig"), text.encode("cp1252"), crlf.encode()):
        assert recognised(data) == (PurgeSeen(luid=0x3E7),)


def test_an_empty_cache_is_a_cache() -> None:
    """klist without tickets is recognised too."""
    assert recognised(b"\nCurrent LogonId is 0:0x5\n\nCached Tickets: (0)\n") == (
        CacheSeen(current=5, targeted=None, tickets=()),
    )


HOSTILE = {
    "a DTD": (b'<!DOCTYPE x [<!ENTITY a "b">]><Event>&a;</Event>', "KS302"),
    "a DTD inside": (b"<Events><!DOCTYPE x></Events>", "KS302"),
    "an external entity": (b'<!ENTITY % x SYSTEM "file:///etc/passwd"><Event/>', "KS302"),
    "an unknown entity": (b"<Event><System>&nobody;</System></Event>", "KS303"),
    "an end that is missing": (b"<Event><System>", "KS303"),
    "too deep": (b"<Event>" + b"<a>" * 100 + b"</a>" * 100 + b"</Event>", "KS304"),
    "too many": (b"<Events>" + b"<Event/>" * 6000 + b"</Events>", "KS304"),
    "too large": (b"x" * (MOST_BYTES + 1), "KS304"),
    "binary": (b"ElfFile\0\1\2", "KS305"),
    "another source": (b"Log Name: System\nSource: e1dexpress\nEvent ID: 27\nDescription:\nlink lost", "KS306"),
    "prose": (b"it does not work", "KS301"),
    "nothing": (b"", "KS301"),
    "XML of something else": (b"<Event><foo/></Event>", "KS301"),
}


@pytest.mark.parametrize(("data", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_refusals(data: bytes, code: str) -> None:
    """Whatever it is: one diagnostic with a stable code, and nothing guessed."""
    with pytest.raises(ScenarioError) as refused:
        recognised(data)
    assert [d.code for d in refused.value.diagnostics] == [code]


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: ("<Event>" + t).encode(errors="replace")))
def test_any_bytes_may_be_pasted(data: bytes) -> None:
    """Rubbish is refused by a diagnostic, never by another exception."""
    try:
        recognised(data)
    except ScenarioError as refused:
        assert len(refused.diagnostics) == 1


MARKS = (
    "Event ID:",
    "27",
    "Description:",
    "Account Information:",
    "Account Name:\ta",
    "A Kerberos",
    "\t",
    "Type:",
    "Id : 4",
)


@given(st.lists(st.sampled_from(MARKS), max_size=30))
def test_any_lines_may_be_pasted(lines: list[str]) -> None:
    """Marks in any order and number do not break the reader of texts."""
    for seen in read_event_text("\n".join(lines)):
        assert isinstance(seen, EventSeen)


def test_what_a_terminal_would_act_on_is_taken_out() -> None:
    """A name with an escape sequence in it colours nothing and moves no cursor."""
    text = "Kerberos pre-authentication failed.\n\nAccount Information:\n\tAccount Name:\tev\x1b[31mil\u202e\n"
    (seen,) = recognised(text.encode())
    assert isinstance(seen, EventSeen)
    name = seen.field("TargetUserName")
    assert name is not None and name.isprintable() and name.startswith("ev")

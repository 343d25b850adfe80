"""What people paste: recognised by its marks, read by names, refused with one diagnostic when it is nothing known."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdcsim.ad.eventlog import Audit, Event
from kdcsim.errors import ScenarioError
from kdcsim.krb5.files.keytab import KeytabEntry as FileEntry
from kdcsim.krb5.files.keytab import encode_keytab
from kdcsim.krb5.key import Key
from kdcsim.krb5.principal import Principal, PrincipalName
from kdcsim.report.as_events import (
    as_event_json,
    as_event_text,
    as_event_xml,
    read_event_json,
    read_event_text,
    read_event_xml,
)
from kdcsim.report.as_events.body import CLASSIC, MODERN
from kdcsim.report.as_events.labels import labels
from kdcsim.report.as_events.read_text import SENTENCES
from kdcsim.report.as_keytab import KeytabEntry, as_keytab, read_keytab_listing
from kdcsim.report.pasted import MOST_BYTES, recognised
from kdcsim.study.evidence import CacheSeen, ErrorSeen, EventSeen, KeySeen, KeytabSeen, Part, PurgeSeen, weigh

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
        assert event.id in (seen.id, seen.or_id) and (seen.or_id is None or event.id in (26, 27))
        assert dict(seen.fields) == dict(event.fields)


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
        CacheSeen(current=5, targeted=None, tickets=(), announced=0),
    )


MIT = """Ticket cache: FILE:/tmp/krb5cc_1000
Default principal: alice@CONTOSO.COM

Valid starting     Expires            Service principal
11/26/26 10:00:00  11/26/26 20:00:00  krbtgt/CONTOSO.COM@CONTOSO.COM
\trenew until 12/03/26 10:00:00, Etype (skey, tkt): aes256-cts-hmac-sha1-96, aes256-cts-hmac-sha1-96\x20
11/26/26 10:01:00  11/26/26 20:00:00  HTTP/web.contoso.com@CONTOSO.COM
\tEtype (skey, tkt): aes256-cts-hmac-sha1-96, DEPRECATED:arcfour-hmac\x20
"""


def test_a_cache_of_mit() -> None:
    """klist -e of MIT krb5: session key before ticket, and no logon session (tool layouts, section 2.3)."""
    (cache,) = recognised(MIT.encode())
    assert isinstance(cache, CacheSeen)
    assert (cache.luid, cache.announced) == (None, 2)
    assert [(t.server, t.etype, t.session_etype, t.client) for t in cache.tickets] == [
        ("krbtgt/CONTOSO.COM", 18, 18, "alice"),
        ("HTTP/web.contoso.com", 23, 18, "alice"),
    ]


def test_a_cache_of_mit_without_etypes() -> None:
    """Without -e there are tickets and no etypes; the next thing to do is to ask for them."""
    (cache,) = recognised("\n".join(line for line in MIT.splitlines() if "Etype" not in line).encode())
    assert isinstance(cache, CacheSeen)
    assert [t.etype for t in cache.tickets] == [None, None]
    (told,) = weigh((cache,))
    assert any("klist -e" in s.sentence for s in told.statements)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kinit: Clock skew too great while getting initial credentials", 37),
        ("kinit: KDC has no support for encryption type while getting initial credentials", 14),
        ("KrbException: Integrity check on decrypted field failed (31) - PREAUTH_FAILED", 31),
        ("GSSException: KrbException: something of another release (37)", 37),
        ("the code is KRB5KDC_ERR_PREAUTH_FAILED", 24),
        ("Kerberos SessionError: KRB_AP_ERR_MODIFIED", 41),
        ("it says kdc_err_etype_notsupp.", 14),
    ],
)
def test_an_error_in_any_text(text: str, code: int) -> None:
    """Where no tool is recognised, the error that a text names is explained."""
    assert recognised(text.encode()) == (ErrorSeen(code=code),)
    (told,) = weigh((ErrorSeen(code=code),))
    assert {Part.WHAT, Part.PROVES, Part.NEXT} <= {s.part for s in told.statements}


@pytest.mark.parametrize("text", ["we called twice (37)", "a KDC of ours answers nothing (99)", "KDC_ERR_NONE"])
def test_a_number_alone_is_no_error(text: str) -> None:
    """Nothing is guessed, and the note says what could have been read."""
    with pytest.raises(ScenarioError) as refused:
        recognised(text.encode())
    assert "Events must be in English" in (refused.value.diagnostics[0].note or "")


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


NO_KEY = (
    "While processing a TGS request for the target server MSSQLSvc/db-3.fabrikam.com:1433, the account kim@FABRIKAM.COM"
    " did not have a suitable key for generating a Kerberos ticket (the missing key has an ID of 9). The requested"
    " etypes were 18  17. The accounts available etypes were 23."
)
ADVICE = " Changing or resetting the password of svc_db will generate a proper key."


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (NO_KEY + ADVICE, (16, None)),
        (NO_KEY + "  For more information, see Help and Support Center.", (27, None)),
        (NO_KEY, (16, 27)),
        (NO_KEY[:-20], (16, 27)),
        (NO_KEY.replace("a TGS request", "an AS request"), (14, 26)),
        ("Event ID: 27\nDescription:\n" + NO_KEY, (27, None)),
        ("Event ID: 16\nDescription:\n" + NO_KEY[:-20], (16, None)),
    ],
)
def test_a_text_that_ends_early_may_be_either(text: str, ids: tuple[int, int | None]) -> None:
    """That the advice is missing counts only where the text goes on after the lists."""
    (seen,) = recognised(text.encode())
    assert isinstance(seen, EventSeen)
    assert (seen.id, seen.or_id) == ids
    assert seen.field("Account") == "kim@FABRIKAM.COM"


def test_tables_have_the_number_in_a_column() -> None:
    """`Get-WinEvent` and `Get-EventLog` cut the message; the Id column counts, and InstanceId by its low half."""
    table = (
        "\n   ProviderName: Microsoft-Windows-Kerberos-Key-Distribution-Center\n\n"
        "TimeCreated                     Id LevelDisplayName Message\n"
        "-----------                     -- ---------------- -------\n"
        "5/11/2026 4:40:12 PM            16 Error            While processing a TGS request for the target ser...\n"
        "5/11/2026 4:40:12 PM           203 Error            The Key Distribution Center blocked cipher usage b...\n"
        "5/11/2026 4:39:01 PM            27 Error            While processing a TGS request for the target server\n"
        "                                                    HTTP/w3, the account kim did not have a suitable key\n"
    )
    seen = [each for each in recognised(table.encode()) if isinstance(each, EventSeen)]
    assert [(e.id, e.or_id, e.when) for e in seen] == [
        (16, None, "5/11/2026 4:40:12 PM"),
        (203, None, "5/11/2026 4:40:12 PM"),
        (27, None, "5/11/2026 4:39:01 PM"),
    ]
    assert (seen[2].field("Target"), seen[2].field("Account")) == ("HTTP/w3", "kim")
    old = (
        "   Index Time          EntryType   Source                 InstanceID Message\n"
        "   ----- ----          ---------   ------                 ---------- -------\n"
        "    4411 Mar 05 10:11  Error       KDC                    3221225499 While processing a TGS request...\n"
    )
    (event,) = recognised(old.encode())
    assert isinstance(event, EventSeen)
    assert (event.id, event.provider) == (27, "KDC")


def test_lists_of_properties() -> None:
    """Format-List shows properties in any order, some of them behind the message."""
    text = (
        "\nIndex              : 4411\nEntryType          : Error\nInstanceId         : 3221225499\n"
        f"Message            : {NO_KEY}\nCategory           : (0)\nSource             : KDC\n"
        "TimeGenerated      : 3/5/2009 10:11:40 AM\n"
    )
    (seen,) = recognised(text.encode())
    assert isinstance(seen, EventSeen)
    assert (seen.id, seen.or_id, seen.provider, seen.when) == (27, None, "KDC", "3/5/2009 10:11:40 AM")
    star = f"Message      : {NO_KEY}\nId           : 16\nProviderName : KDC\nTimeCreated  : 5/1/2026\n"
    both = recognised((star + "\n" + star.replace(": 16", ": 27")).encode())
    assert [e.id for e in both if isinstance(e, EventSeen)] == [16, 27]


def test_json() -> None:
    """ConvertTo-Json keeps the message in one property; what kdcsim writes comes back field by field."""
    (seen,) = recognised(b'[{"Id": 4771, "Message": "Kerberos pre-authentication failed.\\r\\n\\r\\nAdditional'
                         b' Information:\\r\\n\\tFailure Code:\\t\\t0x12"}]')  # fmt: skip
    assert isinstance(seen, EventSeen) and (seen.id, seen.error) == (4771, 18)
    event = Event(
        computer="DC9",
        log="Security",
        provider="Microsoft-Windows-Security-Auditing",
        id=4771,
        audit=Audit.FAILURE,
        at=0,
        fields=(("Status", "0x25"),),
    )
    (own,) = recognised(as_event_json((event,)).encode())
    assert isinstance(own, EventSeen) and (own.id, own.computer, own.error) == (4771, "DC9", 37)
    assert read_event_json("[1, {}, null]") == read_event_json("{broken") == ()


TICKET_4769 = (
    "Log Name:      Security\nSource:        Microsoft-Windows-Security-Auditing\nEvent ID:      4769\n"
    "Computer:      DC9.fabrikam.com\nDescription:\nA Kerberos service ticket was requested.\n\nAccount Information:\n"
    "\tAccount Name:\t\tkim@FABRIKAM.COM\n\tAvailable Keys:\tN/A\n\nService Information:\n\tService Name:\t\tsvc_db\n"
    "\tMSDS-SupportedEncryptionTypes:\t0x1C (RC4, AES128-SHA96, AES256-SHA96)\n\tAvailable Keys:\tRC4\n\n"
    "Network Information:\n\tClient Address:\t\t::ffff:10.1.2.3\n\tAdvertized Etypes:\n\t\tAES256-CTS-HMAC-SHA1-96\n"
    "\t\tRC4-HMAC-NT\n\nAdditional Information:\n\tTicket Options:\t\t0x40810000\n\tTicket Encryption Type:\t0x17\n"
    "\tSession Encryption Type:\t0x12\n\tFailure Code:\t\t0x0\n"
)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join("> " + line for line in TICKET_4769.splitlines()),
        " ".join(TICKET_4769.split()),
        TICKET_4769.replace("\n", "\r\n"),
        "\n".join("   " + line for line in TICKET_4769.splitlines()),
    ],
    ids=["quoted", "one paragraph", "CRLF", "indented"],
)
def test_an_audit_in_any_shape(text: str) -> None:
    """The fields of the newer form are read however the record was passed on."""
    plain, seen = recognised(TICKET_4769.encode())[0], recognised(text.encode())[0]
    assert isinstance(plain, EventSeen) and isinstance(seen, EventSeen)
    assert seen.etype("SessionKeyEncryptionType") == 18 and seen.computer == "DC9.fabrikam.com"
    assert seen.etypes("ServiceAvailableKeys") == (23,) and seen.field("AccountAvailableKeys") is None
    assert seen.etypes("ClientAdvertizedEncryptionTypes") == plain.etypes("ClientAdvertizedEncryptionTypes") == (18, 23)


def test_a_label_that_cannot_be_read_is_still_there() -> None:
    """A record of the newer form is never taken for one of the older because a value was lost."""
    text = "A Kerberos service ticket was requested. (Advertized Etypes and Session Encryption Type: see the portal)"
    (seen,) = recognised(text.encode())
    assert isinstance(seen, EventSeen)
    assert seen.has("SessionKeyEncryptionType") and seen.field("SessionKeyEncryptionType") is None


REMOVAL = ["kim", "FABRIKAM.COM", "0x1C", "RC4", "svc_db", "S-1-5-21-9", "0x27", "RC4", "0x1F", "-", "RC4", "10.1.2.3"]


@pytest.mark.parametrize(
    "strings", [["RC4", *REMOVAL, "50001", "RC4-HMAC-NT"], [*REMOVAL, "50001", "RC4-HMAC-NT", "RC4"]]
)
def test_both_places_of_the_cipher(strings: list[str]) -> None:
    """Sources differ on whether a 201 to 209 has the cipher's name first or last; its content tells."""
    (seen,) = read_event_xml(_xml(202, *strings))
    assert (seen.field("Cipher"), seen.field("AccountName"), seen.field("ServiceName")) == ("RC4", "kim", "svc_db")
    assert seen.etypes("ClientAdvertizedEncryptionTypes") == (23,)


def _xml(number: int, *strings: str) -> str:
    data = "".join(f"<Data>{each}</Data>" for each in strings)
    return f"<Event><System><EventID>{number}</EventID></System><EventData>{data}</EventData></Event>"


def test_strings_of_older_records() -> None:
    """Where their order is known, unnamed strings get names: the client's error 3, 42, 205 and the audits of 2003."""
    head = ("FABRIKAM\\kim", "", "13:55:10.0000 9/10/2024 Z")
    for error in (("0x7", "KDC_ERR_S_PRINCIPAL_UNKNOWN"), ("0x7 KDC_ERR_S_PRINCIPAL_UNKNOWN",)):
        (client,) = read_event_xml(
            _xml(3, *head, *error, "0xc0000035 KLIN(0)", "", "", "FABRIKAM.COM", "krbtgt", "http/x")
        )
        assert (client.error, client.field("ServerRealm"), client.field("TargetName")) == (7, "FABRIKAM.COM", "http/x")
    assert read_event_xml(_xml(42, "krbtgt"))[0].field("Account") == "krbtgt"
    assert read_event_xml(_xml(205, "RC4", "0x1C (RC4, AES)"))[0].number("DefaultDomainSupportedEncTypes") == 0x1C
    (tgs,) = read_event_xml(_xml(673, "kim", "R", "krbtgt/R", "-", "0x60810010", "-", "10.1.2.3", "0xE", "-", "-"))
    assert (tgs.error, tgs.number("Ticket Options")) == (14, 0x60810010)
    (proof,) = read_event_xml(_xml(675, "PC$", "S-1-5-9", "krbtgt/R", "0x0", "0x19", "10.1.2.3"))
    assert (proof.error, proof.number("Pre-Authentication Type")) == (25, 0)


def test_names_in_any_case_and_one_column() -> None:
    """Exports change the case of field names; broken XML is pointed at once."""
    xml = "<Event><System><EventID>4769</EventID></System><EventData><Data Name='STATUS'>0xe</Data></EventData></Event>"
    assert read_event_xml(xml)[0].error == 14
    with pytest.raises(ScenarioError) as refused:
        recognised(b"<Event><System></Event>")
    (diagnostic,) = refused.value.diagnostics
    assert "column" not in diagnostic.message and "line" not in diagnostic.message
    assert diagnostic.span is not None and diagnostic.span.line == 1


def test_numbers_of_other_sources() -> None:
    """The Kerberos client has events 9, 11 and 14 of its own: those are not a KDC's."""
    head = "Source: Microsoft-Windows-Security-Kerberos\nEvent ID: {}\nDescription:\n(text)\n"
    for number in (9, 11, 14):
        with pytest.raises(ScenarioError):
            recognised(f"Log Name: System\n{head.format(number)}".encode())
    kdc = "Log Name: System\nSource: KDC\nEvent ID: 9\nDescription:\n(text)\n"
    assert isinstance(recognised(kdc.encode())[0], EventSeen)


LONG = (
    "\n",
    " ",
    "> ",
    "While processing a TGS request for the target server a, the account ",
    "[0] ",
    "Ticket cache: ",
    "Etype (skey, tkt): a, b\n",
    "KDC ",
)


@pytest.mark.parametrize("unit", LONG)
def test_long_pastes_take_no_long_time(unit: str) -> None:
    """Readers are linear: a quarter of a mebibyte of one mark is read in seconds, whatever the mark."""
    before = process_time()
    try:
        recognised((unit * (262_144 // len(unit))).encode())
    except ScenarioError as refused:
        assert len(refused.diagnostics) == 1
    assert process_time() - before < 10

"""LogonSessions, MIT klist -kte and event records in the layouts of the real tools."""

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

from kdcsim.ad.eventlog import Audit, Event
from kdcsim.krb5.key import Key
from kdcsim.report.as_events import as_event_json, as_event_text, as_event_xml
from kdcsim.report.as_keytab import KeytabEntry, as_keytab, entries_of_session
from kdcsim.report.as_logonsessions import LABELS, V1_21, as_logonsessions
from kdcsim.study.logbook import events_on
from tests.study.two_servers import branch, step

AT = 1349870665_000000


def test_logonsessions_columns() -> None:
    """Nine labels in a fixed order after a padded LUID, values at column 18."""
    text = as_logonsessions(step("fine", "send").after.host("B"), "CONTOSO")
    block = text.split("\n\n\n", 1)[1].split("\n\n")[0].split("\n")
    assert block[0] == "[0] Logon session 00000000:000003e7:"
    assert [line[4:17].rstrip().rstrip(":") for line in block[1:]] == list(LABELS)
    assert block[1] == "    User name:    CONTOSO\\B$"
    assert block[3] == "    Logon type:   (none)"
    assert block[7] == "    Logon server:"


def test_logonsessions_as_the_post_pasted_it() -> None:
    """Version 1.21 stands flush left, spelling mistakes in its banner included."""
    text = as_logonsessions(step("fine", "send").after.host("B"), "CONTOSO", voice=V1_21)
    assert "Logonsesions v1.21\n" in text
    assert "\nUser name: NT AUTHORITY\\LOCAL SERVICE\n" in text
    assert "\nLogon server:\n" in text


# Layout: klist.c of MIT krb5 1.20; the trailing blank after the etype is the real tool's.
KEYTAB = (
    "Keytab name: FILE:hub-1.keytab\n"
    "KVNO Timestamp         Principal\n"
    "---- ----------------- --------------------------------------------------------\n"
    "   3 10/10/12 12:04:25 HUB-1$@CONTOSO.COM (aes256-cts-hmac-sha1-96) \n"
    "   3 10/10/12 12:04:25 HUB-1$@CONTOSO.COM (DEPRECATED:arcfour-hmac) \n"
)


def test_keytab_in_the_c_locale() -> None:
    """A time column of 17, retired etypes marked."""
    entries = tuple(
        KeytabEntry(principal="HUB-1$@CONTOSO.COM", kvno=3, key=Key(etype=e, value=b"\1" * n), at=AT)
        for e, n in ((18, 32), (23, 16))
    )
    assert as_keytab(entries, "hub-1.keytab") == KEYTAB


def test_keytab_in_another_locale() -> None:
    """A time column of 19, and a header to match."""
    entry = KeytabEntry(principal="p@R", kvno=1, key=Key(etype=17, value=b"\1" * 16), at=AT)
    lines = as_keytab((entry,), "k", c_locale=False).split("\n")
    assert lines[1] == "KVNO Timestamp           Principal"
    assert lines[2] == f"---- {'-' * 19} {'-' * 54}"
    assert lines[3].startswith("   1 10/10/2012 12:04:25 p@R ")


def test_key_bytes_only_on_request() -> None:
    """Without -K no key byte is printed."""
    entries = entries_of_session(step("fine", "send").after.host("B").sessions[0x3E4])
    assert entries
    plain = as_keytab(entries, "k")
    full = as_keytab(entries, "k", show_keys=True)
    for entry in entries:
        assert entry.key.value.hex() not in plain
        assert f" (0x{entry.key.value.hex()})" in full


def event(number: int, *fields: tuple[str, str], legacy: bool = False, log: str = "System") -> Event:
    """An event by hand."""
    return Event(
        computer="dc-2003.contoso.com",
        log=log,
        provider="KDC" if legacy else "Microsoft-Windows-Kerberos-Key-Distribution-Center",
        id=number,
        audit=Audit.ERROR,
        at=AT,
        fields=fields,
        legacy=legacy,
    )


EVENT_27 = (
    ("Target", "krbtgt/CONTOSO.COM"),
    ("Account", "SERVER-1$"),
    ("ID", "8"),
    ("RequestedEtypes", "18"),
    ("AvailableEtypes", "23  -133  -128  3  1"),
)


def test_event_27_of_2003_has_two_blanks_after_a_full_stop() -> None:
    """The text of 2003 and that of 2008 differ in their blanks."""
    old, new = as_event_text((event(27, *EVENT_27, legacy=True),)), as_event_text((event(27, *EVENT_27),))
    assert "an ID of 8).  The requested etypes were 18.  The" in old
    assert "an ID of 8). The requested etypes were 18. The" in new
    assert old.startswith("Event Type:\tError\nEvent Source:\tKDC\n")
    assert "Date:          10/10/2012 12:04:25 PM" in new


def test_envelope_order() -> None:
    """The elements of an event stand in the order of the Windows event log."""
    text = as_event_xml((event(27, *EVENT_27),))
    root = ElementTree.fromstring(text)
    system = root[0][0]
    assert [re.sub("{.*}", "", child.tag) for child in system] == [
        "Provider", "EventID", "Version", "Level", "Task", "Opcode", "Keywords", "TimeCreated", "EventRecordID",
        "Correlation", "Execution", "Channel", "Computer", "Security",
    ]  # fmt: skip
    assert system[1].attrib == {"Qualifiers": "49152"}  # 27 is 3221225499 = 0xC000001B in the message table
    assert system[7].attrib == {"SystemTime": "2012-10-10T12:04:25.0000000Z"}
    assert [d.attrib["Name"] for d in root[0][1]] == [name for name, _ in EVENT_27]


def test_classic_records_have_unnamed_strings() -> None:
    """A record of 2003 has insertion strings without names."""
    root = ElementTree.fromstring(as_event_xml((event(27, *EVENT_27, legacy=True),)))
    assert all(d.attrib == {} for d in root[0][1])


def test_fields_that_a_version_lacks_leave_no_line() -> None:
    """A 4769 before 2025-01 has no etype fields, so its text has no heading for them either."""
    (found,) = [e for e in events_on(branch("fine").run, None, "DC-2008") if e.id == 4769]
    text = as_event_text((found,))
    assert "Domain Controller Information" not in text
    assert "Advertized" not in text
    assert "\tTicket Encryption Type:\t0x12\n" in text


def test_text_spells_numbers_and_sids_as_the_event_viewer_does() -> None:
    """``0xE``, ``NULL SID`` and ``CONTOSO\\alice`` in text, ``0xe`` and the SIDs in XML (4768 samples of 2025)."""
    fields = (
        ("TargetUserName", "alice"),
        ("TargetSid", "S-1-5-21-1-2-3-1104"),
        ("ServiceSid", "S-1-0-0"),
        ("Status", "0xe"),
        ("TicketEncryptionType", "0xffffffff"),
        ("SessionKeyEncryptionType", "0x2d"),
        ("ClientAdvertizedEncryptionTypes", "-"),
        ("ResponseTicket", "-"),
    )
    told = replace(event(4768, *fields, log="Security"), names=(("S-1-5-21-1-2-3-1104", "CONTOSO\\alice"),))
    text = as_event_text((told,))
    for line in (
        "User ID:\t\t\tCONTOSO\\alice",
        "Service ID:\t\tNULL SID",
        "Result Code:\t\t0xE",
        "Ticket Encryption Type:\t0xFFFFFFFF",
        "Session Encryption Type:\t0x2D",
        "Advertized Etypes:\t-",
        "Response ticket hash:\t\t-",
    ):
        assert f"\t{line}\n" in text, line
    assert "\nTicket information\n" in text
    xml = as_event_xml((told,))
    assert ">0xe<" in xml and ">S-1-0-0<" in xml and ">S-1-5-21-1-2-3-1104<" in xml


def test_advertised_etypes_stand_one_on_a_line() -> None:
    """In text below their label, in XML between blanks."""
    told = event(4769, ("ClientAdvertizedEncryptionTypes", "AES256-CTS-HMAC-SHA1-96 RC4-HMAC-NT"), log="Security")
    text = as_event_text((told,))
    assert "\tAdvertized Etypes:\t\n\t\tAES256-CTS-HMAC-SHA1-96\n\t\tRC4-HMAC-NT\n" in text


def test_failed_logon_tells_the_null_sid() -> None:
    """The 4625 of an unreadable ticket names nobody."""
    (found,) = [e for e in events_on(branch("broken").run, None, "B") if e.id == 4625]
    text = as_event_text((found,))
    assert "Account For Which Logon Failed:\n\tSecurity ID:\t\tNULL SID\n" in text


def test_every_event_of_the_story_can_be_written_in_every_way() -> None:
    """No event lacks a template in a way that raises, and JSON keeps every field."""
    events = tuple(e for m in ("A", "B", "DC-2008") for e in events_on(branch("broken").run, None, m))
    assert as_event_text(events)
    ElementTree.fromstring(as_event_xml(events))
    assert [tuple(e["fields"].items()) for e in json.loads(as_event_json(events))["events"]] == [
        e.fields for e in events
    ]

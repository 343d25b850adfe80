"""A paste of several outputs is cut where another begins, and each is read as what it is."""

from hypothesis import given
from hypothesis import strategies as st

from kdcsim.report.pasted import recognised
from kdcsim.report.pieces import Tool, pieces, unquoted
from kdcsim.study.evidence import CacheSeen, CallFailedSeen, EventSeen, PurgeSeen, SessionsSeen, TicketSeen

# Layouts: fact sheet "how the real tools print", sections 2.1 and 2.5. Names are invented.


def klist(luid: int, etype: str, *, server: str = "SMTPSVC/mail-7.fabrikam.com", count: int = 1) -> str:
    """One page of klist -li with one ticket."""
    return (
        f"\nCurrent LogonId is 0:0x7a1f2\nTargeted LogonId is 0:{luid:#x}\n\nCached Tickets: ({count})\n\n"
        f"#0>\tClient: MAIL-7$ @ FABRIKAM.COM\n\tServer: {server} @ FABRIKAM.COM\n"
        f"\tKerbTicket Encryption Type: {etype}\n\tEnd Time:   4/2/2013 18:20:11 (local)\n"
        "\tSession Key Type: RSADSI RC4-HMAC(NT)\n\n"
    )


SYSTEM = klist(0x3E7, "AES-256-CTS-HMAC-SHA1-96")
SERVICE = klist(0x3E4, "RSADSI RC4-HMAC(NT)")
PURGE = "\nCurrent LogonId is 0:0x7a1f2\nTargeted LogonId is 0:0x3e4\n\tDeleting all tickets:\n\tTicket(s) purged!\n"
SESSIONS = (
    "\nCurrent LogonId is 0:0x7a1f2\n[0] Session 2 0:0x7a1f2 FABRIKAM\\ops Kerberos:RemoteInteractive\n"
    "[1] Session 0 0:0x3e4 FABRIKAM\\MAIL-7$ Negotiate:Service\n[2] Session 0 0:0x3e7 FABRIKAM\\MAIL-7$ Negotiate:(0)\n"
)
FAILED = (
    "\nCurrent LogonId is 0:0x7a1f2\n"
    "Error calling API LsaCallAuthenticationPackage (GetTicket substatus): 0x80090342\n\n"
    "klist failed with 0xc00002fd/-1073741059: (text)\n"
)
TGT = (
    "\nCurrent LogonId is 0:0x7a1f2\nCached TGT:\n\nServiceName        : krbtgt\nTargetName (SPN)   : krbtgt\n"
    "ClientName         : ops\nDomainName         : FABRIKAM.COM\nTargetDomainName   : FABRIKAM.COM\n"
    "Ticket Flags       : 0x40e10000 -> forwardable renewable\n"
    "Session Key        : KeyType 0x12 - AES-256-CTS-HMAC-SHA1-96\n                   : KeyLength 32 - 00 11\n"
)
EVENT = (
    "Log Name:      System\nSource:        Microsoft-Windows-Security-Kerberos\nEvent ID:      4\n"
    "Computer:      MAIL-7.fabrikam.com\nDescription:\n"
    "The Kerberos client received a KRB_AP_ERR_MODIFIED error from the server relay$. The target name used was"
    " SMTPSVC/mail-7.fabrikam.com. This indicates that the target server failed to decrypt the ticket.\n"
)


def test_two_sessions_are_two_caches() -> None:
    """The seed's comparison: nothing of LocalSystem's is told of NetworkService."""
    first, second = recognised((SYSTEM + SERVICE).encode())
    assert isinstance(first, CacheSeen) and isinstance(second, CacheSeen)
    assert [(c.luid, [t.etype for t in c.tickets]) for c in (first, second)] == [(0x3E7, [18]), (0x3E4, [23])]


def test_pages_without_a_session_head_are_cut_too() -> None:
    """The Resource Kit's klist names no session: its own head begins a page."""
    page = "\nCached Tickets: (1)\n\n   Server: {}@R\n      KerbTicket Encryption Type: Kerberos DES-CBC-MD5\n"
    first, second = recognised((page.format("a") + page.format("b")).encode())
    assert isinstance(first, CacheSeen) and isinstance(second, CacheSeen)
    assert (first.tickets[0].server, second.tickets[0].server) == ("a", "b")


def test_everything_on_one_console() -> None:
    """A cache, its purge, the sessions, a failure, the TGT and an event beside them: each is answered, in turn."""
    seen = recognised((SYSTEM + PURGE + SESSIONS + FAILED + TGT + EVENT + SERVICE).encode())
    kinds = [type(each) for each in seen]
    assert kinds == [CacheSeen, PurgeSeen, SessionsSeen, CallFailedSeen, CacheSeen, EventSeen, CacheSeen]
    cut = pieces(SYSTEM + PURGE)
    assert [piece.tool for piece in cut] == [Tool.CACHE, Tool.PURGE]


def test_the_other_verbs() -> None:
    """klist sessions, klist tgt and a klist get that failed, as values."""
    (sessions,) = recognised(SESSIONS.encode())
    assert isinstance(sessions, SessionsSeen)
    assert [(s.luid, s.account, s.package) for s in sessions.sessions][1:] == [
        (0x3E4, "FABRIKAM\\MAIL-7$", "Negotiate:Service"),
        (0x3E7, "FABRIKAM\\MAIL-7$", "Negotiate:(0)"),
    ]
    (failed,) = recognised(FAILED.encode())
    assert failed == CallFailedSeen(call="GetTicket", substatus=0x80090342, status=0xC00002FD, luid=0x7A1F2)
    (tgt,) = recognised(TGT.encode())
    assert isinstance(tgt, CacheSeen) and tgt.tool == "klist tgt"
    assert tgt.tickets == (TicketSeen(server="krbtgt/FABRIKAM.COM", session_etype=18, client="ops", flags=0x40E10000),)
    (decimal,) = recognised(b"Error calling API LsaCallAuthenticationPackage (ShowTickets substatus): 1312\n")
    assert isinstance(decimal, CallFailedSeen) and decimal.substatus == 0x520


def test_quoted_and_spaced_as_mail_does() -> None:
    """Quote marks and no-break spaces change nothing of what is read."""
    plain = recognised((SYSTEM + EVENT).encode())
    text = SYSTEM + EVENT
    assert recognised("\n".join("> " + line for line in text.splitlines()).encode()) == plain
    wide = text.replace("\t", "\u00a0\u00a0\u00a0").replace(": ", ":\u00a0")
    assert recognised(wide.encode()) == plain
    assert unquoted("> a\n>> b\n| c\n* d\n#0> e") == "a\nb\nc\nd\n#0> e"


def test_an_event_as_xml_between_pages() -> None:
    """XML is read where it stands, and the pages around it too."""
    xml = (
        "<Event><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4771</EventID></System>"
        "<EventData><Data Name='Status'>0x25</Data></EventData></Event>\n"
    )
    before, event, after = recognised((SYSTEM + xml + SERVICE).encode())
    assert isinstance(before, CacheSeen) and isinstance(after, CacheSeen)
    assert isinstance(event, EventSeen) and event.error == 37


@given(st.lists(st.sampled_from([SYSTEM, SERVICE, PURGE, SESSIONS, FAILED, TGT, EVENT]), max_size=6))
def test_no_word_is_lost(parts: list[str]) -> None:
    """Every word of the paste is in exactly one piece, in its order."""
    text = "".join(parts)
    assert " ".join(piece.text for piece in pieces(text)).split() == text.split()
    if parts:
        assert len(recognised(text.encode())) == len(parts)

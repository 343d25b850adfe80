"""The klist layout: byte for byte where it is known, and readable back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdcsim.report.as_klist import (
    KLIST_2003,
    KLIST_2008,
    KLIST_2012,
    KlistPage,
    KlistTicket,
    Voice,
    as_klist,
    page_of,
    parse,
    render,
    voice_of,
)
from tests.study.two_servers import step

# Layout: fact sheet "how the real tools print", section 2.1. Names are invented.
TICKET = KlistTicket(
    client="SERVER-1$",
    client_realm="CONTOSO.COM",
    server="krbtgt/CONTOSO.COM",
    server_realm="CONTOSO.COM",
    etype=18,
    flags=0x40E10000,
    start_time=1349870665,
    end_time=1349906665,
    renew_time=1350475465,
    session_etype=18,
    cache_flags=1,
    kdc_called="DC01.contoso.com",
)
PAGE_2012 = (
    "\n"
    "Current LogonId is 0:0x5097d\n"
    "Targeted LogonId is 0:0x3e7\n"
    "\n"
    "Cached Tickets: (1)\n"
    "\n"
    "#0>\tClient: SERVER-1$ @ CONTOSO.COM\n"
    "\tServer: krbtgt/CONTOSO.COM @ CONTOSO.COM\n"
    "\tKerbTicket Encryption Type: AES-256-CTS-HMAC-SHA1-96\n"
    "\tTicket Flags 0x40e10000 -> forwardable renewable initial pre_authent name_canonicalize \n"
    "\tStart Time: 10/10/2012 12:04:25 (local)\n"
    "\tEnd Time:   10/10/2012 22:04:25 (local)\n"
    "\tRenew Time: 10/17/2012 12:04:25 (local)\n"
    "\tSession Key Type: AES-256-CTS-HMAC-SHA1-96\n"
    "\tCache Flags: 0x1 -> PRIMARY \n"
    "\tKdc Called: DC01.contoso.com\n"
    "\n"
)


def test_page_of_2012() -> None:
    """TABs, the trailing blank after flag words, three blanks after `End Time:`, no zero padding."""
    assert render(KlistPage(current=0x5097D, targeted=0x3E7, tickets=(TICKET,)), KLIST_2012) == PAGE_2012


def test_older_voices_leave_lines_out() -> None:
    """2008 prints no cache flags; the Resource Kit tool of 2003 prints four lines per ticket."""
    page = KlistPage(current=0x5097D, targeted=None, tickets=(TICKET,))
    assert "Cache Flags" not in render(page, KLIST_2008)
    assert render(page, KLIST_2003).split("\n") == [
        "",
        "Cached Tickets: (1)",
        "",
        "   Server: krbtgt/CONTOSO.COM@CONTOSO.COM",
        "      KerbTicket Encryption Type: AES-256-CTS-HMAC-SHA1-96",
        "      End Time: 10/10/2012 22:04:25 (local)",
        "      Renew Time: 10/17/2012 12:04:25 (local)",
        "",
        "",
    ]


def test_each_build_has_its_voice() -> None:
    """A 2008 SP2 host speaks like klist-2008; unknown builds like the newest."""
    assert voice_of("2008") is KLIST_2008
    assert voice_of("2003") is KLIST_2003
    assert voice_of("2031") is KLIST_2012


def test_the_cache_of_a_world() -> None:
    """What klist shows of a session is what lies in its cache: here the AES ticket that the service cannot open."""
    host = step("broken", "send").after.host("A")
    page = parse(as_klist(host, 0x3E7))
    assert page.targeted == 0x3E7
    assert [(t.server, t.etype) for t in page.tickets] == [("HOST/b.contoso.com", 18), ("krbtgt/CONTOSO.COM", 23)]


def test_a_session_that_is_not_there() -> None:
    """Asking for an unknown session raises KeyError."""
    with pytest.raises(KeyError):
        page_of(step("broken", "send").after.host("A"), 0xDEAD)


name = st.from_regex(r"[A-Za-z0-9$/._:-]{1,30}", fullmatch=True)
moment = st.integers(0, 4_000_000_000)
word = st.integers(0, 0xFFFFFFFF)
etype = st.sampled_from([18, 17, 23, 3, 1, -133, 99])
luid = st.integers(0, 2**40)


@st.composite
def pages(draw: st.DrawFn, voice: Voice) -> KlistPage:
    """A page as this voice can print it."""
    ticket = st.builds(
        KlistTicket,
        client=name if voice.client else st.none(),
        client_realm=name if voice.client else st.none(),
        server=name,
        server_realm=name,
        etype=etype,
        flags=word if voice.flags else st.none(),
        start_time=moment if voice.start_time else st.none(),
        end_time=moment,
        renew_time=st.none() | moment,
        session_etype=etype if voice.session_key else st.none(),
        cache_flags=word if voice.cache_flags else st.none(),
        kdc_called=(st.just("") | name) if voice.kdc_called else st.none(),
    )
    current = draw(luid) if voice.logon_ids else None
    targeted = draw(st.none() | luid) if voice.logon_ids else None
    return KlistPage(current=current, targeted=targeted, tickets=tuple(draw(st.lists(ticket, max_size=4))))


@given(st.data(), st.sampled_from([KLIST_2003, KLIST_2008, KLIST_2012]))
def test_what_is_printed_can_be_read(data: st.DataObject, voice: Voice) -> None:
    """parse(render(page)) is the page."""
    page = data.draw(pages(voice))
    assert parse(render(page, voice)) == page


@given(st.text(alphabet=st.sampled_from("#0123>\t\n :x@ServerEndTimeClient/KerbTicket()-"), max_size=300))
def test_any_text_may_be_read(text: str) -> None:
    """Rubbish gives an empty or partial page, never an exception."""
    parse(text)


def test_consoles_outside_the_us() -> None:
    """The date is printed twice there, with dots in the time; the last one counts."""
    text = render(KlistPage(current=1, targeted=None, tickets=(TICKET,)), KLIST_2008)
    local = text.replace("End Time:   10/10/2012 22:04:25", "End Time:   10/13/2022 13/10/2022 06.28.43")
    (ticket,) = parse(local).tickets
    assert ticket.end_time == 1665642523


def test_quoted_pages_read_the_same() -> None:
    """Marks of mail programs before the lines take nothing away."""
    page = parse(PAGE_2012)
    for mark in ("> ", "> > ", "| ", ">"):
        assert parse("\n".join(mark + line for line in PAGE_2012.splitlines())) == page


def test_one_paragraph_reads_the_same() -> None:
    """Labels decide: a page that a form has flattened is still a page."""
    assert parse(" ".join(PAGE_2012.split())) == parse(PAGE_2012)


def test_a_part_of_a_ticket_is_kept() -> None:
    """What was not shown is None; a server, an etype or a session key's etype alone is worth keeping."""
    (alone,) = parse("KerbTicket Encryption Type: RSADSI RC4-HMAC(NT)\n").tickets
    assert alone == KlistTicket(etype=23)
    (cut,) = parse("Server: HTTP/web01 @ CONTOSO.COM\nTicket Flags 0x40a10000 -> forwardable\n").tickets
    assert (cut.server, cut.etype, cut.end_time, cut.flags) == ("HTTP/web01", None, None, 0x40A10000)
    (old,) = parse("#0> Client: a @ R\n\tKrbTicket Encryption Type: AES-256-CTS-HMAC-SHA1-96\n").tickets
    assert (old.client, old.server, old.etype) == ("a", None, 18)
    assert parse("#0>\tEnd Time: 1/2/2024 3:04:05 (local)\n").tickets == ()


def test_the_number_in_the_head_is_kept() -> None:
    """Without a head nothing is announced, and nothing is called empty."""
    assert parse(PAGE_2012).announced == 1
    assert parse("Cached Tickets: (7)\n").announced == 7
    assert parse("Server: HTTP/web01 @ R\n").announced is None


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        ("10. 11. 2012 22:04:25", 10),
        ("10.11.2012 22:04:25", 10),
        ("2012-11-10 22:04:25", 10),
        ("2012. 11. 10. 22:04:25", 10),
        ("11/10/2012 22.04.25", 10),
        ("13/11/2012 22:04:25", 13),
    ],
)
def test_dates_of_other_countries(shown: str, day: int) -> None:
    """Numbers that end in full stops are day, month, year; others month first, unless that cannot be."""
    (ticket,) = parse(f"Server: a @ R\nEnd Time:   {shown} (local)\n").tickets
    assert ticket.end_time == 1352585065 + (day - 10) * 86400

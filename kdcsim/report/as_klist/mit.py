"""MIT: the ticket cache as MIT krb5's klist lists it, read as values; ``-e`` adds the etypes, ``-f`` the flags.

Layout: fact sheet "how the real tools print", section 2.3 (klist.c of MIT krb5, and runs of it).
"""

from __future__ import annotations

import re

from kdcsim.report.etype_words import etype_named
from kdcsim.study.evidence import MIT_KLIST, CacheSeen, TicketSeen

HEAD = re.compile(r"^\s*(?:Ticket cache:|Valid starting\s+Expires)", re.IGNORECASE)
DETAIL = re.compile(r"^\s*(?:Default principal:|(?:renew until .*)?Etype \(skey, tkt\):)", re.IGNORECASE)
_DEFAULT = re.compile(r"^\s*Default principal:\s*([^@\s]+)\S*\s*$", re.IGNORECASE | re.MULTILINE)
_ROW = re.compile(r"^\s*[\d/.-]+[ T]+\d\d:\d\d:\d\d\s+[\d/.-]+[ T]+\d\d:\d\d:\d\d\s+([^@\s]+)\S*\s*$")
_ETYPES = re.compile(r"Etype \(skey, tkt\):\s*([^,]{1,60}?)\s*,\s*([^,]{1,60}?)\s*$", re.IGNORECASE)


def read_mit_cache(text: str) -> CacheSeen:
    """Read the list of tickets of one cache; it belongs to no logon session."""
    default = _DEFAULT.search(text)
    client = default[1] if default else None
    rows: list[tuple[str | None, int | None, int | None]] = []
    for line in text.splitlines():
        row, etypes = _ROW.match(line), _ETYPES.search(line)
        if row:
            rows.append((row[1], None, None))
        elif etypes:
            server = rows.pop()[0] if rows and rows[-1][1:] == (None, None) else None
            rows.append((server, etype_named(etypes[2]), etype_named(etypes[1])))
    tickets = tuple(TicketSeen(server=s, etype=e, session_etype=k, client=client) for s, e, k in rows)
    return CacheSeen(current=None, targeted=None, tickets=tickets, announced=len(tickets), tool=MIT_KLIST)

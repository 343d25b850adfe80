"""As klist: a session's ticket cache in the layout of Windows klist, and that layout read back."""

from kdcsim.report.as_klist.mit import read_mit_cache
from kdcsim.report.as_klist.page import KlistPage, KlistTicket, as_klist, page_of
from kdcsim.report.as_klist.parse import parse
from kdcsim.report.as_klist.render import render
from kdcsim.report.as_klist.verbs import read_cache, read_failure, read_purge, read_sessions, read_tgt
from kdcsim.report.as_klist.voice import KLIST_2003, KLIST_2008, KLIST_2012, VOICES, Voice, voice_of

__all__ = [
    "KLIST_2003",
    "KLIST_2008",
    "KLIST_2012",
    "VOICES",
    "KlistPage",
    "KlistTicket",
    "Voice",
    "as_klist",
    "page_of",
    "parse",
    "read_cache",
    "read_failure",
    "read_mit_cache",
    "read_purge",
    "read_sessions",
    "read_tgt",
    "render",
    "voice_of",
]

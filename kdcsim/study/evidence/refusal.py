"""Refusal: why a paste cannot be explained - one stable code each, beside those of scenario files."""

from __future__ import annotations

from kdcsim.diagnostic import Diagnostic, Span
from kdcsim.errors import ScenarioError
from kdcsim.scenario.codes import Code

UNRECOGNISED = Code("KS301", "nothing recognised", "the text has no mark of a tool that kdcsim reads")
HOSTILE_XML = Code("KS302", "XML with a DTD", "event XML has no DTD and no entities of its own; nothing was read")
BROKEN_XML = Code("KS303", "broken XML", "the text begins as XML and cannot be read to its end")
TOO_MUCH = Code("KS304", "too much", "more bytes, records or nesting than anybody pastes")
NOT_TEXT = Code("KS305", "not text", "a binary file that is no keytab")
NOT_KERBEROS = Code("KS306", "not Kerberos", "an event whose source has nothing to do with Kerberos")

REFUSALS: dict[str, Code] = {each.number: each for each in list(globals().values()) if isinstance(each, Code)}

READS = (
    "kdcsim reads: Windows klist (tickets, tgt, sessions, get, purge); KDC events 9 10 11 14 16 26 27 28 42 201-209;\n"
    "4768-4771 4625 4624; Kerberos 3 and 4; 672 673 675 of 2003 (events as text, table, XML or JSON);\n"
    "klist -e and -kte of MIT krb5; keytab files; KDC_ERR_ and KRB_ names and the messages of MIT and Java.\n"
    "Events must be in English"
)


def refusal(code: Code, message: str, span: Span | None = None, help: str | None = None) -> ScenarioError:
    """Make the one diagnostic that tells why."""
    return ScenarioError((Diagnostic(code=code.number, message=message, span=span, help=help, note=READS),))

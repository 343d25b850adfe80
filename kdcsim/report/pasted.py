"""Pasted: text or bytes that somebody brings, recognised by their marks and read as what they are.

The one room that knows several readers. Nothing is guessed beyond the kind: what no reader finds is refused.
"""

from __future__ import annotations

import re

from kdcsim.diagnostic import Span
from kdcsim.errors import MalformedMessage
from kdcsim.krb5.files.keytab import decode_keytab
from kdcsim.report.as_events import read_event_json, read_event_table, read_event_text, read_event_xml
from kdcsim.report.as_keytab import read_keytab_listing
from kdcsim.report.as_klist import read_cache, read_failure, read_mit_cache, read_purge, read_sessions, read_tgt
from kdcsim.report.error_words import read_errors
from kdcsim.report.paper import clean
from kdcsim.report.pieces import Piece, Tool, pieces, unquoted
from kdcsim.study.evidence import EventSeen, KeySeen, KeytabSeen, Seen, kind_of
from kdcsim.study.evidence.event_kind import KDC
from kdcsim.study.evidence.refusal import NOT_KERBEROS, NOT_TEXT, TOO_MUCH, UNRECOGNISED, refusal

MOST_BYTES = 4 << 20
KEYTAB_MAGIC = b"\x05\x02"
_HOSTILE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML = re.compile(r"<(?:\w+:)?Events?(?=[\s>/])", re.IGNORECASE)
_XML_END = re.compile(r"</(?:\w+:)?Events?\s*>", re.IGNORECASE)
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_KDC = re.compile(r"\bkdc|key distribution", re.IGNORECASE)
_SOURCES = re.compile(r"kerberos|\bkdc(?:svc)?\b|security", re.IGNORECASE)


def recognised(data: bytes, file: str = "<pasted>") -> tuple[Seen, ...]:
    """Read what somebody brings. Raises ScenarioError with one diagnostic when it is nothing that is known."""
    if len(data) > MOST_BYTES:
        raise refusal(TOO_MUCH, f"{file} is larger than {MOST_BYTES >> 20} MiB", help="cut out the records in question")
    if data.startswith(KEYTAB_MAGIC):
        return (_keytab_file(data, file),)
    text = _text(data, file)
    found = _read(text, file)
    ours = tuple(each for each in found if not isinstance(each, EventSeen) or _of_kerberos(each))
    if found and not ours:
        other = next(each for each in found if isinstance(each, EventSeen))
        raise refusal(NOT_KERBEROS, f"event {other.id} of {other.provider or 'an unnamed source'} tells of no Kerberos")
    ours = ours or read_errors(text)
    if not ours:
        raise refusal(UNRECOGNISED, f"nothing in {file} looks like the output of a tool that kdcsim knows")
    return ours


def _read(text: str, file: str) -> tuple[Seen, ...]:
    """XML between other outputs is read where it stands."""
    if _HOSTILE.search(text):
        return read_event_xml(text, file)
    begin, ends = _XML.search(text), list(_XML_END.finditer(text))
    if begin is None:
        return _plain(unquoted(text))
    after = ends[-1].end() if ends and ends[-1].end() > begin.start() else len(text)
    xml = text[begin.start() : after]
    if all(line.lstrip().startswith(">") for line in xml.splitlines()[1:] if line.strip()):
        xml = unquoted(xml)
    lines = "\n" * text.count("\n", 0, begin.start())
    before, behind = unquoted(text[: begin.start()]), unquoted(text[after:])
    return (*_plain(before), *read_event_xml(lines + xml, file), *_plain(behind))


def _plain(text: str) -> tuple[Seen, ...]:
    json = read_event_json(text)
    if json:
        return json
    return tuple(seen for piece in pieces(text) for seen in _piece(piece))


def _piece(piece: Piece) -> tuple[Seen, ...]:
    match piece.tool:
        case Tool.CACHE:
            return (read_cache(piece.text),)
        case Tool.MIT_CACHE:
            return (read_mit_cache(piece.text),)
        case Tool.CACHED_TGT:
            return (read_tgt(piece.text),)
        case Tool.SESSIONS:
            return (read_sessions(piece.text),)
        case Tool.PURGE:
            return (read_purge(piece.text),)
        case Tool.FAILED:
            return (read_failure(piece.text),)
        case Tool.KEYTAB:
            return (read_keytab_listing(piece.text),)
        case _:
            return read_event_table(piece.text) or read_event_text(piece.text)


def _of_kerberos(event: EventSeen) -> bool:
    """Event numbers are used by many sources: 27 of a network card, or 9 of the Kerberos client, is none of a KDC's."""
    kind = kind_of(event.id)
    if kind is None or event.provider is None:
        return kind is not None
    source = event.provider.replace("-", " ")
    return _SOURCES.search(source) is not None and (kind.provider != KDC or _KDC.search(source) is not None)


def _keytab_file(data: bytes, file: str) -> KeytabSeen:
    try:
        entries = decode_keytab(data)
    except MalformedMessage as error:
        raise refusal(NOT_TEXT, f"{file} begins like a keytab and is none: {error}") from None
    keys = tuple(KeySeen(principal=str(e.principal), kvno=e.kvno, etype=int(e.key.etype)) for e in entries)
    return KeytabSeen(name=file, keys=keys)


def _text(data: bytes, file: str) -> str:
    """Decode as PowerShell, the console or an editor may have saved it."""
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        place = Span(file=file, line=1, column=1)
        help = "save events as XML: wevtutil qe System.evtx /lf:true /f:xml" if data.startswith(b"ElfFile\0") else None
        raise refusal(NOT_TEXT, f"{file} is a binary file", place, help=help)
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))

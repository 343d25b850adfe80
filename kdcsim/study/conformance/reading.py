"""Reading: the cells of a line become a `Row`, or one diagnostic for each thing that is wrong with them.

Law of the room: nothing is guessed. A cell that could mean two things is a fault, and so are two cells that cannot
both be true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy import GENERATIONS, Generation
from kdcsim.diagnostic import Diagnostic
from kdcsim.krb5.numbers import ErrorCode, EType
from kdcsim.scenario.codes import Code
from kdcsim.study.conformance import codes, words
from kdcsim.study.conformance.cell import Cell, fault
from kdcsim.study.conformance.contradiction import contradictions
from kdcsim.study.conformance.row import KDC_START, AskedAccount, DcSettings, Expected, ExpectedEvent, Row
from kdcsim.study.conformance.table import RawRow

Named = TypeVar("Named")

ABSENT = "absent"
WORD = 0xFFFFFFFF
LAST_PHASE = 2
MAX_ETYPES = 64
STORED: tuple[int, ...] = (18, 17, 23, 3, 1, 19, 20)
"""Etypes of which a directory can hold a key (19 and 20 are stored and never negotiated)."""

_EVENT = re.compile(r"([0-9]{1,5})([FS]?)(\s*\(\s*kdc[-_\s]start\s*\))?", re.IGNORECASE)
_BETWEEN_EVENTS = re.compile(r"\s*[;,|]\s*|\s+(?=[0-9])")
_VERSION = re.compile(r"[0-9]{1,5}(?:[. (].*)?", re.DOTALL)
_BETWEEN = re.compile(r"[;,|\s]+")
_MARKS = ";,| \t"


@dataclass(slots=True)
class Reader:
    """Reads the cells of one line and collects what is wrong with them."""

    cells: Mapping[str, Cell]
    file: str
    faults: list[Diagnostic] = field(default_factory=list)

    def text(self, column: str) -> str:
        """A cell without the blanks around it; a column that the file leaves out is as if it were empty."""
        cell = self.cells.get(column)
        return "" if cell is None else cell.text.strip()

    def told(self, column: str) -> str:
        """The same, empty also when the cell says that there is nothing."""
        text = self.text(column)
        return "" if words.folded(text) in words.UNSET else text

    def wrong(self, code: Code, column: str, message: str, help: str | None = None, word: str = "") -> None:
        """Note a fault at a cell, or at one word in it."""
        cell = self.cells.get(column, self.cells["id"])
        if word and word in cell.text:
            cell = Cell(word, cell.line, cell.column + cell.text.index(word))
        self.faults.append(fault(code, f"{column}: {message}", cell, self.file, help))

    def unknown(self, column: str, known: Iterable[str], word: str = "") -> None:
        """Say that a cell, or a word in it, is on no list, or that there is nothing in it."""
        text = word or self.text(column)
        code = codes.UNKNOWN_NAME if text else codes.MISSING_VALUE
        shown = f"{_short(text)} is not known here" if text else "the cell is empty"
        self.wrong(code, column, shown, f"known are {', '.join(known)}", word)

    def one_of(self, column: str, known: Mapping[str, str], *, optional: bool = False) -> str:
        """Read a word from a list; an empty optional cell gives an empty text."""
        text = self.text(column)
        found = known.get(words.folded(text), "")
        if not found and (text or not optional):
            self.unknown(column, dict.fromkeys(known.values()))
        return found

    def mask(self, column: str) -> int | None:
        """Read a 32-bit value or ``absent``; Active Directory writes the highest bit as a sign."""
        text = self.text(column)
        if text and not self.told(column):
            return None
        if not text:
            self.wrong(codes.MISSING_VALUE, column, "the cell is empty", "write a number, or absent if it was not set")
            return None
        number = _number(text)
        if number is None:
            self.wrong(codes.NOT_A_NUMBER, column, f"{_short(text)} is neither a number nor {ABSENT}")
        elif not -(2**31) <= number <= WORD:
            self.wrong(codes.OUT_OF_RANGE, column, f"{_short(text)} does not fit 32 bits")
        else:
            return number & WORD
        return None

    def etypes(self, column: str, among: Iterable[int] | None = None) -> tuple[int, ...]:
        """Read a list of etypes in its order."""
        told = self.text(column).strip(_MARKS)
        listed = _BETWEEN.split(told) if told else []
        if not listed:
            self.wrong(codes.MISSING_VALUE, column, "the list of etypes is empty")
        if len(listed) > MAX_ETYPES:
            self.wrong(codes.OUT_OF_RANGE, column, f"{len(listed)} etypes, and {MAX_ETYPES} at most are read")
            return ()
        found = (self._etype(column, word, among) for word in listed)
        return tuple(etype for etype in found if etype is not None)

    def maybe_etype(self, column: str) -> int | None:
        """Read one etype; an empty cell says that it was not recorded."""
        return self._etype(column, self.text(column), None) if self.text(column) else None

    def _etype(self, column: str, word: str, among: Iterable[int] | None) -> int | None:
        number = _number(word) if words.folded(word) not in words.ETYPES else words.ETYPES[words.folded(word)]
        if number is None:
            self.wrong(
                codes.NOT_A_NUMBER,
                column,
                f"{_short(word)} is neither the number nor the one name of an etype",
                word=word,
            )
        elif number == 0 or not EType(number).is_known:
            self.wrong(codes.UNKNOWN_ETYPE, column, f"{_short(word)} is no encryption type", word=word)
        elif among is not None and number not in among:
            self.wrong(codes.UNKNOWN_ETYPE, column, f"a directory holds no key of etype {number}", word=word)
        else:
            return number
        return None


def read(raw: RawRow, file: str) -> Row | tuple[Diagnostic, ...]:
    """Read one line; everything that is wrong with it comes back at once."""
    if raw.faults:
        return raw.faults
    reader = Reader(cells=raw.cells, file=file)
    build = _build(reader)
    flags = _flags(reader)
    target = _target(reader, flags)
    exchange = reader.one_of("exchange", words.EXCHANGES)
    etypes = reader.etypes("client_etypes")
    expected = _expected(reader)
    settings = _settings(reader, build, flags)
    if not reader.text("id"):
        reader.wrong(codes.MISSING_VALUE, "id", "a row needs a name by which it can be told")
    if reader.faults:
        return tuple(reader.faults)
    assert settings is not None and target is not None
    row = Row(
        id=reader.text("id"),
        line=raw.line,
        dc=settings,
        exchange=exchange,
        target=target,
        client_etypes=etypes,
        expected=expected,
    )
    for code, column, message in contradictions(row, flags):
        reader.wrong(code, column, message)
    return tuple(reader.faults) if reader.faults else row


def _build(reader: Reader) -> Generation | None:
    os = words.os_named(reader.text("dc_os"))
    if os is None:
        reader.unknown("dc_os", words.levels())
        return None
    had = words.updates_of(os)
    told = reader.told("update") or (had[0] if len(had) == 1 else "")
    update = words.update_named(told)
    if update is None:
        reader.unknown("update", had)
        return None
    if update not in had:
        reader.wrong(codes.NO_SUCH_UPDATE, "update", f"{os} never had {update}", f"it had {', '.join(had)}")
    return GENERATIONS.get((os, update))


def _flags(reader: Reader) -> tuple[str, ...]:
    """Read flags, each one or more words; the longest run of words that is a flag is taken for it."""
    found = []
    for part in re.split("[;,|]", reader.told("account_flags")):
        rest, strange = part.split(), []
        while rest:
            runs = (n for n in range(len(rest), 0, -1) if words.folded(" ".join(rest[:n])) in words.FLAGS)
            taken = next(runs, 0)
            if taken:
                found.append(words.FLAGS[words.folded(" ".join(rest[:taken]))])
            else:
                strange.append(rest[0])
            rest = rest[max(taken, 1) :]
        if strange:
            reader.unknown("account_flags", words.SHOWN_FLAGS, word=" ".join(strange))
    return tuple(found)


def _target(reader: Reader, flags: tuple[str, ...]) -> AskedAccount | None:
    kind = words.kind_named(reader.text("account"))
    if kind is None:
        reader.unknown("account", [each.value for each in AccountKind])
    supported, keys = reader.mask("supported_etypes"), reader.etypes("keys", STORED)
    version = reader.told("os_version")
    if version and not _VERSION.fullmatch(version):
        help = "operatingSystemVersion reads like 5.2 (3790) or 10.0 (20348); leave the cell empty if nobody knows it"
        reader.wrong(codes.BAD_VERSION, "os_version", f"{_short(version)} does not begin with a version number", help)
    if kind is None:
        return None
    return AskedAccount(
        kind=kind,
        supported=supported,
        keys=tuple(dict.fromkeys(keys)),
        os_version=version or None,
        protected="protected" in flags,
        des_only="des_only" in flags,
        no_preauth="no_preauth" in flags,
    )


def _settings(reader: Reader, build: Generation | None, flags: tuple[str, ...]) -> DcSettings | None:
    """Read what was set; the cells are looked at whether the build is known or not."""
    phase, domain_default = _phase(reader), reader.mask("ddset")
    policies, lsa = reader.mask("filter_policies"), reader.mask("filter_lsa")
    use_requested = reader.mask("kdc_use_requested")
    if build is None:
        return None
    return DcSettings(
        build=build,
        phase=phase,
        domain_default=domain_default,
        filter_policies=policies,
        filter_lsa=lsa,
        use_requested=use_requested,
        forced_rc4_session="forced_rc4_session" in flags,
    )


def _phase(reader: Reader) -> int | None:
    phase = reader.mask("phase")
    if phase is not None and phase > LAST_PHASE:
        told = f"RC4DefaultDisablementPhase is 0, 1 or 2, not {reader.text('phase')}"
        reader.wrong(codes.OUT_OF_RANGE, "phase", told)
    return phase


def _expected(reader: Reader) -> Expected:
    return Expected(
        outcome=reader.one_of("outcome", words.OUTCOMES, optional=True) or None,
        ticket_etype=reader.maybe_etype("ticket_etype"),
        session_etype=reader.maybe_etype("session_etype"),
        error=_error(reader),
        events=_events(reader),
    )


def _error(reader: Reader) -> int | None:
    text = reader.text("error")
    if not text:
        return None
    number = words.ERRORS.get(words.folded(text), _number(text))
    if number is None or not ErrorCode(number).is_known:
        reader.wrong(codes.UNKNOWN_NAME, "error", f"{_short(text)} is no Kerberos error")
        return None
    return number


def _events(reader: Reader) -> tuple[ExpectedEvent, ...]:
    """Read events, joined by any mark or blank; a mark too many at the end does no harm."""
    told = reader.text("events").rstrip(_MARKS)
    found = []
    for word in _BETWEEN_EVENTS.split(told) if told else ():
        match = _EVENT.fullmatch(word)
        if match is not None:
            found.append(ExpectedEvent(int(match[1]), match[2].upper(), bool(match[3])))
        else:
            reader.wrong(
                codes.BAD_EVENT, "events", f"{_short(word)} is not an event as 203, 4769F or 205 ({KDC_START})"
            )
    return tuple(found)


def _number(text: str) -> int | None:
    """Read an integer, decimal or hexadecimal, as people write it: no underscores, no other alphabets' digits."""
    if not re.fullmatch(r"[+-]?(0[xX][0-9a-fA-F]{1,16}|[0-9]{1,20})", text):
        return None
    return int(text, 16 if "x" in text.lower() else 10)


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")

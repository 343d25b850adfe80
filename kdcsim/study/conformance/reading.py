"""Reading: the cells of a line become a `Row`, or one diagnostic for each thing that is wrong with them.

Law of the room: nothing is guessed. A cell that could mean two things is a fault, and so are two cells that cannot
both be true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy import GENERATIONS, Generation
from kdcsim.diagnostic import Diagnostic
from kdcsim.krb5.numbers import ErrorCode, EType
from kdcsim.scenario.codes import Code
from kdcsim.study.conformance import codes
from kdcsim.study.conformance.contradiction import contradictions
from kdcsim.study.conformance.row import KDC_START, AskedAccount, DcSettings, Expected, ExpectedEvent, Row
from kdcsim.study.conformance.table import Cell, RawRow, fault

ABSENT = "absent"
WORD = 0xFFFFFFFF
MAX_ETYPES = 64
STORED: tuple[int, ...] = (18, 17, 23, 3, 1, 19, 20)
"""Etypes of which a directory can hold a key (19 and 20 are stored and never negotiated)."""

KINDS: dict[str, AccountKind] = {kind.value: kind for kind in AccountKind} | {"rodc": AccountKind.DC}
UPDATES: dict[str, str] = {"2022-11-oob": "2022-11"}
"""Other names for an update level."""
FLAGS: dict[str, str] = {
    "protected-users": "protected",
    "protected_users": "protected",
    "use-des-key-only": "des_only",
    "use_des_key_only": "des_only",
    "no-preauth": "no_preauth",
    "dont_req_preauth": "no_preauth",
    "plain": "plain",
    "forced_rc4_session": "forced_rc4_session",
}
SAMBA_FLAGS = ("plain", "forced_rc4_session")

_EVENT = re.compile(rf"(\d{{1,5}})([FS]?)(?: \({KDC_START}\))?")
_BETWEEN = re.compile(r"[;,\s]+")


@dataclass(slots=True)
class Reader:
    """Reads the cells of one line and collects what is wrong with them."""

    cells: Mapping[str, Cell]
    file: str
    faults: list[Diagnostic] = field(default_factory=list)

    def text(self, column: str) -> str:
        """A cell without the blanks around it."""
        return self.cells[column].text.strip()

    def wrong(self, code: Code, column: str, message: str, help: str | None = None, word: str = "") -> None:
        """Note a fault at a cell, or at one word in it."""
        cell = self.cells[column]
        if word and word in cell.text:
            cell = Cell(word, cell.line, cell.column + cell.text.index(word))
        self.faults.append(fault(code, f"{column}: {message}", cell, self.file, help))

    def one_of(self, column: str, known: Iterable[str], *, optional: bool = False) -> str:
        """Read a word from a list; an empty optional cell gives an empty text."""
        text, words = self.text(column), tuple(known)
        if text in words or (optional and not text):
            return text
        code = codes.UNKNOWN_NAME if text else codes.MISSING_VALUE
        shown = f"{_short(text)} is not known here" if text else "the cell is empty"
        self.wrong(code, column, shown, f"known are {', '.join(dict.fromkeys(words))}")
        return ""

    def mask(self, column: str) -> int | None:
        """Read a 32-bit value or ``absent``; Active Directory writes the highest bit as a sign."""
        text = self.text(column)
        if text == ABSENT:
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
        words = _BETWEEN.split(self.text(column)) if self.text(column) else []
        if not words:
            self.wrong(codes.MISSING_VALUE, column, "the list of etypes is empty")
        if len(words) > MAX_ETYPES:
            self.wrong(codes.OUT_OF_RANGE, column, f"{len(words)} etypes, and {MAX_ETYPES} at most are read")
            return ()
        found = (self._etype(column, word, among) for word in words)
        return tuple(etype for etype in found if etype is not None)

    def maybe_etype(self, column: str) -> int | None:
        """Read one etype; an empty cell says that it was not recorded."""
        return self._etype(column, self.text(column), None) if self.text(column) else None

    def _etype(self, column: str, word: str, among: Iterable[int] | None) -> int | None:
        number = _number(word)
        if number is None:
            self.wrong(codes.NOT_A_NUMBER, column, f"{_short(word)} is not a number", word=word)
        elif not -(2**31) <= number < 2**31 or number == 0 or not EType(number).is_known:
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
    exchange = reader.one_of("exchange", ("AS", "TGS"))
    etypes = reader.etypes("client_etypes")
    expected = _expected(reader)
    settings = None if build is None else _settings(reader, build, flags)
    if not reader.text("id"):
        reader.wrong(codes.MISSING_VALUE, "id", "a row needs a name by which it can be told")
    if settings is None or target is None or reader.faults:
        return tuple(reader.faults)
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
    os = reader.one_of("dc_os", (os for os, _ in GENERATIONS))
    if not os:
        return None
    had = [update for name, update in GENERATIONS if name == os]
    every = {update for _, update in GENERATIONS} | set(UPDATES)
    told = reader.text("update") or (had[0] if len(had) == 1 else "")
    told = reader.one_of("update", every) if told == reader.text("update") else told
    update = UPDATES.get(told, told)
    if update and update not in had:
        reader.wrong(codes.NO_SUCH_UPDATE, "update", f"{os} never had {update}", f"it had {', '.join(had)}")
    return GENERATIONS.get((os, update))


def _flags(reader: Reader) -> tuple[str, ...]:
    found = []
    for word in _BETWEEN.split(reader.text("account_flags").lower()):
        if word and word not in FLAGS:
            reader.wrong(
                codes.UNKNOWN_NAME, "account_flags", f"{_short(word)} is not known", f"known are {', '.join(FLAGS)}"
            )
        elif word:
            found.append(FLAGS[word])
    return tuple(found)


def _target(reader: Reader, flags: tuple[str, ...]) -> AskedAccount | None:
    kind = reader.one_of("account", KINDS)
    supported, keys = reader.mask("supported_etypes"), reader.etypes("keys", STORED)
    version = reader.text("os_version")
    if not kind:
        return None
    return AskedAccount(
        kind=KINDS[kind],
        supported=supported,
        keys=tuple(dict.fromkeys(keys)),
        os_version=None if version in ("", ABSENT) else version,
        protected="protected" in flags,
        des_only="des_only" in flags,
        no_preauth="no_preauth" in flags,
    )


def _settings(reader: Reader, build: Generation, flags: tuple[str, ...]) -> DcSettings:
    return DcSettings(
        build=build,
        phase=reader.mask("phase"),
        domain_default=reader.mask("ddset"),
        filter_policies=reader.mask("filter_policies"),
        filter_lsa=reader.mask("filter_lsa"),
        use_requested=reader.mask("kdc_use_requested"),
        forced_rc4_session="forced_rc4_session" in flags,
    )


def _expected(reader: Reader) -> Expected:
    return Expected(
        outcome=reader.one_of("outcome", ("issued", "refused"), optional=True) or None,
        ticket_etype=reader.maybe_etype("ticket_etype"),
        session_etype=reader.maybe_etype("session_etype"),
        error=_error(reader),
        events=_events(reader),
    )


def _error(reader: Reader) -> int | None:
    text = reader.text("error")
    if not text:
        return None
    number = _number(text)
    if number is None:
        named = [int(code) for code in ErrorCode if code.name == text]
        number = named[0] if named else None
    if number is None or not ErrorCode(number).is_known:
        reader.wrong(codes.UNKNOWN_NAME, "error", f"{_short(text)} is no Kerberos error")
        return None
    return number


def _events(reader: Reader) -> tuple[ExpectedEvent, ...]:
    found = []
    for word in reader.text("events").split(";"):
        match = _EVENT.fullmatch(word.strip())
        if match is not None:
            found.append(ExpectedEvent(int(match[1]), match[2], word.strip().endswith(")")))
        elif word.strip() or ";" in reader.text("events"):
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

"""The first line of a file: what its columns mean, and what is said of those that mean nothing."""

from __future__ import annotations

import pytest

from kdcsim.errors import ScenarioError
from kdcsim.study.conformance import conform
from kdcsim.study.conformance.header import column_named, separator_of
from tests.study.test_conformance import ESSENTIAL, file_of

NEEDED = (
    *("id", "dc_os", "update", "phase", "ddset", "filter_policies", "filter_lsa", "kdc_use_requested", "exchange"),
    *("account", "supported_etypes", "keys", "client_etypes"),
)
SEEN = ("outcome", "ticket_etype", "session_etype", "error", "events")
OTHERS = ("account_flags", "os_version", "confidence", "source", "note")


def faults(*columns: str) -> list[tuple[str, str, int, int]]:
    """What is wrong with a header: code, message, column and length of the place."""
    with pytest.raises(ScenarioError) as raised:
        conform(",".join(columns) + "\n" + "x," * (len(columns) - 1) + "x\n", "x.csv")
    told = []
    for each in raised.value.diagnostics:
        assert each.span is not None
        assert each.span.line == 1
        told.append((each.code, each.message, each.span.column, each.span.length))
    return told


def test_every_column_has_its_name() -> None:
    """In whatever letters, with blanks or hyphens, and quoted."""
    for name in (*NEEDED, *SEEN, *OTHERS):
        for written in (name, name.upper(), name.replace("_", " "), name.replace("_", "-"), f'"{name}"', f" {name} "):
            assert column_named(written) == name
    assert column_named("") is column_named("status") is column_named("ids") is None


@pytest.mark.parametrize("remark", ["confidence", "source", "note", ""])
def test_remarks_are_read_past(remark: str) -> None:
    """Columns for people, and one without a name, are no cause for a word."""
    found = conform(file_of({"note": "x"}, columns=(*ESSENTIAL, remark)), "x.csv")
    assert (found.agree, found.warnings) == (1, ())


def test_a_misspelt_column_beside_the_right_one() -> None:
    """Nothing would be lost, so it is one more column that nobody reads."""
    found = conform(file_of({}, columns=(*ESSENTIAL, "phse", " Status ")), "x.csv")
    assert found.agree == 1
    assert [(w.code, w.message) for w in found.warnings] == [
        ("KC201", "the column 'phse' means nothing here and is not read"),
        ("KC201", "the column 'Status' means nothing here and is not read"),
    ]
    assert [w.span and (w.span.column, w.span.length) for w in found.warnings] == [
        (len(",".join(ESSENTIAL)) + 2, 4),
        (len(",".join(ESSENTIAL)) + 7, 8),
    ]


def test_a_missing_column() -> None:
    """Told at the start of the line, every one in one sentence, and the results as the one group that they are."""
    without = tuple(c for c in ESSENTIAL if c not in ("phase", "keys"))
    assert faults(*without) == [("KC004", "there is no column phase, keys", 1, 2)]
    group = "outcome or ticket_etype or session_etype or error or events"
    assert faults(*NEEDED) == [("KC004", f"there is no column {group}", 1, 2)]
    assert faults(*NEEDED[1:]) == [("KC004", f"there is no column id, {group}", 1, 5)]
    for name in SEEN:
        text = ",".join((*NEEDED, name)) + "\n"
        with pytest.raises(ScenarioError) as raised:
            conform(text, "x.csv")
        assert [each.code for each in raised.value.diagnostics] == ["KC008"]


def test_a_misspelt_column_is_not_told_as_missing_too() -> None:
    """One fault for one mistake; another that is missing is told beside it."""
    columns = tuple({"phase": "phse", "keys": "Keyes"}.get(c, c) for c in ESSENTIAL if c != "exchange")
    place = {name: len(",".join(columns[: columns.index(name)])) + 2 for name in ("phse", "Keyes")}
    assert faults(*columns) == [
        ("KC003", "there is no column 'phse'", place["phse"], 4),
        ("KC003", "there is no column 'Keyes'", place["Keyes"], 5),
        ("KC004", "there is no column exchange", 1, 2),
    ]
    assert [code for code, *_ in faults(*NEEDED, "outcme")] == ["KC003"]
    assert [code for code, *_ in faults(*(c for c in ESSENTIAL if c != "os_version"), "os_versions")] == ["KC003"]


def test_a_column_told_twice() -> None:
    """At the second one, under whatever spelling; cells without a name may be many."""
    assert faults(*ESSENTIAL, "Filter LSA") == [
        ("KC005", "the column 'filter_lsa' stands here a second time", len(",".join(ESSENTIAL)) + 2, 10)
    ]
    assert len(faults(*ESSENTIAL, "id", "id")) == 2
    assert conform(file_of({}, columns=(*ESSENTIAL, "", "")), "x.csv").agree == 1


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("id,dc_os;x", ","),
        ("id;dc_os", ";"),
        ("id;id", ";"),
        ("id\tdc_os\tupdate", "\t"),
        ("id", ","),
        ("", ","),
        ("id;id;id,dc_os", ","),
        ("a,b,c,id;dc_os", ";"),
    ],
)
def test_what_separates_the_cells(line: str, mark: str) -> None:
    """The mark under which the first line names most columns; a comma in doubt."""
    assert separator_of(line) == mark


def test_no_header_says_what_is_wanted() -> None:
    """The columns in the order in which people write them."""
    with pytest.raises(ScenarioError) as raised:
        conform("a,b\n", "x.csv")
    (fault,) = raised.value.diagnostics
    assert fault.help == f"the first line names the columns, separated by commas: {','.join(ESSENTIAL)}"
    assert fault.span is not None
    assert (fault.span.line, fault.span.column, fault.span.length) == (1, 1, 1)

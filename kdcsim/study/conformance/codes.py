"""Codes: what can be wrong with an observations file, one stable number each.

KC00x stop the file, KC01x and KC02x keep a row from being played, KC2xx are doubts.
"""

from __future__ import annotations

from kdcsim.scenario.codes import Code

TOO_LARGE = Code("KC001", "too large", "more text, rows or letters in a cell than any record of observations needs")
NO_HEADER = Code("KC002", "no header", "the first line names the columns")
UNKNOWN_COLUMN = Code("KC003", "unknown column", "a column whose name looks misspelt; nobody would look at its cells")
MISSING_COLUMN = Code("KC004", "missing column", "a column without which a row cannot be understood")
COLUMN_TWICE = Code("KC005", "column told twice", "two columns of one name: nobody knows which was meant")
WRONG_WIDTH = Code("KC006", "wrong number of cells", "a row with more or fewer cells than there are columns")
BAD_QUOTES = Code("KC007", "bad quotes", 'a cell whose quotes are not closed, or followed by something else than ","')
NO_ROWS = Code("KC008", "no rows", "a header, and nothing below it that could be played")
UNREADABLE = Code("KC009", "unreadable file", "the file is missing, a folder, locked, or not UTF-8 text")
UNKNOWN_NAME = Code("KC010", "unknown name", "a word that is not on the list of this column")
NOT_A_NUMBER = Code("KC011", "not a number", "a cell that takes a number, decimal or hexadecimal, or 'absent'")
OUT_OF_RANGE = Code("KC012", "out of range", "a number that does not fit")
UNKNOWN_ETYPE = Code("KC013", "unknown etype", "a number that is no encryption type, or none that can stand here")
MISSING_VALUE = Code("KC014", "missing value", "an empty cell where the row must say something; nothing is guessed")
BAD_EVENT = Code("KC015", "unreadable event", "events look like 203, 4769F, 4769S or 205 (KDC start), joined by ';'")
BAD_VERSION = Code("KC016", "unreadable version", "an operatingSystemVersion begins with a number, as 5.2 (3790) does")
NO_SUCH_UPDATE = Code("KC020", "no such update level", "this OS never had that update level")
CONTRADICTION = Code("KC021", "contradiction", "two cells of the row that cannot both be true")
SETTING_UNKNOWN_TO_BUILD = Code(
    "KC022", "setting unknown to this build", "a value that this build has never heard of cannot have been loaded"
)
UNUSED_COLUMN = Code("KC201", "unused column", "a column that means nothing here; the rows are read without it")
ID_TWICE = Code("KC202", "id used twice", "two rows of one name: both are played, and a report cannot tell them apart")

CODES: dict[str, Code] = {each.number: each for each in list(globals().values()) if isinstance(each, Code)}

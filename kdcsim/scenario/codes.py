"""Codes: what can be wrong with a scenario file, one stable number each.

KS0xx stop the scenario, KS2xx are doubts. A number is never used again for something else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of fault: its number, its name, and what a person should know about it."""

    number: str
    name: str
    sentence: str


UNREADABLE = Code("KS001", "unreadable file", "the file is missing, too big, a folder, or not UTF-8 text")
NO_SUCH_SCENARIO = Code("KS002", "no such scenario", "a name that is neither a file nor a built-in scenario")
NOT_YAML = Code("KS003", "not YAML", "the text breaks the rules of YAML 1.2; nothing after that place was read")
TOO_LARGE = Code("KS004", "too large", "more nodes or deeper nesting than any story needs")
DUPLICATE_KEY = Code("KS005", "key told twice", "YAML would keep only one of them, and nobody knows which was meant")
NOT_PLAIN = Code("KS006", "not plain YAML", "tags, anchors, aliases and several documents in a file are not used here")
UNKNOWN_KEY = Code("KS010", "unknown key", "a key that means nothing in this place")
WRONG_TYPE = Code("KS011", "wrong type", "a value of another kind than this key takes")
UNKNOWN_VALUE = Code("KS012", "unknown value", "a name that is not on the list of this key")
MISSING_KEY = Code("KS013", "missing key", "something that cannot be left out")
OUT_OF_RANGE = Code("KS014", "out of range", "a number that does not fit")
NOT_ONE_VERB = Code("KS015", "not one verb", "a step has exactly one verb, and may have id, title and expect")
UNKNOWN_VERB = Code("KS016", "unknown verb", "a step whose verb does not exist")
BAD_FORM = Code("KS017", "unreadable value", "a time, a duration or a name that is not written as it must be")
UNKNOWN_REFERENCE = Code(
    "KS020", "unknown name", "a host, DC, service, account, message or domain that is not in this world"
)
UNKNOWN_STEP = Code("KS021", "unknown branch or step", "`after` names a branch or a step that does not exist")
CYCLE = Code("KS022", "circle", "branches or files that build on each other in a circle")
DUPLICATE_NAME = Code(
    "KS023", "name used twice", "two machines, accounts or steps of the same name cannot be told apart"
)
DUPLICATE_SPN = Code("KS024", "duplicate SPN", "two accounts claim one SPN, so no KDC gives a ticket for it")
LEVEL_TOO_HIGH = Code("KS025", "functional level too high", "a domain's level is never above its oldest DC")
NO_SUCH_UPDATE_LEVEL = Code("KS026", "no such update level", "this OS never had that update level")
NOTHING_TO_DELETE = Code("KS027", "nothing to delete", "null takes something out of the base, but it is not there")
CANNOT_EXPECT = Code("KS028", "cannot be expected", "the step has nothing that this expectation could look at")
NOTHING_PLAYED = Code("KS029", "nothing to play", "a scenario needs steps, or branches with steps")
MISPLACED = Code("KS030", "told in the wrong place", "it would change nothing here; the help says where it belongs")
UPDATE_NOT_BUILT = Code("KS031", "update not built for this OS", "it cannot be there from the start")
CONTRADICTION = Code("KS032", "contradiction", "two values that cannot both be true")
PATH_NOBODY_READS = Code("KS204", "path nobody reads", "a registry value that is kept, shown, and does nothing")
UNDEFINED_BITS = Code("KS205", "undefined bits", "bits of msDS-SupportedEncryptionTypes that Microsoft gave no meaning")
NEEDS_KDC_RESTART = Code(
    "KS206", "needs a KDC restart", "a value that the KDC reads at its start, but no start follows"
)

CODES: dict[str, Code] = {each.number: each for each in list(globals().values()) if isinstance(each, Code)}

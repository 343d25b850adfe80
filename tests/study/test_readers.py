"""Which rules may read an assumption: found in their code, however it gets there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from kdcsim.study import readers
from kdcsim.study.readers import read_in, readers_of

PICKS = ("session-strongest", "session-client-order")
DEFAULTS = ("dc-account-always-aes", "domain-default", "default-enforced", "default-of-the-build")
ENFORCED = ("filter-replaces-assumed-set", "rc4-key-for-aes-account", "no-common-key", "unset-service-aes-session")


@pytest.mark.parametrize(
    ("assumption", "rules"),
    [
        # the name stands in the rule
        ("default-encryption-type-order", ("default-encryption-type-leads-list",)),
        ("use-requested-scope", ("kdc-uses-requested-etypes",)),
        ("session-pick", PICKS),
        # in a function that the rule calls
        ("tgt-session-pick", ("tgt-session-follows-timestamp", *PICKS)),
        ("rc4-session-on-referrals", ("rc4-session-always", "no-common-session-etype")),
        ("filter-replaces-scope", ("filter-replaces-assumed-set", "no-common-key")),
        # in a property of what it is asked, or in what that works out once
        ("domain-default-when-enforced", (*DEFAULTS, "rc4-session-always")),
        (
            "enforcement-on-2025",
            (*DEFAULTS, *ENFORCED, "rc4-session-always", *PICKS, "no-common-session-etype"),
        ),
        # the reading was put into the question by whoever asks
        ("salt-fallback", ("rc4-preauthentication-never-tells-salt",)),
        ("user-salt-fallback", ("rc4-preauthentication-never-tells-salt",)),
        ("local-system-salt", ("local-system-knows-machine-salt",)),
        ("aes-keys-below-2008", ("stored-keys",)),
        ("marker-check", ("stored-keys",)),
        (
            "registry-reload",
            ("client-list-of-the-build", "default-encryption-type-needs-no-salt", "vista-asks-first"),
        ),
        # no rule of a ladder asks it
        ("acceptor-policy", ()),
        ("phase-read", ()),
        ("no-such-question", ()),
    ],
)
def test_who_reads_an_assumption(assumption: str, rules: tuple[str, ...]) -> None:
    """In the order of the ladders, each rule once, and no rule that has nothing to do with it."""
    assert readers_of(assumption) == rules


def _by_name(q: Any) -> Any:
    """no session-pick here: a sentence is no reading"""
    return q.kdc.assumptions["session-pick"], "by-build", 7


def _in_a_loop(q: Any) -> Any:
    return [q.kdc.assumptions[each] for each in ("session-pick", 3, "rc4-key-fallback")]


def _in_a_set(q: Any) -> Any:
    return q.leaning in {"tgt-session-pick", "use-requested-scope", None}


def _inside(q: Any) -> Any:
    def inner() -> Any:
        return q.assumptions["session-pick"]

    return any(each["hint-format-2003"] for each in q), inner


def _handed_in(q: Any) -> Any:
    return q.keys_lean_on, q.computes


def _not_at_all(q: Any) -> Any:
    return q.kdc.name, "salt", ("fallback", 18)


@pytest.mark.parametrize(
    ("rule", "read"),
    [
        (_by_name, {"session-pick"}),
        (_in_a_loop, {"session-pick", "rc4-key-fallback"}),
        (_in_a_set, {"tgt-session-pick", "use-requested-scope"}),
        (_inside, {"session-pick", "hint-format-2003"}),
        (_handed_in, {"aes-keys-below-2008", "marker-check", "local-system-salt"}),
        (_not_at_all, set()),
    ],
)
def test_however_a_rule_is_written(rule: Callable[[Any], Any], read: set[str]) -> None:
    """A name in a list, in a set, in what is defined inside the rule, or behind a field of the question."""
    assert read_in(rule.__code__) == read


def _toy_early(view: Any) -> Any:
    return view.assumptions["session-pick"]


def _toy_late(view: Any, words: str, more: Any) -> Any:
    return view.assumptions["rc4-key-fallback"], words, more


def _toy_last(view: Any) -> Any:
    return view.assumptions["hint-format-2003"]


class _View:
    """What a question is asked of, as the policy room writes such classes."""

    def __post_init__(self) -> None:
        early = _toy_early(self)
        object.__setattr__(self, "toy_first", early)
        object.__setattr__(self, "toy_second", _toy_late(self, "two words", _toy_last(self)))

    @property
    def toy_property(self) -> Any:
        return self.toy_method()

    def toy_method(self) -> Any:
        return _toy_last(self)


class _Foreign:
    """A class of another room, that the policy room imports."""

    def toy_foreign(self) -> Any:
        return {"session-pick": self}


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A module more in the policy room."""
    module = ModuleType("kdcsim.ad.policy.toy")
    vars(module).update({each.__name__: each for each in (_toy_early, _toy_late, _toy_last, _View, _Foreign)})
    monkeypatch.setattr(_View, "__module__", module.__name__)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    readers._named.cache_clear()
    yield
    readers._named.cache_clear()


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize(
    ("rule", "read"),
    [
        (lambda q: q.toy_first, {"session-pick"}),
        (lambda q: q.toy_second, {"session-pick", "rc4-key-fallback", "hint-format-2003"}),
        (lambda q: q.toy_property, {"hint-format-2003"}),
        (lambda q: q.toy_method(), {"hint-format-2003"}),
        (lambda q: q.toy_foreign(), set()),
    ],
)
def test_what_a_view_works_out_is_told_apart_field_by_field(rule: Callable[[Any], Any], read: set[str]) -> None:
    """What comes before the first field serves them all; properties and methods are looked into, other rooms not."""
    assert read_in(rule.__code__) == read

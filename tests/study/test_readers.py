"""Which rules may read an assumption: found in their code, however it gets there."""

from __future__ import annotations

import pytest

from kdcsim.study.readers import readers_of

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

"""Same world, same action, same label: the same bytes, wherever and in whatever order."""

from __future__ import annotations

import subprocess
import sys

from kdcsim.ad.host.session import LOCAL_SYSTEM
from kdcsim.world.action import PurgeTickets, SetRegistry, Wait
from kdcsim.world.advance import advance
from kdcsim.world.record import Record
from tests.world.stories import booted, exchange_2007, play, rc4_forced, send, ticket_request

PROGRAM = """
from hashlib import sha256
from tests.world.stories import booted, exchange_2007, play, send
world, records = play(booted(exchange_2007()), send(), send("DC-2003"))
told = [x.request + x.reply for r in records for x in r.exchanges]
told += [c.request + c.reply for r in records for c in r.calls]
print(sha256(b"".join(told) + repr(world.messages).encode()).hexdigest(), [r.sentence for r in records])
"""


def bytes_of(record: Record) -> list[bytes]:
    """Everything of a record that crossed a network."""
    return [
        *(part for x in record.exchanges for part in (x.request, x.reply)),
        *(part for c in record.calls for part in (c.request, c.reply)),
    ]


def test_hash_seeds_change_nothing() -> None:
    """Two interpreters with different hash seeds put the same bytes on the wire."""
    told = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True, text=True
        ).stdout
        for seed in ("1", "4711")
    ]
    assert told[0] == told[1]
    assert len(told[0]) > 64


def test_the_same_step_gives_the_same_bytes() -> None:
    """Advancing twice from one world gives one record, not two."""
    world = rc4_forced()
    assert advance(world, send(), "mail") == advance(world, send(), "mail")


def test_another_label_gives_other_bytes() -> None:
    """The label is what chance goes by."""
    world = rc4_forced()
    assert bytes_of(advance(world, send(), "mail")[1]) != bytes_of(advance(world, send(), "post")[1])


def test_another_seed_gives_other_keys() -> None:
    """Machine passwords come from the seed."""
    first, second = booted(exchange_2007(), seed=1), booted(exchange_2007(), seed=2)
    assert first.host("HUB-1").password != second.host("HUB-1").password


def test_a_neutral_step_changes_no_other_steps_bytes() -> None:
    """A step put in between leaves the bytes of the steps around it alone."""
    world = rc4_forced()
    neutral = SetRegistry(machine="SERVER-1", name=r"HKLM\Software\Nobody\Reads", value=1)
    plain = play(world, ticket_request(), send(), label="x")[1]
    between, _ = advance(world, neutral, "neutral")
    with_neutral = play(between, ticket_request(), send(), label="x")[1]
    assert [bytes_of(r) for r in plain] == [bytes_of(r) for r in with_neutral]


def test_forks_are_independent() -> None:
    """A fork is an assignment: what happens in one line of the story is unknown in the other."""
    trunk = rc4_forced()
    before = repr(trunk)
    failed, _ = advance(trunk, send(), "mail")
    cured, _ = play(trunk, Wait(seconds=60), PurgeTickets(host="SERVER-1", session=LOCAL_SYSTEM))
    assert repr(trunk) == before
    assert failed.now != cured.now
    assert advance(trunk, send(), "mail")[0] == failed

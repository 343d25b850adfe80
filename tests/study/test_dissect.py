"""Messages taken apart: what opens, what does not, and that no key byte leaks."""

from collections.abc import Iterator

from kdcsim.study.dissect import Node, dissect, dissect_call, dissect_exchange
from kdcsim.study.observed import call_of
from kdcsim.study.picture import issuing
from tests.study.two_servers import branch, step


def walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Every node, parents first."""
    for node in nodes:
        yield node
        yield from walk(node.inside)


def test_a_key_that_fails_is_named_before_the_one_that_opens() -> None:
    """The ticket's note says whose key did not open it, and whose did."""
    run, played = branch("broken").run, step("broken", "send")
    call = call_of(played)
    assert call is not None
    issued = issuing(run, played, call)
    assert issued is not None
    sealed = next(n for n in walk(dissect_call(call, issued.sealed)) if n.name == "enc-part")
    assert "does not open with NetworkService (0x3e4) on B's key" in sealed.note
    assert "opened with account B$'s key" in sealed.note
    assert any(n.name == "cname" and n.value == "A$" for n in sealed.inside)


def test_without_the_kdcs_key_nothing_is_made_up() -> None:
    """The acceptor alone cannot see into the ticket, and neither can the tree."""
    call = call_of(step("broken", "send"))
    assert call is not None
    sealed = next(n for n in walk(dissect_call(call)) if n.name == "enc-part")
    assert not sealed.inside


def test_every_part_of_every_exchange_opens() -> None:
    """Exchanges record the key of each part they sealed, so nothing stays shut when a story is told."""
    for played in branch("fine").run.played:
        for exchange in played.record.exchanges:
            for node in walk(dissect_exchange(exchange)):
                assert "no key at hand" not in node.note, node


def test_no_key_byte_is_shown() -> None:
    """Keys inside messages appear as fingerprints."""
    for played in branch("fine").run.played:
        secrets = {s.key.value.hex() for e in played.record.exchanges for s in e.sealed}
        said = " ".join(f"{n.value} {n.note}" for e in played.record.exchanges for n in walk(dissect_exchange(e)))
        assert not any(secret in said for secret in secrets)


def test_rubbish_is_shown_as_rubbish() -> None:
    """Bytes that are no message give a node, never an exception."""
    assert dissect(b"").name == "unknown message"
    assert dissect(b"\x01\x02").name == "unknown message"
    assert "cannot be decoded" in dissect(b"\x6a\x03\x30\x01\x00").note

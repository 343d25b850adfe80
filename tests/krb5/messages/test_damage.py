"""Bytes that were damaged on the way."""

from __future__ import annotations

from random import Random

from kdcsim.errors import MalformedMessage
from kdcsim.krb5.messages import decode, encode
from tests.krb5.messages.samples import MESSAGES, has_flags, sample, tag_for


def damaged_copy(data: bytes, dice: Random) -> bytes:
    """Damage a message: flipped bits, a lying length, bytes cut, added, repeated or replaced."""
    bytes_ = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 5))):
        at = dice.randrange(len(bytes_) + 1)
        here = slice(at, at + dice.choice((1, 1, 2, 8)))
        match dice.randrange(6):
            case 0 if at < len(bytes_):
                bytes_[at] ^= 1 << dice.randrange(8)
            case 1 if at < len(bytes_):
                bytes_[at] = dice.choice((0, 0x7F, 0x80, 0x81, 0x82, 0x83, 0x84, 0xFF, max(bytes_[at] - 1, 0)))
            case 2:
                del bytes_[here]
            case 3:
                bytes_[at:at] = dice.randbytes(dice.choice((1, 2, 8)))
            case 4:
                bytes_[at:at] = bytes_[here]
            case _:
                del bytes_[at:]
    return bytes(bytes_)


def test_no_bytes_raise_anything_but_malformed_message() -> None:
    """Damaged messages are refused, or are another message that survives: nothing else, 20 000 times."""
    dice, accepted = Random(4120), 0
    pool = [(cls, encode(sample(cls, dice), tag=tag_for(cls, dice))) for cls in MESSAGES for _ in range(12)]
    pool = [(cls, data) for cls, data in pool if len(data) < 5_000]
    canonical = {cls: not has_flags(cls) for cls in MESSAGES}
    for _ in range(20_000):
        cls, data = dice.choice(pool)
        cls = dice.choice(MESSAGES) if dice.random() < 0.05 else cls
        damaged = damaged_copy(data, dice)
        try:
            message: object = decode(cls, damaged)
        except MalformedMessage:
            continue
        accepted += 1
        again = encode(message, tag=_own_tag(cls, damaged))
        assert decode(cls, again) == message
        assert again == damaged or not canonical[cls]
    assert 1_000 < accepted < 19_000


def _own_tag(cls: type, data: bytes) -> int | None:
    return data[0] & 0x1F if data[0] & 0xE0 == 0x60 and not hasattr(cls, "msg_type") else None

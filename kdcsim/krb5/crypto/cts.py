"""AES in CBC mode with ciphertext stealing and a zero initial vector (RFC 3962 section 5, RFC 8009 section 5).

No loop runs per block. Encryption is one CBC call and a swap of the last two blocks. Decryption is one ECB call for
the block that the short last block was stolen from, one ECB call for all the others, and one XOR over the whole
message.

A CBC object remembers its last block, so it must never serve two messages at once. Making one costs more than using
it, therefore a ``CtsCipher`` keeps the idle ones in a list: whoever encrypts takes one out (or makes one) and puts
it back with the block it remembers, and that block is XORed out of the next confounder. ``list.pop`` and
``list.append`` are atomic, so instances may be shared between threads without a lock. ECB objects keep no state
between calls.
"""

from __future__ import annotations

from functools import cached_property

from Crypto.Cipher import AES
from Crypto.Cipher._mode_cbc import CbcMode
from Crypto.Cipher._mode_ecb import EcbMode

from kdcsim.krb5.crypto.blocks import decrypt_ecb, encrypt_cbc

BLOCK = 16
_ZERO_BLOCK = bytes(BLOCK)
_PADDING = tuple(bytes(-length % BLOCK) for length in range(BLOCK))


class CtsCipher:
    """AES-CTS under one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._idle: list[tuple[CbcMode, int]] = []

    @cached_property
    def _ecb(self) -> EcbMode:
        return AES.new(self._key, AES.MODE_ECB)

    def encrypt(self, confounder: bytes, message: bytes) -> bytes:
        """Encrypt ``confounder + message``; the confounder is one block, the message of any length."""
        try:
            cbc, remembered = self._idle.pop()
        except IndexError:
            cbc, remembered = AES.new(self._key, AES.MODE_CBC, _ZERO_BLOCK), 0
        first = (int.from_bytes(confounder, "big") ^ remembered).to_bytes(BLOCK, "big")
        tail = len(message) % BLOCK
        blocks = bytearray(b"".join((first, message, _PADDING[tail])))
        encrypt_cbc(cbc, blocks)
        last = blocks[-BLOCK:]
        self._idle.append((cbc, int.from_bytes(last, "big")))
        if len(blocks) == BLOCK:
            return bytes(last)
        return b"".join((blocks[: -2 * BLOCK], last, blocks[-2 * BLOCK : (tail or BLOCK) - 2 * BLOCK]))

    def decrypt(self, ciphertext: bytes) -> bytes:
        """Decrypt a ciphertext of at least one block; the result begins with the confounder."""
        length, ecb = len(ciphertext), self._ecb
        if length == BLOCK:
            return ecb.decrypt(ciphertext)
        tail = length % BLOCK or BLOCK
        cut = length - tail
        stolen, blocks = bytearray(BLOCK), bytearray(cut)
        decrypt_ecb(ecb, ciphertext[cut - BLOCK : cut], stolen)
        chained = ciphertext[: cut - BLOCK] + ciphertext[cut:]
        decrypt_ecb(ecb, chained + stolen[tail:], blocks)
        opened = int.from_bytes(blocks + stolen[:tail], "big") ^ int.from_bytes(chained, "big")
        return opened.to_bytes(length, "big")

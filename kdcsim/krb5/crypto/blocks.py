"""Blocks: AES over whole blocks that already lie in a buffer, by the shortest way into the library.

The public methods of pycryptodome look at their arguments and make an output buffer on every call, which for messages
of a few hundred octets costs more than the cipher does. Behind them are two C functions that take addresses. They are
not part of the public interface, so they are tried out once, and where anything about them is different the public
methods do the same work (docs/decisions/0004).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from Crypto.Cipher import AES
from Crypto.Cipher._mode_cbc import CbcMode
from Crypto.Cipher._mode_ecb import EcbMode

Encrypt = Callable[[CbcMode, bytearray], None]
Decrypt = Callable[[EcbMode, bytes, bytearray], None]


def _public_encrypt(cbc: CbcMode, blocks: bytearray) -> None:
    cbc.encrypt(blocks, blocks)


def _public_decrypt(ecb: EcbMode, blocks: bytes, output: bytearray) -> None:
    ecb.decrypt(blocks, output)


def _direct() -> tuple[Encrypt, Decrypt]:
    """The same two by way of the C functions. Raises whatever is raised where they are not as expected."""
    from Crypto.Cipher import _mode_cbc, _mode_ecb
    from Crypto.Util import _raw_api

    api: Any = _raw_api
    modes: tuple[Any, Any] = (_mode_cbc, _mode_ecb)
    address, cbc_encrypt = api.ffi.from_buffer, modes[0].raw_cbc_lib.CBC_encrypt
    ecb_decrypt = modes[1].raw_ecb_lib.ECB_decrypt

    def encrypt(cbc: Any, blocks: bytearray) -> None:
        place = address(blocks)
        if cbc_encrypt(cbc._state.get(), place, place, len(blocks)):
            raise ValueError("AES-CBC failed")

    def decrypt(ecb: Any, blocks: bytes, output: bytearray) -> None:
        if ecb_decrypt(ecb._state.get(), address(blocks), address(output), len(blocks)):
            raise ValueError("AES-ECB failed")

    return encrypt, decrypt


def _agree(encrypt: Encrypt, decrypt: Decrypt) -> bool:
    """Whether they do on two calls what the public methods do."""
    key, text = bytes(range(32)), bytes(range(48))
    ours, theirs = AES.new(key, AES.MODE_CBC, bytes(16)), AES.new(key, AES.MODE_CBC, bytes(16))
    for _ in range(2):
        blocks, opened = bytearray(text), bytearray(len(text))
        encrypt(ours, blocks)
        expected = theirs.encrypt(text)
        decrypt(AES.new(key, AES.MODE_ECB), expected, opened)
        if blocks != expected or opened != AES.new(key, AES.MODE_ECB).decrypt(expected):
            return False
    return True


def _chosen() -> tuple[Encrypt, Decrypt]:
    try:
        found = _direct()
        if _agree(*found):
            return found
    except Exception:
        pass
    return _public_encrypt, _public_decrypt


encrypt_cbc, decrypt_ecb = _chosen()
"""Encrypt a buffer of whole blocks in place, going on where the object is; decrypt whole blocks into a buffer."""

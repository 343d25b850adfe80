"""The published vectors: each file in ``tests/vectors`` names where its values come from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kdcsim.errors import IntegrityError
from kdcsim.krb5 import crypto
from kdcsim.krb5.crypto import aes_sha1, aes_sha2, des
from kdcsim.krb5.crypto.cts import CtsCipher
from kdcsim.krb5.crypto.nfold import nfold
from kdcsim.krb5.key import Key

FOLDER = Path(__file__).parents[2] / "vectors"
Vector = dict[str, Any]


def vectors(file: str, section: str) -> list[Vector]:
    """Read one list out of a vector file."""
    found: list[Vector] = json.loads((FOLDER / file).read_text("utf-8"))[section]
    assert found
    return found


def key_of(vector: Vector) -> Key:
    """The key of a vector."""
    return Key(etype=vector["etype"], value=bytes.fromhex(vector["key"]))


def params_of(vector: Vector) -> bytes | None:
    """The iteration count of a vector as string-to-key parameters."""
    count = vector["iterations"]
    return None if count is None else count.to_bytes(4, "big")


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.json")), ids=lambda path: path.name)
def test_provenance(file: Path) -> None:
    """Every vector file says where its values come from."""
    assert json.loads(file.read_text("utf-8"))["source"]


@pytest.mark.parametrize("vector", vectors("rfc3961.json", "nfold"), ids=lambda v: f"{v['bits']}-{v['text'][:12]}")
def test_nfold(vector: Vector) -> None:
    """n-fold is RFC 3961's."""
    assert nfold(bytes.fromhex(vector["text"]), vector["bits"] // 8).hex() == vector["folded"]


@pytest.mark.parametrize("vector", vectors("rfc3961.json", "crc32"), ids=lambda v: v["data"][:12])
def test_crc32(vector: Vector) -> None:
    """Checksum type 1 is RFC 3961's modified CRC-32, not the common one."""
    unused = Key(etype=0, value=b"")
    assert crypto.checksum(unused, 0, bytes.fromhex(vector["data"]), 1).hex() == vector["crc"]


@pytest.mark.parametrize("etype", [1, 2, 3])
@pytest.mark.parametrize("vector", vectors("rfc3961.json", "des_string_to_key"), ids=lambda v: v["key"])
def test_des_string_to_key(vector: Vector, etype: int) -> None:
    """DES keys are made as RFC 3961 A.2 shows, the two cases that meet a weak intermediate key included."""
    password, salt = bytes.fromhex(vector["password"]), bytes.fromhex(vector["salt"])
    assert crypto.string_to_key(etype, password, salt).value.hex() == vector["key"]
    assert crypto.string_to_key(etype, password.decode(), salt.decode(), b"\0").value.hex() == vector["key"]


@pytest.mark.parametrize("vector", vectors("rfc3961.json", "des_string_to_key"), ids=lambda v: v["key"])
def test_des_string_to_key_on_the_way(vector: Vector) -> None:
    """The fan-folded bits and the corrected intermediate key are the RFC's too."""
    text = bytes.fromhex(vector["password"] + vector["salt"])
    folded = des._fan_folded(text + bytes(-len(text) % 8))
    assert folded.hex() == vector["fan_folded"]
    assert des._corrected(folded).hex() == vector["intermediate"]


@pytest.mark.parametrize(
    "vector",
    vectors("rfc3962.json", "string_to_key") + vectors("rfc8009.json", "string_to_key"),
    ids=lambda v: f"{v['etype']}-{v['iterations']}-{v['key'][:6]}",
)
def test_aes_string_to_key(vector: Vector) -> None:
    """AES keys are made as RFC 3962 appendix B and RFC 8009 appendix A show."""
    password, salt = bytes.fromhex(vector["password"]), bytes.fromhex(vector["salt"])
    assert crypto.string_to_key(vector["etype"], password, salt, params_of(vector)).value.hex() == vector["key"]


@pytest.mark.parametrize("vector", vectors("rfc8009.json", "string_to_key"), ids=lambda v: str(v["etype"]))
def test_sha2_default_iterations(vector: Vector) -> None:
    """RFC 8009's etypes take 32768 rounds when the parameters are absent."""
    password, salt = bytes.fromhex(vector["password"]), bytes.fromhex(vector["salt"])
    assert crypto.string_to_key(vector["etype"], password, salt).value.hex() == vector["key"]


@pytest.mark.parametrize(
    "vector", vectors("active_directory.json", "string_to_key"), ids=lambda v: f"{v['etype']}-{v['key'][:6]}"
)
def test_active_directory_string_to_key(vector: Vector) -> None:
    """The keys that Active Directory's documents and tools publish come out of the same password and salt, as text."""
    key = crypto.string_to_key(vector["etype"], vector["password"], vector["salt"], params_of(vector))
    assert key.value.hex() == vector["key"]


def test_active_directory_default_iterations() -> None:
    """Active Directory's 4096 rounds are the default of the older AES etypes."""
    for vector in vectors("active_directory.json", "string_to_key"):
        if vector["iterations"] == 4096:
            key = crypto.string_to_key(vector["etype"], vector["password"], vector["salt"])
            assert key.value.hex() == vector["key"]


@pytest.mark.parametrize("vector", vectors("rfc3962.json", "cts"), ids=lambda v: str(len(v["plaintext"]) // 2))
def test_cts(vector: Vector) -> None:
    """Ciphertext stealing swaps the last two blocks even when both are full."""
    plaintext, ciphertext = bytes.fromhex(vector["plaintext"]), bytes.fromhex(vector["ciphertext"])
    cipher = CtsCipher(bytes.fromhex(vector["key"]))
    for _ in range(3):
        assert cipher.encrypt(plaintext[:16], plaintext[16:]) == ciphertext
        assert cipher.decrypt(ciphertext) == plaintext


@pytest.mark.parametrize("vector", vectors("rfc8009.json", "encrypt"), ids=lambda v: v["ciphertext"][:12])
def test_sha2_encrypt(vector: Vector) -> None:
    """RFC 8009's ciphertexts come out byte for byte, from its confounders."""
    key, usage = key_of(vector), vector["usage"]
    plaintext, ciphertext = bytes.fromhex(vector["plaintext"]), bytes.fromhex(vector["ciphertext"])
    assert crypto.encrypt(key, usage, plaintext, bytes.fromhex(vector["confounder"])) == ciphertext
    assert crypto.decrypt(key, usage, ciphertext) == plaintext


@pytest.mark.parametrize("vector", vectors("rfc8009.json", "usage_keys"), ids=lambda v: str(v["etype"]))
def test_sha2_usage_keys(vector: Vector) -> None:
    """Kc, Ke and Ki have RFC 8009's sizes: for etype 20 two of them are shorter than the key."""
    for name, suffix in (("kc", 0x99), ("ke", 0xAA), ("ki", 0x55)):
        expected = bytes.fromhex(vector[name])
        label = bytes([0, 0, 0, 2, suffix])
        assert aes_sha2._kdf(bytes.fromhex(vector["key"]), label, len(expected)) == expected


@pytest.mark.parametrize(
    "vector", vectors("mit_krb5_decrypt.json", "decrypt"), ids=lambda v: f"{v['etype']}-{v['usage']}"
)
def test_decrypt(vector: Vector) -> None:
    """Ciphertexts made by MIT krb5 decrypt, DES ones but for their zero padding, and no other key usage opens them."""
    key, usage = key_of(vector), vector["usage"]
    plaintext, ciphertext = bytes.fromhex(vector["plaintext"]), bytes.fromhex(vector["ciphertext"])
    opened = crypto.decrypt(key, usage, ciphertext)
    assert opened[: len(plaintext)] == plaintext
    if vector["etype"] in (1, 2, 3):
        assert len(opened) - len(plaintext) < 8
        assert not any(opened[len(plaintext) :])
    else:
        assert opened == plaintext
        with pytest.raises(IntegrityError):
            crypto.decrypt(key, usage + 20, ciphertext)


@pytest.mark.parametrize("vector", vectors("mit_krb5_checksum.json", "checksum"), ids=lambda v: str(v["checksum_type"]))
def test_checksum(vector: Vector) -> None:
    """Checksums made by MIT krb5 come out byte for byte, and stop verifying when one bit of the data changes."""
    key = Key(etype=vector["etype"] or 0, value=bytes.fromhex(vector["key"]))
    usage, number, data = vector["usage"], vector["checksum_type"], bytes.fromhex(vector["data"])
    value = crypto.checksum(key, usage, data, number)
    assert value.hex() == vector["checksum"]
    assert crypto.checksum_size(number) == len(value)
    crypto.verify_checksum(key, usage, data, number, value)
    with pytest.raises(IntegrityError):
        crypto.verify_checksum(key, usage, data + b"\x01", number, value)


@pytest.mark.parametrize(
    "vector", vectors("mit_krb5_derive.json", "derive"), ids=lambda v: f"{v['etype']}-{v['constant']}"
)
def test_derive_key(vector: Vector) -> None:
    """Derived keys are MIT krb5's, and the three of one usage made together are the same as made one by one."""
    constant = bytes.fromhex(vector["constant"])
    assert crypto.derive_key(key_of(vector), constant).value.hex() == vector["derived"]
    if vector["etype"] in (17, 18):
        usage, suffix = int.from_bytes(constant[:4], "big"), constant[4]
        together = aes_sha1._derived(bytes.fromhex(vector["key"]), aes_sha1._usage_constants(usage))
        assert together[(0xAA, 0x55, 0x99).index(suffix)].hex() == vector["derived"]


@pytest.mark.parametrize("vector", vectors("mit_krb5_derive.json", "prf"), ids=lambda v: f"{v['etype']}-{v['text']}")
def test_prf(vector: Vector) -> None:
    """The pseudo-random function is MIT krb5's."""
    assert crypto.prf(key_of(vector), bytes.fromhex(vector["text"])).hex() == vector["prf"]

"""Measure our cryptography against impacket's, in one run on one machine: the ratios matter, not the times.

"Warm" is a key met before, as a long-term key is; "fresh" is a new key for every message, as a session key is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from hashlib import shake_256
from statistics import median

from impacket.krb5 import crypto as theirs

from kdcsim.krb5 import crypto as ours
from kdcsim.krb5.crypto import aes_sha1
from kdcsim.krb5.crypto.usage import usage_key
from kdcsim.krb5.key import Key

USAGE = 11
PLAINTEXT = shake_256(b"plaintext").digest(200)
Action = Callable[[], object]


def microseconds(action: Action, rounds: int, repeats: int = 7) -> float:
    """Return the median over ``repeats`` of the process CPU time of one call."""
    samples = []
    for _ in range(repeats):
        start = time.process_time()
        for _ in range(rounds):
            action()
        samples.append((time.process_time() - start) / rounds * 1e6)
    return median(samples)


def report(what: str, mine: float, his: float) -> None:
    """Print one line of the table."""
    print(f"{what:<34}{mine:>11.1f}{his:>13.1f}{his / mine:>9.1f}x")


def bench_string_to_key() -> None:
    """AES256, 4096 rounds, another salt each time so that our cache does not answer."""
    salts = iter(range(10**6))
    mine = microseconds(lambda: ours.string_to_key(18, "Pa$$w0rd", f"EXAMPLE.COM{next(salts)}"), 20)
    his = microseconds(lambda: theirs.string_to_key(18, "Pa$$w0rd", f"EXAMPLE.COM{next(salts)}"), 1, 3)
    report("string-to-key, etype 18", mine, his)


def bench_etype(etype: int) -> None:
    """Encrypt and decrypt 200 octets, warm and fresh."""
    row = ours.profile(etype)
    key = ours.random_to_key(etype, shake_256(b"key").digest(row.seed_size))
    confounder = bytes(row.confounder_size)
    his_key = theirs.Key(etype, key.value)
    his_etype = theirs._enctype_table[etype]
    sealed = ours.encrypt(key, USAGE, PLAINTEXT, confounder)
    his_encrypt = microseconds(lambda: his_etype.encrypt(his_key, USAGE, PLAINTEXT, confounder), 200)
    his_decrypt = microseconds(lambda: his_etype.decrypt(his_key, USAGE, sealed), 200)
    warm_encrypt = microseconds(lambda: ours.encrypt(key, USAGE, PLAINTEXT, confounder), 5000)
    warm_decrypt = microseconds(lambda: ours.decrypt(key, USAGE, sealed), 5000)
    report(f"encrypt 200 B, etype {etype}, warm", warm_encrypt, his_encrypt)
    report(f"decrypt 200 B, etype {etype}, warm", warm_decrypt, his_decrypt)
    report(
        f"encrypt 200 B, etype {etype}, fresh",
        fresh(lambda k: ours.encrypt(k, USAGE, PLAINTEXT, confounder), row),
        his_encrypt,
    )
    report(f"decrypt 200 B, etype {etype}, fresh", fresh(lambda _: forgotten(key, sealed), row), his_decrypt)


def fresh(action: Callable[[Key], object], row: ours.Profile) -> float:
    """Time an action with a new key in each call."""
    seeds = iter(range(10**9))
    return microseconds(lambda: action(Key(etype=row.etype, value=next(seeds).to_bytes(row.key_size, "big"))), 500)


def forgotten(key: Key, sealed: bytes) -> bytes:
    """Decrypt with a key of which nothing is remembered."""
    usage_key.cache_clear()
    aes_sha1._ecb.cache_clear()
    return ours.decrypt(key, USAGE, sealed)


def main() -> None:
    """Print the table."""
    print(f"{'median CPU microseconds':<34}{'kdcsim':>11}{'impacket':>13}{'ratio':>10}")
    bench_string_to_key()
    for etype in (17, 18, 23):
        bench_etype(etype)


if __name__ == "__main__":
    main()

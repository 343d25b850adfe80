"""krb5.conf: the text that points a real client at our KDCs, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kdcsim.krb5.numbers import EType

ALL = (EType.AES256_CTS_HMAC_SHA1_96, EType.AES128_CTS_HMAC_SHA1_96, EType.RC4_HMAC)

Address = tuple[str, int]


def krb5_conf(
    realms: Mapping[str, Sequence[Address]],
    *,
    default_realm: str,
    etypes: Sequence[int] = ALL,
    tcp: bool = False,
    forwardable: bool = False,
) -> str:
    """Write a configuration that MIT krb5, Heimdal and Java read. ``realms``: the KDCs of each, in order.

    No name is looked up in the DNS; the password service answers on the KDC's own port.
    """
    lines = [
        "[libdefaults]",
        f"    default_realm = {default_realm}",
        "    dns_lookup_kdc = false",
        "    dns_lookup_realm = false",
        "    dns_canonicalize_hostname = false",
        "    rdns = false",
        "    allow_weak_crypto = true",
        "    allow_rc4 = true",
        f"    permitted_enctypes = {_names(etypes)}",
        f"    default_tkt_enctypes = {_names(etypes)}",
        f"    default_tgs_enctypes = {_names(etypes)}",
        f"    default_etypes = {_names(etypes, rc4='arcfour-hmac-md5')}",
    ]
    lines += ["    udp_preference_limit = 1"] if tcp else []
    lines += ["    forwardable = true"] if forwardable else []
    lines += ["[realms]"]
    for realm, addresses in realms.items():
        lines += [f"    {realm} = {{"]
        lines += [f"        kdc = {host}:{port}" for host, port in addresses]
        lines += [f"        kpasswd_server = {host}:{port}" for host, port in addresses[:1]]
        lines += ["    }"]
    lines += ["[domain_realm]"]
    for realm in realms:
        lines += [f"    .{realm.lower()} = {realm}", f"    {realm.lower()} = {realm}"]
    return "\n".join(lines) + "\n"


def _names(etypes: Sequence[int], rc4: str = "rc4-hmac") -> str:
    """The names of the etypes; RC4 is ``rc4-hmac`` to MIT and Java, and Heimdal alone reads ``default_etypes``."""
    return " ".join(rc4 if e == EType.RC4_HMAC else EType(e).standard_name for e in etypes)

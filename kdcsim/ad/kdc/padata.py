"""Padata: what a KDC tells beside its answers - etypes and salts, what is wanted, what it can do."""

from __future__ import annotations

from kdcsim.ad.directory import Account
from kdcsim.ad.kdc.kdc import Kdc, is_krbtgt
from kdcsim.ad.kdc.quirk import Quirk
from kdcsim.ad.policy import Verdict, has_salt
from kdcsim.errors import MalformedMessage
from kdcsim.krb5.crypto import checksum, profile
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import (
    Checksum,
    EtypeInfo,
    EtypeInfo2,
    EtypeInfo2Entry,
    EtypeInfoEntry,
    KdcReq,
    KdcReqBody,
    MethodData,
    PaData,
    PaPacRequest,
    decode,
    encode,
)
from kdcsim.krb5.numbers import KdcOption, KeyUsage, PaDataType

_PAC_REQUEST = {encode(PaPacRequest(include_pac=wanted)): wanted for wanted in (True, False)}


def value_of(message: KdcReq, kind: int) -> bytes | None:
    """The value of the first padata of a type."""
    for entry in message.padata or ():
        if entry.padata_type == kind:
            return entry.padata_value
    return None


def pac_wanted(message: KdcReq) -> bool | None:
    """What KERB-PA-PAC-REQUEST says; None when it does not come, or says nothing (MS-KILE 2.2.3)."""
    raw = value_of(message, PaDataType.PAC_REQUEST)
    if raw is None or raw in _PAC_REQUEST:
        return None if raw is None else _PAC_REQUEST[raw]
    try:
        return decode(PaPacRequest, raw).include_pac
    except MalformedMessage:
        return None


def supported_mask(message: KdcReq) -> int | None:
    """The client's PA-SUPPORTED-ENCTYPES (MS-KILE 2.2.8), four little-endian bytes."""
    raw = value_of(message, PaDataType.SUPPORTED_ENCTYPES)
    return int.from_bytes(raw, "little") if raw is not None and len(raw) == 4 else None


def hint_data(kdc: Kdc, account: Account, etypes: tuple[int, ...]) -> tuple[PaData, ...]:
    """The padata that tells etypes and salts: ETYPE-INFO2, or ETYPE-INFO from a build that does not know it.

    Windows adds ETYPE-INFO beside ETYPE-INFO2 only when no AES entry is there (Samba raw_testcase, L).
    """
    salts = {e: _salt(kdc, account, e) for e in etypes}
    if kdc.has(Quirk.RC4_FIRST):
        etypes = tuple(sorted(etypes, key=lambda e: e != 23))
    if kdc.has(Quirk.DUPLICATE_ETYPES):
        etypes = tuple(e for e in etypes for _ in range(2))
    old = tuple(
        EtypeInfoEntry(etype=e, salt=b"" if salts[e] is None else (salts[e] or "").encode("utf-8", "surrogateescape"))
        for e in etypes
    )
    info = PaData(padata_type=int(PaDataType.ETYPE_INFO), padata_value=encode(EtypeInfo(entries=old)))
    if not kdc.view.knows_etype_info2:
        return (info,)
    entries = tuple(EtypeInfo2Entry(etype=e, salt=salts[e]) for e in etypes)
    info2 = PaData(padata_type=int(PaDataType.ETYPE_INFO2), padata_value=encode(EtypeInfo2(entries=entries)))
    return (info2,) if any(e in (17, 18) for e in etypes) else (info, info2)


def method_data(kdc: Kdc, account: Account, etypes: tuple[int, ...]) -> bytes | None:
    """The e-data of errors 24 and 25: the hint, and an empty PA-ENC-TIMESTAMP that says what is wanted."""
    if kdc.has(Quirk.NO_E_DATA):
        return None
    hint = () if kdc.has(Quirk.NO_ETYPE_INFO2) else hint_data(kdc, account, etypes)
    wanted = PaData(padata_type=int(PaDataType.ENC_TIMESTAMP), padata_value=b"")
    return encode(MethodData(entries=hint if kdc.has(Quirk.NO_TIMESTAMP_HINT) else (*hint, wanted)))


def salt_told(kdc: Kdc, client: Account, etype: int) -> tuple[PaData, ...]:
    """The salt beside an AS-REP: ETYPE-INFO2 if and only if the reply is AES, PW-SALT beside a DES reply.

    An RC4 reply carries nothing (Samba raw_testcase, L): a client that always uses RC4 is never told its salt.
    """
    if not has_salt(etype):
        return ()
    if etype in (17, 18):
        return kdc.remembered(("salt", client.name, etype), lambda: hint_data(kdc, client, (etype,)))
    stored = kdc.key(client, etype)
    salt = "" if stored is None else stored.salt or ""
    return (PaData(padata_type=int(PaDataType.PW_SALT), padata_value=salt.encode("utf-8", "surrogateescape")),)


def announced(kdc: Kdc, body: KdcReqBody, account: Account, verdict: Verdict) -> tuple[PaData, ...]:
    """PA-SUPPORTED-ENCTYPES (165) inside the reply, when canonicalization is asked (MS-KILE 3.3.5.6, 3.3.5.7)."""
    if not kdc.view.generation.knows_supported_padata or not body.kdc_options & int(KdcOption.CANONICALIZE):
        return ()
    mask = verdict.declared.value.mask
    if is_krbtgt(account):
        mask = 0x7 if kdc.view.functional_level < 3 else 0x1F
    value = (mask & 0xFFFFFFFF).to_bytes(4, "little")
    return (PaData(padata_type=int(PaDataType.SUPPORTED_ENCTYPES), padata_value=value),)


def asks_enc_pa_rep(kdc: Kdc, message: KdcReq) -> bool:
    """Whether the client asks for a checksum over its AS request (PA-REQ-ENC-PA-REP, RFC 6806 section 11)."""
    return value_of(message, PaDataType.REQ_ENC_PA_REP) is not None and not kdc.has(Quirk.NO_ENC_PA_REP)


def enc_pa_rep(request: bytes, key: Key) -> PaData:
    """The checksum over an AS request as it was received, under the reply key (RFC 6806 section 11)."""
    kind = int(profile(key.etype).checksum_type)
    made = Checksum(cksumtype=kind, checksum=checksum(key, KeyUsage.AS_REQ_CHECKSUM, request, kind, bytes(8)))
    return PaData(padata_type=int(PaDataType.REQ_ENC_PA_REP), padata_value=encode(made))


def _salt(kdc: Kdc, account: Account, etype: int) -> str | None:
    if not has_salt(etype):
        return None
    stored = kdc.key(account, etype)
    salt = account.salt if stored is None else stored.salt
    return f"{salt}?" if kdc.has(Quirk.WRONG_SALT) else salt

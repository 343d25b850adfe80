"""The same messages, built, encoded and decoded by impacket's ASN.1 classes and pyasn1."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from impacket.krb5 import asn1
from pyasn1.codec.der import decoder as der_decoder
from pyasn1.codec.der import encoder as der_encoder
from pyasn1.type import univ

from kdcsim.krb5 import messages as m
from kdcsim.krb5.messages.layout import Kind
from kdcsim.krb5.messages.schema import Field, ListOf, schema_of
from tests.krb5.messages.samples import sample

PAIRS: tuple[tuple[type, int | None, Any], ...] = (
    (m.PrincipalName, None, asn1.PrincipalName),
    (m.Key, None, asn1.EncryptionKey),
    (m.EncryptedData, None, asn1.EncryptedData),
    (m.Checksum, None, asn1.Checksum),
    (m.HostAddress, None, asn1.HostAddress),
    (m.AuthorizationData, None, asn1.AuthorizationData),
    (m.AdIfRelevant, None, asn1.AD_IF_RELEVANT),
    (m.TransitedEncoding, None, asn1.TransitedEncoding),
    (m.PaData, None, asn1.PA_DATA),
    (m.Ticket, 1, asn1.Ticket),
    (m.EncTicketPart, 3, asn1.EncTicketPart),
    (m.KdcReqBody, None, asn1.KDC_REQ_BODY),
    (m.KdcReq, 10, asn1.AS_REQ),
    (m.KdcReq, 12, asn1.TGS_REQ),
    (m.KdcRep, 11, asn1.AS_REP),
    (m.KdcRep, 13, asn1.TGS_REP),
    (m.EncKdcRepPart, 25, asn1.EncASRepPart),
    (m.EncKdcRepPart, 26, asn1.EncTGSRepPart),
    (m.MethodData, None, asn1.METHOD_DATA),
    (m.KrbError, 30, asn1.KRB_ERROR),
    (m.ApReq, 14, asn1.AP_REQ),
    (m.Authenticator, 2, asn1.Authenticator),
    (m.ApRep, 15, asn1.AP_REP),
    (m.EncApRepPart, 27, asn1.EncAPRepPart),
    (m.KrbSafeBody, None, asn1.KRB_SAFE_BODY),
    (m.KrbSafe, 20, asn1.KRB_SAFE),
    (m.KrbPriv, 21, asn1.KRB_PRIV),
    (m.EncKrbPrivPart, 28, asn1.EncKrbPrivPart),
    (m.KrbCred, 22, asn1.KRB_CRED),
    (m.KrbCredInfo, None, asn1.KrbCredInfo),
    (m.EncKrbCredPart, 29, asn1.EncKrbCredPart),
    (m.PaEncTsEnc, None, asn1.PA_ENC_TS_ENC),
    (m.EtypeInfo, None, asn1.ETYPE_INFO),
    (m.EtypeInfo2, None, asn1.ETYPE_INFO2),
    (m.PaPacRequest, None, asn1.KERB_PA_PAC_REQUEST),
    (m.PaPacOptions, None, asn1.PA_PAC_OPTIONS),
    (m.PaForUser, None, asn1.PA_FOR_USER_ENC),
    (m.S4uUserId, None, asn1.S4UUserID),
    (m.PaS4uX509User, None, asn1.PA_S4U_X509_USER),
    (m.KerbErrorData, None, asn1.KERB_ERROR_DATA),
)
"""Every message that both have. impacket's TYPED-DATA has no working definition, and EtypeList it does not have."""

SAMPLES = 25  # of each


@pytest.mark.parametrize(("cls", "tag", "peer"), PAIRS, ids=[pair[2].__name__ for pair in PAIRS])
def test_same_bytes_both_ways(cls: type[Any], tag: int | None, peer: Any) -> None:
    """What impacket builds from the same values has the same bytes, and each decodes what the other encoded."""
    dice = Random(f"{peer.__name__}")
    for message in (_message(cls, tag, dice) for _ in range(SAMPLES)):
        ours = m.encode(message, tag=tag)
        theirs = der_encoder.encode(_filled(peer(), message))
        assert ours == theirs
        assert m.decode(cls, theirs) == message
        read, rest = der_decoder.decode(ours, asn1Spec=peer())
        assert not rest
        assert der_encoder.encode(read) == ours


def _message(cls: type[Any], tag: int | None, dice: Random) -> Any:
    """A sample that impacket can hold: the tag asked for, and what it takes for mandatory."""
    while True:
        message = sample(cls, dice, for_pyasn1=True)
        user = getattr(message, "user_id", message)
        mandatory = [getattr(user, name) for name in _IMPACKET_WANTS.get(type(user), ())]
        if getattr(message, "msg_type", tag) == tag and all(value not in (None, ()) for value in mandatory):
            return message


_IMPACKET_WANTS: dict[type, tuple[str, ...]] = {
    m.S4uUserId: ("cname",),
    m.KerbErrorData: ("data_value",),
    m.KrbCred: ("tickets",),
}


def _filled(peer: Any, message: Any) -> Any:
    """Build impacket's value: fields are matched by context tag, so that its names do not matter."""
    fields = schema_of(type(message)).fields
    if isinstance(peer, univ.SequenceOf):
        _fill_list(peer, fields[0].type, getattr(message, str(fields[0].attribute)))
        return peer
    by_tag = {field.tag: field for field in fields}
    peer.clear()
    for index, named in enumerate(peer.componentType.namedTypes):
        field = by_tag[named.asn1Object.tagSet.superTags[-1].tagId]
        value = field.constant if field.attribute is None else getattr(message, field.attribute)
        if value is not None:
            _set(peer, index, field, value)
    return peer


def _set(peer: Any, index: int, field: Field, value: Any) -> None:
    if isinstance(field.type, Kind):
        peer.setComponentByPosition(index, _plain(field.type, value))
        return
    peer.setComponentByPosition(index)
    inner = peer.getComponentByPosition(index)
    if isinstance(field.type, ListOf):
        _fill_list(inner, field.type, value)
    else:
        _filled(inner, value)


def _fill_list(peer: Any, kind: Any, values: tuple[Any, ...]) -> None:
    peer.clear()
    for index, value in enumerate(values):
        if isinstance(kind.element, Kind):
            peer.setComponentByPosition(index, _plain(kind.element, value))
        else:
            peer.setComponentByPosition(index)
            _filled(peer.getComponentByPosition(index), value)


def _plain(kind: Kind, value: Any) -> Any:
    if kind is Kind.FLAGS:
        return tuple(int(bit) for bit in f"{value:032b}")
    if kind is Kind.TIME:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value)
        return f"{moment.year:04d}{moment:%m%d%H%M%S}Z"
    return value

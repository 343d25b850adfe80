"""Answer: what a KDC makes of the bytes that arrive."""

from __future__ import annotations

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.kdc.as_exchange import answer_as
from kdcsim.ad.kdc.kdc import Kdc
from kdcsim.ad.kdc.refusal import refused
from kdcsim.ad.kdc.tgs_exchange import answer_tgs
from kdcsim.chance import Chance
from kdcsim.errors import MalformedMessage
from kdcsim.krb5.messages import KdcReq, decode, peek
from kdcsim.krb5.numbers import ErrorCode, MessageType


def answer(kdc: Kdc, request: bytes, *, now: int, chance: Chance, client_address: str) -> Exchange:
    """Answer one request. ``now`` is microseconds since the epoch; every random byte comes from ``chance``.

    Malformed bytes are answered with KRB_ERR_GENERIC: a refusal is an answer, and nothing is raised.
    """
    told = Exchange(
        dc=kdc.view.name,
        realm=kdc.realm,
        kind="?",
        at=now,
        client_address=client_address,
        request=request,
        reply=b"",
        client_name="",
        client_realm=kdc.realm,
        service_name="",
    )
    try:
        kind = peek(request)
        if kind not in (MessageType.AS_REQ, MessageType.TGS_REQ):
            return refused(kdc, told, None, ErrorCode.KRB_AP_ERR_MSG_TYPE)
        message = decode(KdcReq, request)
    except MalformedMessage:
        return refused(kdc, told, None, ErrorCode.KRB_ERR_GENERIC)
    if message.msg_type != kind:
        return refused(kdc, told, None, ErrorCode.KRB_AP_ERR_MSG_TYPE)
    if kind == MessageType.AS_REQ:
        return answer_as(kdc, told, message, chance)
    return answer_tgs(kdc, told, message, chance)

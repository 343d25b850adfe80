"""Answer: what a KDC makes of the bytes that arrive."""

from __future__ import annotations

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.kdc.as_exchange import answer_as
from kdcsim.ad.kdc.draft import Draft
from kdcsim.ad.kdc.kdc import Kdc
from kdcsim.ad.kdc.refusal import refused
from kdcsim.ad.kdc.tgs_exchange import answer_tgs
from kdcsim.chance import Chance
from kdcsim.errors import CryptoError, MalformedMessage
from kdcsim.krb5.messages import KdcReq, decode, peek
from kdcsim.krb5.numbers import ErrorCode, MessageType


def answer(kdc: Kdc, request: bytes, *, now: int, chance: Chance, client_address: str) -> Exchange:
    """Answer one request. ``now`` is microseconds since the epoch; every random byte comes from ``chance``.

    Malformed bytes are answered with KRB_ERR_GENERIC: a refusal is an answer, and nothing is raised.
    """
    return handled(kdc, request, now=now, chance=chance, client_address=client_address).exchange()


def handled(kdc: Kdc, request: bytes, *, now: int, chance: Chance, client_address: str) -> Draft:
    """Answer one request as `answer` does, and leave what is known of it unfrozen."""
    known = None if kdc.again is None else kdc.again.answer(request, now, client_address, chance)
    if known is not None:
        return known
    draft = Draft(kdc=kdc, at=now, client_address=client_address, request=request, client_realm=kdc.realm)
    kind = peek(request)
    if kind not in (MessageType.AS_REQ, MessageType.TGS_REQ):
        return refused(draft, None, ErrorCode.KRB_AP_ERR_MSG_TYPE)
    try:
        message = decode(KdcReq, request)
        return answer_as(draft, message, chance) if kind == MessageType.AS_REQ else answer_tgs(draft, message, chance)
    except MalformedMessage:
        return refused(draft, None, ErrorCode.KRB_ERR_GENERIC)
    except CryptoError:  # a key that the client sent and that nothing can be sealed with
        return refused(draft, None, ErrorCode.KDC_ERR_ETYPE_NOSUPP)

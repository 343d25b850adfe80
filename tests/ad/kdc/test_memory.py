"""What a KDC remembers changes nothing: the same request gets the same bytes, first asked or asked again."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from kdcsim.ad.kdc import Kdc, Quirk
from kdcsim.krb5.messages import PaData
from kdcsim.krb5.numbers import KdcOption
from tests.ad.kdc.asking import ETYPES, START, WEB, a_kdc, as_request, opened, tgs_request, told, user_key

BUILDS = (("2003", "rtm", "2003"), ("2016", "rtm", "2016"), ("2022", "2022-11", "2016"), ("2025", "2026-07", "2016"))
LISTS = (ETYPES, (17,), (23, 18))
OPTIONS = (0, int(KdcOption.FORWARDABLE | KdcOption.RENEWABLE), int(KdcOption.CANONICALIZE | KdcOption.PROXIABLE))
NONCES = (1, 200, 70_000, 2**31 - 1, 2**32 - 1)
ENC_PA_REP = PaData(padata_type=149, padata_value=b"")


def fresh(kdc: Kdc) -> Kdc:
    """The same KDC without a memory."""
    return replace(kdc, memory={})


@pytest.mark.parametrize("build", BUILDS, ids=lambda build: " ".join(build[:2]))
@pytest.mark.parametrize("quirks", [(), (Quirk.NO_STARTTIME, Quirk.NO_KVNO, Quirk.TAG_26), (Quirk.ALWAYS_RENEWABLE,)])
def test_asking_again_gives_the_same_bytes(build: tuple[str, str, str], quirks: tuple[Quirk, ...]) -> None:
    """AS and TGS, at another time, with another nonce: a KDC that has seen it all answers like one that saw nothing."""
    os, update, level = build
    warm = a_kdc(os, update, quirks, level)
    key = user_key(etype=23 if os == "2003" else 18)
    shapes = product(LISTS, OPTIONS, (None, True, False), ((), (ENC_PA_REP,)))
    for later, (etypes, options, pac, padata) in enumerate(shapes):
        for nonce in NONCES[later % 2 :: 2]:
            now = START + 7 * later
            request = as_request(
                key=key, stamp=now, etypes=etypes, kdc_options=options, pac=pac, padata=padata, nonce=nonce
            )
            assert told(warm, request, now).reply == told(fresh(warm), request, now).reply
    tgt = opened(told(warm, as_request(key=key)), key, 3)
    for later, (etypes, options) in enumerate(product(LISTS, OPTIONS)):
        for nonce in NONCES:
            request = tgs_request(tgt, WEB, etypes=etypes, kdc_options=options, nonce=nonce)
            now = START + later
            seen, first = told(warm, request, now), told(fresh(warm), request, now)
            assert (seen.reply, seen.decisions) == (first.reply, first.decisions)

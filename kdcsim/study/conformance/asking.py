"""Asking: a client of bytes - it builds requests, shows what it was told to show, and opens the replies.

It offers exactly the list of the row. Asked to prove itself, it stamps with the first etype that the KDC's own hint
names, as the self-tests do from which most rows come: so a list of one etype is proof of that one etype alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.ad.directory import Account
from kdcsim.ad.exchange import Exchange
from kdcsim.ad.kdc import Kdc, answer
from kdcsim.chance import Chance
from kdcsim.krb5.crypto import checksum, profile
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import (
    ApReq,
    Authenticator,
    Checksum,
    EncKdcRepPart,
    EtypeInfo,
    EtypeInfo2,
    KdcRep,
    KdcReq,
    KdcReqBody,
    KrbError,
    MethodData,
    PaData,
    PaEncTsEnc,
    Ticket,
    decode,
    encode,
    encode_body,
)
from kdcsim.krb5.numbers import ErrorCode, KeyUsage, MessageType, NameType, PaDataType
from kdcsim.krb5.principal import PrincipalName
from kdcsim.krb5.sealing import seal, unseal
from kdcsim.study.conformance.place import REALM

MICRO = 1_000_000
FAR_FUTURE = 2136422885
CONFOUNDER = 16
ADDRESS = "10.0.2.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A ticket, and the session key that came with it."""

    ticket: Ticket
    session: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a KDC said in the end - a ticket or an error - and every exchange on the way."""

    exchanges: tuple[Exchange, ...]
    given: Given | None = None
    error: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """A client account and the moment at which it asks. ``now`` is microseconds since the epoch."""

    account: Account
    now: int
    chance: Chance

    def ask_as(self, kdc: Kdc, service: tuple[str, ...], etypes: tuple[int, ...]) -> Said:
        """Ask for a ticket in an AS exchange, with a timestamp once the KDC demands one."""
        first = self._send(kdc, self._as_req(service, etypes, None), "bare")
        stamp = self._hinted(first)
        if stamp is None:
            return self._read(first, (), None)
        second = self._send(kdc, self._as_req(service, etypes, stamp), "stamped")
        return self._read(second, (first,), stamp)

    def ask_tgs(self, kdc: Kdc, tgt: Given, service: tuple[str, ...], etypes: tuple[int, ...]) -> Said:
        """Ask for a ticket in a TGS exchange, showing a TGT."""
        body = self._body(service, etypes, None)
        exchange = self._send(kdc, self._tgs_req(tgt, body), "tgs")
        return self._read(exchange, (), tgt.session)

    def _send(self, kdc: Kdc, data: bytes, label: str) -> Exchange:
        return answer(kdc, data, now=self.now, chance=self.chance.at("kdc", label), client_address=ADDRESS)

    def _body(self, service: tuple[str, ...], etypes: tuple[int, ...], client: PrincipalName | None) -> KdcReqBody:
        return KdcReqBody(
            cname=client,
            realm=REALM,
            sname=PrincipalName(name_type=int(NameType.SRV_INST), components=service),
            till=FAR_FUTURE,
            nonce=1 + self.chance.at("nonce").number(2**30),
            etypes=etypes,
        )

    def _as_req(self, service: tuple[str, ...], etypes: tuple[int, ...], stamp: Key | None) -> bytes:
        padata = None
        if stamp is not None:
            sealed = seal(
                PaEncTsEnc(patimestamp=self.now // MICRO, pausec=0),
                stamp,
                int(KeyUsage.AS_REQ_PA_ENC_TIMESTAMP),
                self.chance.at("timestamp").draw(CONFOUNDER),
            )
            padata = (PaData(padata_type=int(PaDataType.ENC_TIMESTAMP), padata_value=encode(sealed)),)
        body = self._body(service, etypes, self._name())
        return encode(KdcReq(msg_type=int(MessageType.AS_REQ), padata=padata, req_body=body))

    def _tgs_req(self, tgt: Given, body: KdcReqBody) -> bytes:
        usage = int(KeyUsage.TGS_REQ_AUTHENTICATOR_CHECKSUM)
        kind = profile(tgt.session.etype).checksum_type
        over = Checksum(cksumtype=int(kind), checksum=checksum(tgt.session, usage, encode_body(body)))
        shown = Authenticator(crealm=REALM, cname=self._name(), cksum=over, cusec=0, ctime=self.now // MICRO)
        confounder = self.chance.at("authenticator").draw(CONFOUNDER)
        sealed = seal(shown, tgt.session, int(KeyUsage.TGS_REQ_AUTHENTICATOR), confounder)
        request = encode(ApReq(ticket=tgt.ticket, authenticator=sealed))
        padata = (PaData(padata_type=int(PaDataType.TGS_REQ), padata_value=request),)
        return encode(KdcReq(msg_type=int(MessageType.TGS_REQ), padata=padata, req_body=body))

    def _name(self) -> PrincipalName:
        return PrincipalName(name_type=int(NameType.PRINCIPAL), components=(self.account.name,))

    def _hinted(self, exchange: Exchange) -> Key | None:
        """The key to stamp with: of the first etype in the hint of error 25."""
        if exchange.error != ErrorCode.KDC_ERR_PREAUTH_REQUIRED:
            return None
        e_data = decode(KrbError, exchange.reply).e_data
        assert e_data is not None, "a demand without a hint"
        for entry in decode(MethodData, e_data).entries:  # ETYPE-INFO2 and ETYPE-INFO name the same etypes
            named = _named(entry)
            if named:
                return self._key(named[0])
        return None

    def _key(self, etype: int) -> Key | None:
        keys = self.account.keys.usable(check_marker=False)
        return next((k.key for k in keys if k.etype == etype), None)

    def _read(self, exchange: Exchange, before: tuple[Exchange, ...], key: Key | None) -> Said:
        """Open a reply with the client's own key, or with the session key of the TGT it showed."""
        exchanges = (*before, exchange)
        if exchange.error is not None:
            return Said(exchanges=exchanges, error=decode(KrbError, exchange.reply).error_code)
        reply = decode(KdcRep, exchange.reply)
        opening = key or self._key(reply.enc_part.etype)  # a client without pre-authentication has proved nothing
        assert opening is not None, "a reply came under a key that the client does not have"
        is_as = reply.msg_type == MessageType.AS_REP
        usage = KeyUsage.AS_REP_ENC_PART if is_as else KeyUsage.TGS_REP_ENC_PART_SESSION_KEY
        part = unseal(EncKdcRepPart, reply.enc_part, opening, int(usage))
        return Said(exchanges=exchanges, given=Given(ticket=reply.ticket, session=part.key))


def _named(entry: PaData) -> tuple[int, ...]:
    if entry.padata_type == PaDataType.ETYPE_INFO2:
        return tuple(e.etype for e in decode(EtypeInfo2, entry.padata_value).entries)
    if entry.padata_type == PaDataType.ETYPE_INFO:
        return tuple(e.etype for e in decode(EtypeInfo, entry.padata_value).entries)
    return ()

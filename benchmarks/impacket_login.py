"""A login in straight impacket: its ASN.1 classes and its crypto play client, KDC and service."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import shake_256
from itertools import count
from typing import Any

from impacket.krb5 import asn1, crypto
from impacket.krb5.types import KerberosTime, Ticket
from pyasn1.codec.der import decoder, encoder
from pyasn1.type.univ import noValue

from benchmarks import impacket_pac

REALM = "EXAMPLE.COM"


class ImpacketLogin:
    """AS with PA-ENC-TIMESTAMP, TGS with a body checksum, AP with a mutual answer; AES256, a PAC in each ticket."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.now = KerberosTime.to_asn1(datetime.fromtimestamp(start, UTC))
        self.end = KerberosTime.to_asn1(datetime.fromtimestamp(start + 36000, UTC))
        self.etype = crypto._enctype_table[18]
        self.user = self._key("alice")
        self.service = self._key("web")
        self.krbtgt = self._key("krbtgt")
        self.numbers = count()

    def __call__(self) -> None:
        """Log on, get a ticket, show it, check the answer."""
        nonce = next(self.numbers)
        tgt, tgt_key = self._opened(self._as_kdc(self._as_request(nonce)), self.user, 3, asn1.EncASRepPart())
        reply = self._tgs_kdc(self._tgs_request(nonce, tgt, tgt_key))
        ticket, key = self._opened(reply, tgt_key, 8, asn1.EncTGSRepPart())
        answer = self._service(self._ap(ticket, key, 11, True))
        part = decoder.decode(self._open(key, 12, answer), asn1.EncAPRepPart())[0]
        assert int(part["cusec"]) == 1

    def _key(self, label: str) -> Any:
        return crypto.Key(18, shake_256(label.encode()).digest(32))

    def _seal(self, key: Any, usage: int, value: Any) -> bytes:
        sealed: bytes = self.etype.encrypt(key, usage, encoder.encode(value), bytes(16))
        return sealed

    def _open(self, key: Any, usage: int, cipher: bytes) -> bytes:
        opened: bytes = self.etype.decrypt(key, usage, cipher)
        return opened

    def _as_request(self, nonce: int) -> bytes:
        stamp = asn1.PA_ENC_TS_ENC()
        stamp["patimestamp"], stamp["pausec"] = self.now, 0
        sealed = asn1.EncryptedData()
        sealed["etype"], sealed["cipher"] = 18, self._seal(self.user, 1, stamp)
        request = asn1.AS_REQ()
        request["pvno"], request["msg-type"] = 5, 10
        request["padata"] = noValue
        request["padata"][0] = noValue
        request["padata"][0]["padata-type"] = 2
        request["padata"][0]["padata-value"] = encoder.encode(sealed)
        self._body(request, nonce, ("krbtgt", REALM), client="alice")
        return bytes(encoder.encode(request))

    def _body(self, request: Any, nonce: int, service: tuple[str, ...], client: str | None = None) -> Any:
        body = request["req-body"]
        body["kdc-options"] = "01000000100000010000000000000000"
        if client is not None:
            self._name(body, "cname", 1, (client,))
        body["realm"] = REALM
        self._name(body, "sname", 2, service)
        body["till"], body["nonce"] = self.end, nonce
        for place, etype in enumerate((18, 17, 23)):
            body["etype"][place] = etype
        return body

    def _name(self, holder: Any, field: str, kind: int, parts: tuple[str, ...]) -> None:
        holder[field] = noValue
        holder[field]["name-type"] = kind
        for place, part in enumerate(parts):
            holder[field]["name-string"][place] = part

    def _as_kdc(self, request: bytes) -> bytes:
        asked = decoder.decode(request, asn1.AS_REQ())[0]
        sealed = decoder.decode(bytes(asked["padata"][0]["padata-value"]), asn1.EncryptedData())[0]
        decoder.decode(self._open(self.user, 1, bytes(sealed["cipher"])), asn1.PA_ENC_TS_ENC())
        return self._reply(asn1.AS_REP(), asn1.EncASRepPart(), 11, asked, self.krbtgt, self.user, 3)

    def _tgs_kdc(self, request: bytes) -> bytes:
        asked = decoder.decode(request, asn1.TGS_REQ())[0]
        shown = decoder.decode(bytes(asked["padata"][0]["padata-value"]), asn1.AP_REQ())[0]
        _, key, authenticator = self._shown(shown, self.krbtgt, 7)
        made = self.etype, bytes(authenticator["cksum"]["checksum"])
        crypto._checksum_table[16].verify(key, 6, encoder.encode(asked["req-body"]), made[1])
        return self._reply(asn1.TGS_REP(), asn1.EncTGSRepPart(), 13, asked, self.service, key, 8)

    def _shown(self, shown: Any, key: Any, usage: int) -> tuple[Any, Any, Any]:
        part = decoder.decode(self._open(key, 2, bytes(shown["ticket"]["enc-part"]["cipher"])), asn1.EncTicketPart())[0]
        session = crypto.Key(18, bytes(part["key"]["keyvalue"]))
        opened = self._open(session, usage, bytes(shown["authenticator"]["cipher"]))
        return part, session, decoder.decode(opened, asn1.Authenticator())[0]

    def _reply(self, reply: Any, part: Any, kind: int, asked: Any, service: Any, client: Any, usage: int) -> bytes:
        session = shake_256(str(asked["req-body"]["nonce"]).encode()).digest(32)
        reply["pvno"], reply["msg-type"], reply["crealm"] = 5, kind, REALM
        self._name(reply, "cname", 1, ("alice",))
        inside = asn1.EncTicketPart()
        for holder in (inside, part):
            holder["key"]["keytype"], holder["key"]["keyvalue"] = 18, session
            holder["flags"] = "01000000100000000000000000000000"
            holder["authtime"], holder["starttime"], holder["endtime"] = self.now, self.now, self.end
        inside["crealm"] = REALM
        self._name(inside, "cname", 1, ("alice",))
        inside["transited"]["tr-type"], inside["transited"]["contents"] = 1, b""
        wrapped = asn1.AuthorizationData()
        wrapped[0] = noValue
        wrapped[0]["ad-type"] = 128
        wrapped[0]["ad-data"] = impacket_pac.made(self.start, "alice", service, self.krbtgt)
        inside["authorization-data"] = noValue
        inside["authorization-data"][0] = noValue
        inside["authorization-data"][0]["ad-type"] = 1
        inside["authorization-data"][0]["ad-data"] = encoder.encode(wrapped)
        parts = tuple(str(c) for c in asked["req-body"]["sname"]["name-string"])
        part["last-req"][0]["lr-type"], part["last-req"][0]["lr-value"] = 0, self.now
        part["nonce"], part["srealm"] = int(asked["req-body"]["nonce"]), REALM
        self._name(part, "sname", 2, parts)
        ticket = reply["ticket"]
        ticket["tkt-vno"], ticket["realm"] = 5, REALM
        self._name(ticket, "sname", 2, parts)
        ticket["enc-part"]["etype"], ticket["enc-part"]["cipher"] = 18, self._seal(service, 2, inside)
        reply["enc-part"]["etype"], reply["enc-part"]["cipher"] = 18, self._seal(client, usage, part)
        return bytes(encoder.encode(reply))

    def _opened(self, reply: bytes, key: Any, usage: int, spec: Any) -> tuple[Any, Any]:
        message = decoder.decode(reply, asn1.AS_REP() if usage == 3 else asn1.TGS_REP())[0]
        part = decoder.decode(self._open(key, usage, bytes(message["enc-part"]["cipher"])), spec)[0]
        return message["ticket"], crypto.Key(18, bytes(part["key"]["keyvalue"]))

    def _ap(self, ticket: Any, key: Any, usage: int, mutual: bool, over: bytes | None = None) -> bytes:
        inside = asn1.Authenticator()
        inside["authenticator-vno"], inside["crealm"] = 5, REALM
        self._name(inside, "cname", 1, ("alice",))
        inside["ctime"], inside["cusec"] = self.now, 1
        if over is not None:
            inside["cksum"] = noValue
            inside["cksum"]["cksumtype"] = 16
            inside["cksum"]["checksum"] = crypto._checksum_table[16].checksum(key, 6, over)
        shown = asn1.AP_REQ()
        shown["pvno"], shown["msg-type"] = 5, 14
        shown["ap-options"] = ("001" if mutual else "000") + "0" * 29
        held = Ticket()
        held.from_asn1(ticket)
        held.to_asn1(shown.setComponentByName("ticket")["ticket"])
        shown["authenticator"] = noValue
        shown["authenticator"]["etype"] = 18
        shown["authenticator"]["cipher"] = self._seal(key, usage, inside)
        return bytes(encoder.encode(shown))

    def _tgs_request(self, nonce: int, tgt: Any, key: Any) -> bytes:
        request = asn1.TGS_REQ()
        request["pvno"], request["msg-type"] = 5, 12
        body = self._body(request, nonce, ("HOST", "web.example.com"))
        request["padata"] = noValue
        request["padata"][0] = noValue
        request["padata"][0]["padata-type"] = 1
        request["padata"][0]["padata-value"] = self._ap(tgt, key, 7, False, encoder.encode(body))
        return bytes(encoder.encode(request))

    def _service(self, shown: bytes) -> bytes:
        _, key, authenticator = self._shown(decoder.decode(shown, asn1.AP_REQ())[0], self.service, 11)
        part = asn1.EncAPRepPart()
        part["ctime"], part["cusec"] = str(authenticator["ctime"]), int(authenticator["cusec"])
        return self._seal(key, 12, part)

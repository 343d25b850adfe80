"""Quirks: misbehaviours that a KDC can be asked for, so that a client can be tested against each. All are off."""

from __future__ import annotations

from enum import StrEnum


class Quirk(StrEnum):
    """A misbehaviour by name, and what it does."""

    sentence: str

    def __new__(cls, name: str, sentence: str) -> Quirk:
        """One row of the table below."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.sentence = sentence
        return member

    NO_ETYPE_INFO2 = "no-etype-info2", "errors 24 and 25 name no etypes and no salt"
    NO_TIMESTAMP_HINT = "no-timestamp-hint", "errors 24 and 25 do not say that a timestamp is wanted"
    NO_E_DATA = "no-e-data", "errors 24 and 25 come without e-data"
    TAG_26 = "tag-26", "the sealed part of an AS reply has the tag of a TGS reply, as MIT krb5 writes it"
    DEMAND_CHECKSUM = "demand-checksum", "a TGS request without a checksum over its body is refused with 50"
    UDP_SILENT = "udp-silent", "datagrams are never answered"
    UDP_TOO_BIG = "udp-too-big", "every datagram is answered with KRB_ERR_RESPONSE_TOO_BIG"
    RC4_FIRST = "rc4-first", "RC4 stands first in the list of etypes"
    DUPLICATE_ETYPES = "duplicate-etypes", "every entry in the list of etypes comes twice"
    IGNORE_SKEW = "ignore-skew", "any time in a timestamp or authenticator is taken"
    WRONG_NONCE = "wrong-nonce", "the reply repeats another nonce"
    NO_KVNO = "no-kvno", "neither ticket nor reply names a key version"
    NO_STARTTIME = "no-starttime", "ticket and reply have no start time"
    ALWAYS_RENEWABLE = "always-renewable", "every ticket is renewable, whether that was asked or not"
    IGNORE_TILL = "ignore-till", "a ticket lives as long as it can, whatever was asked"
    WRONG_SALT = "wrong-salt", "the salt in a hint is not the one the keys were made with"
    NO_PREAUTH = "no-preauth", "a client is answered without having proved itself"
    NO_ENC_PA_REP = "no-enc-pa-rep", "PA-REQ-ENC-PA-REP is never answered"
    POSTDATES = "postdates", "tickets that begin later are issued, as RFC 4120 has it and Windows does not"
    FORGET_REPLAYS = "forget-replays", "an authenticator is taken any number of times"

"""The numbers of cryptography: encryption types, key usages, checksum types."""

from __future__ import annotations

from typing import Self

from kdcsim.krb5.numbers.number import Number


class EType(Number):
    """Encryption types (IANA Kerberos Parameters; RFC 3961, 3962, 4757, 8009; negative ones: ntsecapi.h).

    Columns: the number; the standard name; a short label; ``weak``: broken by its key size or construction alone (DES,
    RFC 6649; export and pre-standard RC4); ``deprecated``: retired by RFC 6649 (DES) or RFC 8429 (3DES, RC4).
    """

    _value_: int
    standard_name: str
    label: str
    weak: bool
    deprecated: bool

    def __new__(
        cls, value: int, standard_name: str = "", label: str = "", weak: bool = False, deprecated: bool = False
    ) -> Self:
        """One row of the table below; ``EType(18)`` looks one up."""
        member = int.__new__(cls, value)
        member._value_ = value
        member.standard_name, member.label, member.weak, member.deprecated = standard_name, label, weak, deprecated
        return member

    NULL = 0, "null", "NULL", True, True
    DES_CBC_CRC = 1, "des-cbc-crc", "DES-CRC", True, True
    DES_CBC_MD4 = 2, "des-cbc-md4", "DES-MD4", True, True
    DES_CBC_MD5 = 3, "des-cbc-md5", "DES-MD5", True, True
    DES_CBC_RAW = 4, "des-cbc-raw", "DES-RAW", True, True
    DES3_CBC_MD5 = 5, "des3-cbc-md5", "3DES-MD5", False, True
    DES3_CBC_RAW = 6, "des3-cbc-raw", "3DES-RAW", False, True
    DES3_CBC_SHA1_OLD = 7, "des3-cbc-sha1", "3DES-OLD", False, True
    DES_HMAC_SHA1 = 8, "des-hmac-sha1", "DES-SHA1", True, True
    DES3_CBC_SHA1 = 16, "des3-cbc-sha1-kd", "3DES", False, True
    AES128_CTS_HMAC_SHA1_96 = 17, "aes128-cts-hmac-sha1-96", "AES128", False, False
    AES256_CTS_HMAC_SHA1_96 = 18, "aes256-cts-hmac-sha1-96", "AES256", False, False
    AES128_CTS_HMAC_SHA256_128 = 19, "aes128-cts-hmac-sha256-128", "AES128-SHA256", False, False
    AES256_CTS_HMAC_SHA384_192 = 20, "aes256-cts-hmac-sha384-192", "AES256-SHA384", False, False
    RC4_HMAC = 23, "arcfour-hmac", "RC4", False, True
    RC4_HMAC_EXP = 24, "arcfour-hmac-exp", "RC4-EXP", True, True
    CAMELLIA128_CTS_CMAC = 25, "camellia128-cts-cmac", "CAMELLIA128", False, False
    CAMELLIA256_CTS_CMAC = 26, "camellia256-cts-cmac", "CAMELLIA256", False, False
    RC4_MD4 = -128, "rc4-md4", "RC4-MD4", True, True
    RC4_PLAIN2 = -129, "rc4-plain2", "RC4-PLAIN2", True, True
    RC4_LM = -130, "rc4-lm", "RC4-LM", True, True
    RC4_SHA = -131, "rc4-sha", "RC4-SHA", True, True
    DES_PLAIN = -132, "des-plain", "DES-PLAIN", True, True
    RC4_HMAC_OLD = -133, "rc4-hmac-old", "RC4-OLD", True, True
    RC4_PLAIN_OLD = -134, "rc4-plain-old", "RC4-PLAIN-OLD", True, True
    RC4_HMAC_OLD_EXP = -135, "rc4-hmac-old-exp", "RC4-OLD-EXP", True, True
    RC4_PLAIN_OLD_EXP = -136, "rc4-plain-old-exp", "RC4-PLAIN-OLD-EXP", True, True
    RC4_PLAIN = -140, "rc4-plain", "RC4-PLAIN", True, True
    RC4_PLAIN_EXP = -141, "rc4-plain-exp", "RC4-PLAIN-EXP", True, True
    AES128_CTS_HMAC_SHA1_96_PLAIN = -148, "aes128-cts-hmac-sha1-96-plain", "AES128-PLAIN", False, False
    AES256_CTS_HMAC_SHA1_96_PLAIN = -149, "aes256-cts-hmac-sha1-96-plain", "AES256-PLAIN", False, False

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        member = super()._missing_(value)
        if member is not None:
            member.standard_name = member.label = member._name_
            member.weak = member.deprecated = False
        return member


class KeyUsage(Number):
    """Key usage numbers (RFC 4120 section 7.5.1; RFC 4121 section 2; RFC 6113; MS-KILE; MS-SFU 2.2)."""

    AS_REQ_PA_ENC_TIMESTAMP = 1
    TICKET = 2
    AS_REP_ENC_PART = 3
    TGS_REQ_AUTH_DATA_SESSION_KEY = 4
    TGS_REQ_AUTH_DATA_SUBKEY = 5
    TGS_REQ_AUTHENTICATOR_CHECKSUM = 6
    TGS_REQ_AUTHENTICATOR = 7
    TGS_REP_ENC_PART_SESSION_KEY = 8
    TGS_REP_ENC_PART_SUBKEY = 9
    AP_REQ_AUTHENTICATOR_CHECKSUM = 10
    AP_REQ_AUTHENTICATOR = 11
    AP_REP_ENC_PART = 12
    KRB_PRIV_ENC_PART = 13
    KRB_CRED_ENC_PART = 14
    KRB_SAFE_CHECKSUM = 15
    KERB_NON_KERB_SALT = 16
    KERB_NON_KERB_CHECKSUM_SALT = 17  # PAC signatures, PA-FOR-USER
    AD_KDC_ISSUED_CHECKSUM = 19
    GSS_ACCEPTOR_SEAL = 22
    GSS_ACCEPTOR_SIGN = 23
    GSS_INITIATOR_SEAL = 24
    GSS_INITIATOR_SIGN = 25
    PA_S4U_X509_USER_REQUEST = 26
    PA_S4U_X509_USER_REPLY = 27
    PA_PKINIT_KX = 44
    FAST_REQ_CHECKSUM = 50
    FAST_ENC = 51
    FAST_REP = 52
    FAST_FINISHED = 53
    ENC_CHALLENGE_CLIENT = 54
    ENC_CHALLENGE_KDC = 55
    AS_REQ_CHECKSUM = 56  # RFC 6806 section 11, PA-REQ-ENC-PA-REP


class ChecksumType(Number):
    """Checksum types (IANA Kerberos Parameters; RFC 3961, 3962, 4757, 8009; GSSAPI: RFC 4121 section 4.1.1)."""

    NONE = 0
    CRC32 = 1
    RSA_MD4 = 2
    RSA_MD4_DES = 3
    DES_MAC = 4
    DES_MAC_K = 5
    RSA_MD4_DES_K = 6
    RSA_MD5 = 7
    RSA_MD5_DES = 8
    RSA_MD5_DES3 = 9
    SHA1_OLD = 10
    HMAC_SHA1_DES3_KD = 12
    HMAC_SHA1_DES3 = 13
    SHA1 = 14
    HMAC_SHA1_96_AES128 = 15
    HMAC_SHA1_96_AES256 = 16
    CMAC_CAMELLIA128 = 17
    CMAC_CAMELLIA256 = 18
    HMAC_SHA256_128_AES128 = 19
    HMAC_SHA384_192_AES256 = 20
    GSSAPI = 0x8003
    HMAC_MD5_OLD = -137
    HMAC_MD5 = -138

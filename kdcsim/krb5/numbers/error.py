"""The numbers of refusal: error codes, each with a sentence for people."""

from __future__ import annotations

from typing import Self

from kdcsim.krb5.numbers.number import Number


class ErrorDataType(Number):
    """KERB-ERROR-DATA data types (MS-KILE 2.2.2)."""

    SKEW_RECOVERY = 2
    EXTENDED = 3


class ErrorCode(Number):
    """Error codes (RFC 4120 section 7.5.9; RFC 4556, 6113, 8636) and what each one says to a person."""

    _value_: int
    sentence: str

    def __new__(cls, value: int, sentence: str = "") -> Self:
        """One row of the table below; ``ErrorCode(14)`` looks one up."""
        member = int.__new__(cls, value)
        member._value_, member.sentence = value, sentence
        return member

    KDC_ERR_NONE = 0, "nothing is wrong"
    KDC_ERR_NAME_EXP = 1, "the client's account has expired"
    KDC_ERR_SERVICE_EXP = 2, "the service's account has expired"
    KDC_ERR_BAD_PVNO = 3, "the KDC does not speak this protocol version"
    KDC_ERR_C_OLD_MAST_KVNO = 4, "the client's key is sealed under an old master key"
    KDC_ERR_S_OLD_MAST_KVNO = 5, "the service's key is sealed under an old master key"
    KDC_ERR_C_PRINCIPAL_UNKNOWN = 6, "the KDC knows no client of this name"
    KDC_ERR_S_PRINCIPAL_UNKNOWN = 7, "the KDC knows no service of this name"
    KDC_ERR_PRINCIPAL_NOT_UNIQUE = 8, "more than one account answers to this name"
    KDC_ERR_NULL_KEY = 9, "the client or the service has no key"
    KDC_ERR_CANNOT_POSTDATE = 10, "this ticket may not be postdated"
    KDC_ERR_NEVER_VALID = 11, "the ticket asked for would end before it begins"
    KDC_ERR_POLICY = 12, "the KDC's policy forbids this request"
    KDC_ERR_BADOPTION = 13, "the KDC cannot grant one of the options asked for"
    KDC_ERR_ETYPE_NOSUPP = 14, "client, service and KDC share no usable encryption type"
    KDC_ERR_ETYPE_NOTSUPP = KDC_ERR_ETYPE_NOSUPP  # MS-KILE 3.3.5.7 writes it so: a second name of the same member
    KDC_ERR_SUMTYPE_NOSUPP = 15, "the KDC does not support this checksum type"
    KDC_ERR_PADATA_TYPE_NOSUPP = 16, "the KDC does not support this kind of pre-authentication"
    KDC_ERR_TRTYPE_NOSUPP = 17, "the KDC does not support this transited encoding"
    KDC_ERR_CLIENT_REVOKED = 18, "the client's account is disabled, locked out or barred at this hour"
    KDC_ERR_SERVICE_REVOKED = 19, "the service's account is disabled"
    KDC_ERR_TGT_REVOKED = 20, "the ticket-granting ticket has been revoked"
    KDC_ERR_CLIENT_NOTYET = 21, "the client's account is not valid yet"
    KDC_ERR_SERVICE_NOTYET = 22, "the service's account is not valid yet"
    KDC_ERR_KEY_EXPIRED = 23, "the password has expired and must be changed"
    KDC_ERR_PREAUTH_FAILED = (
        24,
        "the pre-authentication did not verify: usually a wrong password, or a key from a wrong salt",
    )
    KDC_ERR_PREAUTH_REQUIRED = 25, "the KDC asks the client to pre-authenticate first"
    KDC_ERR_SERVER_NOMATCH = 26, "the service asked for is not the one in the ticket"
    KDC_ERR_MUST_USE_USER2USER = 27, "this service takes user-to-user tickets only"
    KDC_ERR_PATH_NOT_ACCEPTED = 28, "the KDC does not accept the realms that the request came through"
    KDC_ERR_SVC_UNAVAILABLE = 29, "a service that the KDC needs is not available"
    KRB_AP_ERR_BAD_INTEGRITY = 31, "the ciphertext does not verify under this key"
    KRB_AP_ERR_TKT_EXPIRED = 32, "the ticket has expired"
    KRB_AP_ERR_TKT_NYV = 33, "the ticket is not valid yet"
    KRB_AP_ERR_REPEAT = 34, "this request has been seen before"
    KRB_AP_ERR_NOT_US = 35, "the ticket is for another service"
    KRB_AP_ERR_BADMATCH = 36, "ticket and authenticator name different clients"
    KRB_AP_ERR_SKEW = 37, "the clocks are too far apart"
    KRB_AP_ERR_BADADDR = 38, "the request came from an address that is not in the ticket"
    KRB_AP_ERR_BADVERSION = 39, "the protocol versions differ"
    KRB_AP_ERR_MSG_TYPE = 40, "this kind of message was not expected here"
    KRB_AP_ERR_MODIFIED = (
        41,
        "the service cannot decrypt the ticket: it holds another key, or the ticket reached another account",
    )
    KRB_AP_ERR_BADORDER = 42, "the message came out of order"
    KRB_AP_ERR_BADKEYVER = 44, "the service does not have the key version that the ticket names"
    KRB_AP_ERR_NOKEY = 45, "the service has no key for this ticket"
    KRB_AP_ERR_MUT_FAIL = 46, "the service failed to prove its identity"
    KRB_AP_ERR_BADDIRECTION = 47, "the message travels in the wrong direction"
    KRB_AP_ERR_METHOD = 48, "another way of authentication is required"
    KRB_AP_ERR_BADSEQ = 49, "the sequence number is wrong"
    KRB_AP_ERR_INAPP_CKSUM = 50, "the checksum is missing, or of a kind that is not accepted here"
    KRB_AP_PATH_NOT_ACCEPTED = 51, "the service does not accept the realms that the client came through"
    KRB_ERR_RESPONSE_TOO_BIG = 52, "the reply does not fit into UDP: ask again over TCP"
    KRB_ERR_GENERIC = 60, "something went wrong that has no code of its own"
    KRB_ERR_FIELD_TOOLONG = 61, "a field is longer than this implementation takes"
    KDC_ERROR_CLIENT_NOT_TRUSTED = 62, "the KDC does not trust the client's certificate"
    KDC_ERROR_KDC_NOT_TRUSTED = 63, "the KDC's certificate is not trusted"
    KDC_ERROR_INVALID_SIG = 64, "the certificate signature is not valid"
    KDC_ERR_KEY_TOO_WEAK = 65, "the Diffie-Hellman parameters offered are too weak"
    KDC_ERR_CERTIFICATE_MISMATCH = 66, "the certificate does not belong to this account"
    KRB_AP_ERR_NO_TGT = 67, "the service has no ticket-granting ticket for user-to-user"
    KDC_ERR_WRONG_REALM = 68, "the account is in another realm"
    KRB_AP_ERR_USER_TO_USER_REQUIRED = 69, "the service takes user-to-user tickets only"
    KDC_ERR_CANT_VERIFY_CERTIFICATE = 70, "the KDC cannot build a chain for the client's certificate"
    KDC_ERR_INVALID_CERTIFICATE = 71, "a certificate of the chain is not valid"
    KDC_ERR_REVOKED_CERTIFICATE = 72, "a certificate of the chain has been revoked"
    KDC_ERR_REVOCATION_STATUS_UNKNOWN = 73, "it cannot be told whether the certificate is revoked"
    KDC_ERR_REVOCATION_STATUS_UNAVAILABLE = 74, "the revocation service cannot be reached"
    KDC_ERR_CLIENT_NAME_MISMATCH = 75, "the certificate names another client"
    KDC_ERR_KDC_NAME_MISMATCH = 76, "the certificate names another KDC"
    KDC_ERR_INCONSISTENT_KEY_PURPOSE = 77, "the certificate is not meant for logging on"
    KDC_ERR_DIGEST_IN_CERT_NOT_ACCEPTED = 78, "the certificate is signed with a digest that is not accepted"
    KDC_ERR_PA_CHECKSUM_MUST_BE_INCLUDED = 79, "the certificate logon lacks its checksum"
    KDC_ERR_DIGEST_IN_SIGNED_DATA_NOT_ACCEPTED = 80, "the request is signed with a digest that is not accepted"
    KDC_ERR_PUBLIC_KEY_ENCRYPTION_NOT_SUPPORTED = 81, "the KDC does not do public-key encryption, only Diffie-Hellman"
    KRB_AP_ERR_IAKERB_KDC_NOT_FOUND = 85, "the proxy knows no KDC for this realm"
    KRB_AP_ERR_IAKERB_KDC_NO_RESPONSE = 86, "the KDC did not answer the proxy"
    KDC_ERR_PREAUTH_EXPIRED = 90, "the pre-authentication took too long and must start again"
    KDC_ERR_MORE_PREAUTH_DATA_REQUIRED = 91, "the KDC asks for a further step of pre-authentication"
    KDC_ERR_PREAUTH_BAD_AUTHENTICATION_SET = 92, "the KDC does not take this combination of pre-authentication"
    KDC_ERR_UNKNOWN_CRITICAL_FAST_OPTIONS = 93, "the KDC does not know a critical FAST option"
    KDC_ERR_NO_ACCEPTABLE_KDF = 100, "client and KDC share no key derivation function"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        member = super()._missing_(value)
        if member is not None:
            member.sentence = f"an error code without a known meaning: {member._value_}"
        return member

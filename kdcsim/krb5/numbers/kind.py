"""The numbers that tell what a message, name, address or piece of data is."""

from __future__ import annotations

from kdcsim.krb5.numbers.number import Number


class MessageType(Number):
    """Message types, which are the application tags as well (RFC 4120 sections 5.10 and 7.5.7)."""

    TICKET = 1
    AUTHENTICATOR = 2
    ENC_TICKET_PART = 3
    AS_REQ = 10
    AS_REP = 11
    TGS_REQ = 12
    TGS_REP = 13
    AP_REQ = 14
    AP_REP = 15
    TGT_REQ = 16
    TGT_REP = 17
    KRB_SAFE = 20
    KRB_PRIV = 21
    KRB_CRED = 22
    ENC_AS_REP_PART = 25
    ENC_TGS_REP_PART = 26
    ENC_AP_REP_PART = 27
    ENC_KRB_PRIV_PART = 28
    ENC_KRB_CRED_PART = 29
    KRB_ERROR = 30


class NameType(Number):
    """Name types (RFC 4120 section 7.5.8; RFC 6111; MS-KILE 3.3.5.6.1; negative ones: ntsecapi.h)."""

    UNKNOWN = 0
    PRINCIPAL = 1
    SRV_INST = 2
    SRV_HST = 3
    SRV_XHST = 4
    UID = 5
    X500_PRINCIPAL = 6
    SMTP_NAME = 7
    ENTERPRISE = 10
    WELLKNOWN = 11
    SRV_HST_DOMAIN = 12
    MS_PRINCIPAL = -128
    MS_PRINCIPAL_AND_ID = -129
    ENT_PRINCIPAL_AND_ID = -130


class AddressType(Number):
    """Address types (RFC 4120 section 7.5.3)."""

    IPV4 = 2
    DIRECTIONAL = 3
    CHAOSNET = 5
    XNS = 6
    ISO = 7
    DECNET_PHASE_IV = 12
    APPLETALK_DDP = 16
    NETBIOS = 20
    IPV6 = 24


class TransitedType(Number):
    """Transited encoding types (RFC 4120 section 7.5.6)."""

    NONE = 0
    DOMAIN_X500_COMPRESS = 1


class LastReqType(Number):
    """Last-request types (RFC 4120 section 5.4.2)."""

    NONE = 0
    LAST_INITIAL_TGT_REQUEST = 1
    LAST_INITIAL_REQUEST = 2
    NEWEST_TGT_ISSUE = 3
    LAST_RENEWAL = 4
    LAST_REQUEST = 5
    PASSWORD_EXPIRES = 6
    ACCOUNT_EXPIRES = 7


class AuthDataType(Number):
    """Authorization data types (RFC 4120 section 7.5.4; RFC 4537, 6113, 7751, 8129; MS-KILE 2.2)."""

    IF_RELEVANT = 1
    INTENDED_FOR_SERVER = 2
    INTENDED_FOR_APPLICATION_CLASS = 3
    KDC_ISSUED = 4
    AND_OR = 5
    MANDATORY_TICKET_EXTENSIONS = 6
    IN_TICKET_EXTENSIONS = 7
    MANDATORY_FOR_KDC = 8
    INITIAL_VERIFIED_CAS = 9
    OSF_DCE = 64
    SESAME = 65
    OSF_DCE_PKI_CERTID = 66
    AUTHENTICATION_STRENGTH = 70
    FX_FAST_ARMOR = 71
    FX_FAST_USED = 72
    CAMMAC = 96
    AUTHENTICATION_INDICATOR = 97
    WIN2K_PAC = 128
    ETYPE_NEGOTIATION = 129
    TOKEN_RESTRICTIONS = 141
    LOCAL = 142
    AP_OPTIONS = 143
    TARGET_PRINCIPAL = 144


class PaDataType(Number):
    """Pre-authentication data types (IANA Kerberos Parameters; RFC 4120 section 7.5.2; MS-KILE 3.1.5.1; MS-SFU)."""

    TGS_REQ = 1
    ENC_TIMESTAMP = 2
    PW_SALT = 3
    ENC_UNIX_TIME = 5
    SANDIA_SECUREID = 6
    SESAME = 7
    OSF_DCE = 8
    CYBERSAFE_SECUREID = 9
    AFS3_SALT = 10
    ETYPE_INFO = 11
    SAM_CHALLENGE = 12
    SAM_RESPONSE = 13
    PK_AS_REQ_OLD = 14
    PK_AS_REP_OLD = 15
    PK_AS_REQ = 16
    PK_AS_REP = 17
    PK_OCSP_RESPONSE = 18
    ETYPE_INFO2 = 19
    SVR_REFERRAL_INFO = 20
    SAM_REDIRECT = 21
    GET_FROM_TYPED_DATA = 22
    SAM_ETYPE_INFO = 23
    ALT_PRINC = 24
    SERVER_REFERRAL = 25
    SAM_CHALLENGE2 = 30
    SAM_RESPONSE2 = 31
    EXTRA_TGT = 41
    TD_PKINIT_CMS_CERTIFICATES = 101
    TD_KRB_PRINCIPAL = 102
    TD_KRB_REALM = 103
    TD_TRUSTED_CERTIFIERS = 104
    TD_CERTIFICATE_INDEX = 105
    TD_APP_DEFINED_ERROR = 106
    TD_REQ_NONCE = 107
    TD_REQ_SEQ = 108
    TD_DH_PARAMETERS = 109
    PAC_REQUEST = 128
    FOR_USER = 129
    S4U_X509_USER = 130
    FOR_CHECK_DUPS = 131
    AS_CHECKSUM = 132
    FX_COOKIE = 133
    AUTHENTICATION_SET = 134
    AUTH_SET_SELECTED = 135
    FX_FAST = 136
    FX_ERROR = 137
    ENCRYPTED_CHALLENGE = 138
    OTP_CHALLENGE = 141
    OTP_REQUEST = 142
    OTP_CONFIRM = 143
    OTP_PIN_CHANGE = 144
    EPAK_AS_REQ = 145
    EPAK_AS_REP = 146
    PKINIT_KX = 147
    PKU2U_NAME = 148
    REQ_ENC_PA_REP = 149
    AS_FRESHNESS = 150
    SPAKE = 151
    KERB_KEY_LIST_REQ = 161
    KERB_KEY_LIST_REP = 162
    SUPPORTED_ENCTYPES = 165
    EXTENDED_ERROR = 166
    PAC_OPTIONS = 167
    SUPERSEDED_BY_USER = 170
    DMSA_KEY_PACKAGE = 171

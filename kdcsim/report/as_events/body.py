"""Body: the description of each event, as data - sections and labels of the real ones, our own words between them.

Labels repeat between sections, so a reader must parse by section. Two blanks after a full stop mark the texts of 2003.
"""

# ruff: noqa: E501 - a description is one line, however long

from __future__ import annotations

_SUBJECT = """
Subject:
	Security ID:		{SubjectUserSid}
	Account Name:		{SubjectUserName}
	Account Domain:		{SubjectDomainName}
	Logon ID:		{SubjectLogonId}
"""
_NETWORK = """
Network Information:
	Workstation Name:	{WorkstationName}
	Source Network Address:	{IpAddress}
	Source Port:		{IpPort}

Detailed Authentication Information:
	Logon Process:		{LogonProcessName}
	Authentication Package:	{AuthenticationPackageName}
	Transited Services:	{TransmittedServices}
	Package Name (NTLM only):	{LmPackageName}
	Key Length:		{KeyLength}
"""
_CERTIFICATE = """
Certificate Information:
	Certificate Issuer Name:		{CertIssuerName}
	Certificate Serial Number:	{CertSerialNumber}
	Certificate Thumbprint:		{CertThumbprint}
"""
_TICKET = """
Ticket information
	Response ticket hash:		{ResponseTicket}
"""
_TICKETS = """
Ticket information
	Request ticket hash:		{RequestTicketHash}
	Response ticket hash:		{ResponseTicketHash}
"""

_UNSET = "service msds-SupportedEncryptionTypes is not defined and the"
_AES_ONLY = "service msds-SupportedEncryptionTypes is configured to only support AES-SHA1 but the"
_LATER = "The Key Distribution Center detected {Cipher} usage that will be unsupported in enforcement phase because "
_BLOCKED = "The Key Distribution Center blocked cipher usage because "
_CLIENT, _KEYS = " client only supports insecure encryption types.", " service account only has insecure keys."
_CLIENT_AES, _KEYS_AES = " client does not advertize AES-SHA1.", " service account does not have AES-SHA1 keys."
KDCSVC = {
    201: _LATER + _UNSET + _CLIENT,
    202: _LATER + _UNSET + _KEYS,
    203: _BLOCKED + _UNSET + _CLIENT,
    204: _BLOCKED + _UNSET + _KEYS,
    206: _LATER + _AES_ONLY + _CLIENT_AES,
    207: _LATER + _AES_ONLY + _KEYS_AES,
    208: _BLOCKED + _AES_ONLY + _CLIENT_AES,
    209: _BLOCKED + _AES_ONLY + _KEYS_AES,
}
"""How the events of Kdcsvc begin, by event id."""
_KDCSVC = """

Account Information
	Account Name: {AccountName}
	Supplied Realm Name: {SuppliedRealmName}
	msds-SupportedEncryptionTypes: {AccountSupportedEncryptionTypes}
	Available Keys: {AccountAvailableKeys}

Service Information:
	Service Name: {ServiceName}
	Service ID: {ServiceID}
	msds-SupportedEncryptionTypes: {ServiceSupportedEncryptionTypes}
	Available Keys: {ServiceAvailableKeys}

Domain Controller Information:
	msds-SupportedEncryptionTypes: {DCSupportedEncryptionTypes}
	DefaultDomainSupportedEncTypes: {DefaultDomainSupportedEncTypes}
	Available Keys: {DCAvailableKeys}

Network Information:
	Client Address: {ClientAddress}
	Client Port: {ClientPort}
	Advertized Etypes: {ClientAdvertizedEncryptionTypes}
"""

MODERN: dict[int, str] = {
    4768: """
A Kerberos authentication ticket (TGT) was requested.

Account Information:
	Account Name:		{TargetUserName}
	Supplied Realm Name:	{TargetDomainName}
	User ID:			{TargetSid}
	MSDS-SupportedEncryptionTypes:	{AccountSupportedEncryptionTypes}
	Available Keys:	{AccountAvailableKeys}

Service Information:
	Service Name:		{ServiceName}
	Service ID:		{ServiceSid}
	MSDS-SupportedEncryptionTypes:	{ServiceSupportedEncryptionTypes}
	Available Keys:	{ServiceAvailableKeys}

Domain Controller Information:
	MSDS-SupportedEncryptionTypes:	{DCSupportedEncryptionTypes}
	Available Keys:	{DCAvailableKeys}

Network Information:
	Client Address:		{IpAddress}
	Client Port:		{IpPort}
	Advertized Etypes:	{ClientAdvertizedEncryptionTypes}

Additional Information:
	Ticket Options:		{TicketOptions}
	Result Code:		{Status}
	Ticket Encryption Type:	{TicketEncryptionType}
	Session Encryption Type:	{SessionKeyEncryptionType}
	Pre-Authentication Type:	{PreAuthType}
	Pre-Authentication EncryptionType:	{PreAuthEncryptionType}
"""
    + _CERTIFICATE
    + _TICKET,
    4769: """
A Kerberos service ticket was requested.

Account Information:
	Account Name:		{TargetUserName}
	Account Domain:		{TargetDomainName}
	Logon GUID:		{LogonGuid}
	MSDS-SupportedEncryptionTypes:	{AccountSupportedEncryptionTypes}
	Available Keys:	{AccountAvailableKeys}

Service Information:
	Service Name:		{ServiceName}
	Service ID:		{ServiceSid}
	MSDS-SupportedEncryptionTypes:	{ServiceSupportedEncryptionTypes}
	Available Keys:	{ServiceAvailableKeys}

Domain Controller Information:
	MSDS-SupportedEncryptionTypes:	{DCSupportedEncryptionTypes}
	Available Keys:	{DCAvailableKeys}

Network Information:
	Client Address:		{IpAddress}
	Client Port:		{IpPort}
	Advertized Etypes:	{ClientAdvertizedEncryptionTypes}

Additional Information:
	Ticket Options:		{TicketOptions}
	Ticket Encryption Type:	{TicketEncryptionType}
	Session Encryption Type:	{SessionKeyEncryptionType}
	Failure Code:		{Status}
	Transited Services:	{TransmittedServices}
"""
    + _TICKETS,
    4771: """
Kerberos pre-authentication failed.

Account Information:
	Security ID:		{TargetSid}
	Account Name:		{TargetUserName}

Service Information:
	Service Name:		{ServiceName}

Network Information:
	Client Address:		{IpAddress}
	Client Port:		{IpPort}

Additional Information:
	Ticket Options:		{TicketOptions}
	Failure Code:		{Status}
	Pre-Authentication Type:	{PreAuthType}
"""
    + _CERTIFICATE,
    4624: "An account was successfully logged on.\n"
    + _SUBJECT
    + """
Logon Type:			{LogonType}

New Logon:
	Security ID:		{TargetUserSid}
	Account Name:		{TargetUserName}
	Account Domain:		{TargetDomainName}
	Logon ID:		{TargetLogonId}
	Logon GUID:		{LogonGuid}

Process Information:
	Process ID:		{ProcessId}
	Process Name:		{ProcessName}
"""
    + _NETWORK,
    4625: "An account failed to log on.\n"
    + _SUBJECT
    + """
Logon Type:			{LogonType}

Account For Which Logon Failed:
	Security ID:		{TargetUserSid}
	Account Name:		{TargetUserName}
	Account Domain:		{TargetDomainName}

Failure Information:
	Failure Reason:		{FailureReason}
	Status:			{Status}
	Sub Status:		{SubStatus}

Process Information:
	Caller Process ID:	{ProcessId}
	Caller Process Name:	{ProcessName}
"""
    + _NETWORK,
    14: """
While processing an AS request for target service {Target}, the account {Account} did not have a suitable key for generating a Kerberos ticket (the missing key has an ID of {ID}). The requested etypes : {RequestedEtypes}. The accounts available etypes : {AvailableEtypes}. Changing or resetting the password of {AccountToReset} will generate a proper key.
""",
    16: """
While processing a TGS request for the target server {Target}, the account {Account} did not have a suitable key for generating a Kerberos ticket (the missing key has an ID of {ID}). The requested etypes were {RequestedEtypes}. The accounts available etypes were {AvailableEtypes}. Changing or resetting the password of {AccountToReset} will generate a proper key.
""",
    26: """
While processing an AS request for target service {Target}, the account {Account} did not have a suitable key for generating a Kerberos ticket (the missing key has an ID of {ID}). The requested etypes were {RequestedEtypes}. The accounts available etypes were {AvailableEtypes}.
""",
    27: """
While processing a TGS request for the target server {Target}, the account {Account} did not have a suitable key for generating a Kerberos ticket (the missing key has an ID of {ID}). The requested etypes were {RequestedEtypes}. The accounts available etypes were {AvailableEtypes}.
""",
    42: """
The Kerberos Key Distribution Center lacks strong keys for account {Account}. The password of this account has to be changed before insecure cryptography can be done without.
""",
    104: """
Kerberos preauthentication by using DES or RC4 failed because the account was a member of the Protected User group.

Account Information:
	Security ID:		{TargetSid}
	Account Name:		{TargetUserName}

Service Information:
	Service Name:		{ServiceName}

Network Information:
	Client Address:		{IpAddress}
	Client Port:		{IpPort}

Additional Information:
	Ticket Options:		{TicketOptions}
	Failure Code:		{Status}
	Pre-Authentication Type:	{PreAuthType}
""",
    205: """
The Key Distribution Center detected explicit insecure cipher enablement in the Default Domain Supported Encryption Types policy configuration.

	Cipher(s): {Ciphers}
	DefaultDomainSupportedEncTypes: {DefaultDomainSupportedEncTypes}
""",
    **{number: words + _KDCSVC for number, words in KDCSVC.items()},
    3: """
A Kerberos Error Message was received:
 on logon session {LogonSession}
 Client Time: {ClientTime}
 Server Time: {ServerTime}
 Error Code: {ErrorCode} {ErrorMessage}
 Extended Error: {ExtendedError}
 Client Realm: {ClientRealm}
 Client Name: {ClientName}
 Server Realm: {ServerRealm}
 Server Name: {ServerName}
 Target Name: {TargetName}
 Error Text: {ErrorText}
 File: {File}
 Line: {Line}
 Error Data is in record data.
""",
    4: """
The Kerberos client received a KRB_AP_ERR_MODIFIED error from the server {Server}. The target name used was {TargetName}. This indicates that the target server failed to decrypt the ticket provided by the client. This can occur when the target server principal name (SPN) is registered on an account other than the account the target service is using, when the target service account password is different than what is configured on the Kerberos Key Distribution Center for that target service, or when identically named server accounts exist in the target domain ({TargetRealm}) and in the client domain.
""",
}
"""2008 and later, by event id. A line whose field a record lacks (etypes before 2025-01) is left out."""

CLASSIC: dict[int, str] = {
    672: """
Authentication Ticket Request:
	User Name:		{User Name}
	Supplied Realm Name:	{Supplied Realm Name}
	User ID:			{User ID}
	Service Name:		{Service Name}
	Service ID:		{Service ID}
	Ticket Options:		{Ticket Options}
	Result Code:		{Result Code}
	Ticket Encryption Type:	{Ticket Encryption Type}
	Pre-Authentication Type:	{Pre-Authentication Type}
	Client Address:		{Client Address}
	Certificate Issuer Name:	{Certificate Issuer Name}
	Certificate Serial Number:	{Certificate Serial Number}
	Certificate Thumbprint:	{Certificate Thumbprint}
""",
    673: """
Service Ticket Request:
	User Name:		{User Name}
	User Domain:		{User Domain}
	Service Name:		{Service Name}
	Service ID:		{Service ID}
	Ticket Options:		{Ticket Options}
	Ticket Encryption Type:	{Ticket Encryption Type}
	Client Address:		{Client Address}
	Failure Code:		{Failure Code}
	Logon GUID:		{Logon GUID}
	Transited Services:	{Transited Services}
""",
    675: """
Pre-authentication failed:
	User Name:	{User Name}
	User ID:		{User ID}
	Service Name:	{Service Name}
	Pre-Authentication Type:	{Pre-Authentication Type}
	Failure Code:	{Failure Code}
	Client Address:	{Client Address}
""",
    26: """
While processing an AS request for target service {Target}, the account {Account} did not have a suitable key for generating a Kerberos ticket (the missing key has an ID of {ID}).  The requested etypes were {RequestedEtypes}.  The accounts available etypes were {AvailableEtypes}.
""",
    27: """
While processing a TGS request for the target server {Target}, the account {Account} did not have a suitable key for generating a Kerberos ticket (the missing key has an ID of {ID}).  The requested etypes were {RequestedEtypes}.  The accounts available etypes were {AvailableEtypes}.
""",
    4: """
The kerberos client received a KRB_AP_ERR_MODIFIED error from the server {Server}.  The target name used was {TargetName}.  This indicates that the password used to encrypt the kerberos service ticket is different than that on the target server.  Commonly, this is due to identically named  machine accounts in the target realm ({TargetRealm}), and the client realm.
""",
}
"""2000 and 2003, by event id."""

"""Salt: the text that goes into string-to-key beside the password, by kind of account.

MS-KILE 3.1.1.2 for users and computers, 3.3.5.6.2 for trusts; the UPN rules from msktutil's and Samba's notes. A salt
is fixed when the key is made: renaming an account later does not move it.
"""

from __future__ import annotations


def computer_salt(realm: str, name: str, dns_domain: str) -> str:
    """REALM + "host" + lower(name without $) + "." + lower(DNS domain)  (MS-KILE 3.1.1.2)."""
    return f"{realm.upper()}host{name.rstrip('$').lower()}.{dns_domain.lower()}"


def user_salt(realm: str, sam_account_name: str, upn: str | None = None) -> str:
    """REALM + sAMAccountName, or REALM + the UPN's own components run together when a UPN is set.

    The UPN's realm is ignored; ``HTTP/foo@x`` gives ``HTTPfoo`` (msktutil windows-salt.txt; Samba
    smb_krb5_salt_principal).
    """
    name = sam_account_name if upn is None else upn.split("@", 1)[0].replace("/", "")
    return realm.upper() + name


def trust_salt(trusting: str, trusted: str) -> str:
    """UPPER(trusting) + "krbtgt" + UPPER(trusted)  (MS-KILE 3.3.5.6.2).

    An inbound trust is UPPER(remote)krbtgtUPPER(local), an outbound one UPPER(local)krbtgtUPPER(remote): both ends of
    one direction come to the same salt.
    """
    return f"{trusting.upper()}krbtgt{trusted.upper()}"

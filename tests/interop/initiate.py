"""Initiate: python-gssapi logs on with a password and makes a token for a service. Run by tests.

Arguments: the user, the password, the service, both names as Kerberos writes them.
"""

from __future__ import annotations

import sys

import gssapi
import gssapi.raw


def main(user: str, password: str, service: str) -> None:
    """Exits with 0 when there is a token."""
    kind = gssapi.NameType.kerberos_principal
    told = gssapi.raw.acquire_cred_with_password(gssapi.Name(user, kind), password.encode(), usage="initiate")
    context = gssapi.SecurityContext(
        name=gssapi.Name(service, kind), creds=gssapi.Credentials(told.creds), usage="initiate"
    )
    sys.exit(0 if context.step() else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Accept: a GSSAPI initiator and a GSSAPI acceptor in one process. Arguments: the service's principal.

Run by tests in an environment whose KRB5CCNAME is the initiator's and whose KRB5_KTNAME is the acceptor's.
"""

from __future__ import annotations

import sys

import gssapi


def main(principal: str) -> None:
    """Print ``OK`` and the client, or ``FAILED`` and the Kerberos error code (RFC 4120) of the acceptor."""
    gssapi.SecurityContext.__DEFER_STEP_ERRORS__ = False
    name = gssapi.Name(principal, gssapi.NameType.kerberos_principal)
    initiator = gssapi.SecurityContext(name=name, usage="initiate")
    token = initiator.step()
    acceptor = gssapi.SecurityContext(usage="accept", creds=gssapi.Credentials(usage="accept"))
    try:
        acceptor.step(token)
    except gssapi.exceptions.GSSError as error:
        print("FAILED", (error.min_code - KRB5KDC_ERR_NONE) % 2**32, error)
        return
    print("OK", acceptor.initiator_name)


KRB5KDC_ERR_NONE = -1765328384 % 2**32
"""The first of MIT's error codes: the others count from it."""

if __name__ == "__main__":
    main(sys.argv[1])

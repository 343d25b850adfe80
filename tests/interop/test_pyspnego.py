"""pyspnego negotiates Kerberos with a service that has our keytab."""

from __future__ import annotations

import subprocess
import sys

from kdcsim.testing import RunningKdc
from tests.interop.estate import PASSWORD
from tests.interop.peers import module, program, run

SCRIPT = """
import spnego
client = spnego.client(hostname="web.contoso.com", service="HTTP", protocol="negotiate")
server = spnego.server(hostname="web.contoso.com", service="HTTP", protocol="negotiate")
token = None
while not (client.complete and server.complete):
    token = server.step(client.step(token))
print(client.negotiated_protocol, server.complete)
"""


def test_spnego(contoso_kdc: RunningKdc) -> None:
    """Both ends are done, by Kerberos and not by NTLM."""
    module("spnego")
    module("gssapi")
    module("krb5")
    assert run([program("kinit", "MIT krb5"), "alice"], contoso_kdc.environment, typed=f"{PASSWORD}\n").ok
    environment = {**contoso_kdc.environment, "KRB5_KTNAME": f"FILE:{contoso_kdc.keytab('WEB$')}"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.split() == ["kerberos", "True"], done.stderr

"""Files of Kerberos as bytes: keytab, credential cache, packet capture.

Law of the room: bytes <-> values. No path is opened here, and nothing is decided.
"""

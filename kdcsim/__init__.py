"""See why a Kerberos login breaks, before it does."""

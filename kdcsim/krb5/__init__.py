"""The Kerberos protocol as the RFCs write it: no Windows, no clock, no dice."""

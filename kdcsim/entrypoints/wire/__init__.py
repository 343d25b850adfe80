"""Wire: the KDCs of a world on real sockets.

Law of the room: thin. Bytes come in from a socket and the time from a clock; `kdcsim.ad.kdc` makes the answer.
"""

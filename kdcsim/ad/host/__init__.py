"""Host: LSA on a member computer - logon sessions, their keys and ticket caches, initiator and acceptor."""

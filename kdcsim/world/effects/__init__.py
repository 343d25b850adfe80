"""Effects: one function per action, from a world to a world and what it left behind."""

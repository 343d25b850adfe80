"""State and time: a world is one frozen value that changes only by actions."""

"""``python -m kdcsim`` and the command `kdcsim`."""

from kdcsim.entrypoints.cli import main

if __name__ == "__main__":
    main()

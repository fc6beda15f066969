"""`python worker.py` is `tandem worker`: settings, wiring, run until told to stop."""

from entrypoints.cli.main import main

if __name__ == "__main__":
    main(["worker"])

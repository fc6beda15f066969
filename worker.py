"""`python worker.py` is `tandem worker`: settings, wiring, run until told to stop."""

import sys

from entrypoints.cli.main import main

if __name__ == "__main__":
    main(["worker", *sys.argv[1:]])

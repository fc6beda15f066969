"""`python -m tests.upgrades.other_worker CLASS`: `tandem worker` with other workflow code."""

import sys

from entrypoints import workers
from entrypoints.cli.main import main
from tests.upgrades import other_code
from workflows.cohort import CohortWorkflow

if __name__ == "__main__":
    code = (getattr(other_code, sys.argv[1]), CohortWorkflow)
    usual = workers.make_worker.__kwdefaults__ or {}
    workers.make_worker.__kwdefaults__ = {**usual, "code": code}
    main(["worker"])

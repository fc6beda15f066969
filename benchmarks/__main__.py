"""Run every benchmark of this folder: `make bench`. Ratios mean more than times here."""

from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table


def main() -> None:
    """Run `main()` of every module beside this one; it gives pairs of what and how much."""
    table = Table("benchmark", "what", "result")
    for path in sorted(Path(__file__).parent.glob("[!_]*.py")):
        run = getattr(import_module(f"benchmarks.{path.stem}"), "main", None)
        for what, result in run() if run else ():
            table.add_row(path.stem, what, result)
    Console().print(table)


if __name__ == "__main__":
    main()

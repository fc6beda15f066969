"""The manifests of deploy/kubernetes as kustomize puts them together, kept beside their sources.

    python -m tests.deploy.render

Whoever has no kubectl can read and check them all the same. The first line of each is a mark of
everything that it was made from, so that a test notices without kubectl where somebody forgot this
command.
"""

import hashlib
import shutil
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "deploy" / "kubernetes"
WAYS = {"own-server": "base", "temporal-cloud": "overlays/temporal-cloud"}
MARK = "# Made by python -m tests.deploy.render from what has the mark "


def sources() -> list[Path]:
    """Every file that something is made from."""
    return sorted(path for path in FOLDER.rglob("*.yaml") if path.parent.name != "rendered")


def mark() -> str:
    """What changes with any of them."""
    seen = hashlib.sha256()
    for path in sources():
        seen.update(path.relative_to(FOLDER).as_posix().encode() + b"\0" + path.read_bytes())
    return seen.hexdigest()[:16]


def rendered(name: str) -> Path:
    """Where the manifests of a way to run Tandem are kept."""
    return FOLDER / "rendered" / f"{name}.yaml"


def render(name: str) -> str:
    """Put the manifests together; needs kubectl."""
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        raise FileNotFoundError("There is no kubectl here.")
    command = [kubectl, "kustomize", str(FOLDER / WAYS[name])]
    made = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    return f"{MARK}{mark()}\n{made.stdout}"


if __name__ == "__main__":
    for way in WAYS:
        rendered(way).parent.mkdir(exist_ok=True)
        rendered(way).write_text(render(way), encoding="utf-8")

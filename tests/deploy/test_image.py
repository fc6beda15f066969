"""What the recipe of the image promises; `python -m tests.deploy.image` builds and runs it."""

import re
import tomllib
from importlib.metadata import requires

from tests.deploy.composed import DEPLOY, ROOT

RECIPE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def test_the_builder_sees_all_that_the_package_holds_and_no_secret() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    seen = {line.removeprefix("!") for line in lines if line.startswith("!")}

    assert lines[0] == "*"
    assert set(packed) <= seen
    assert all((ROOT / name).exists() for name in seen)


def test_the_tools_that_make_the_package_are_pinned_with_all_that_they_need() -> None:
    (named,) = re.findall(r"\^\(([a-z|-]+)\)==", RECIPE)
    needed = [re.split(r"[^\w-]", wish, maxsplit=1)[0] for wish in requires("hatchling") or ()]
    pinned = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")

    assert {"hatchling", *needed} - {"tomli"} <= set(named.split("|"))
    assert all(f"\n{name}==" in f"\n{pinned}" for name in named.split("|"))


def test_the_image_runs_as_nobody_says_how_it_is_and_begins_with_a_worker() -> None:
    last = RECIPE[RECIPE.rindex("FROM ") :]

    assert "\nUSER 10001:10001\n" in last
    assert 'CMD ["tandem", "health"]' in last
    assert last.rstrip().endswith('ENTRYPOINT ["tandem"]\nCMD ["worker"]')
    assert "requirements-dev" not in last

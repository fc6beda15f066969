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
    tools, _ = picked()

    assert needs("hatchling") - {"tomli"} <= tools  # which Python has had itself since 3.11


def test_what_sends_traces_is_in_the_image_with_all_that_it_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [name_of(wish) for wish in project["project"]["optional-dependencies"]["traces"]]
    _, traces = picked()

    assert set().union(*map(needs, wanted)) - pinned("requirements.lock") == traces


def picked() -> tuple[set[str], ...]:
    """What the recipe takes out of the lock of development: tools, and what sends traces."""
    lock = pinned("requirements-dev.lock")
    patterns = re.findall(r"ours = /\^(.+?)==/", RECIPE)
    return tuple({name for name in lock if re.fullmatch(one, name)} for one in patterns)


def pinned(lock: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


def needs(package: str) -> set[str]:
    """A package with all that it needs on this machine, extras aside."""
    found, asked = set[str](), [package]
    while asked:
        found.add(name := asked.pop())
        wishes = [wish for wish in requires(name) or () if "extra ==" not in wish]
        asked += [wish for wish in map(name_of, wishes) if wish not in found]
    return found


def name_of(wish: str) -> str:
    """The name in a wish as `Mako>=1.3; …`, spelled as locks spell it."""
    return re.sub(r"[._]", "-", re.split(r"[^\w.-]", wish, maxsplit=1)[0].lower())


def test_the_image_runs_as_nobody_says_how_it_is_and_begins_with_a_worker() -> None:
    last = RECIPE[RECIPE.rindex("FROM ") :]

    assert "\nUSER 10001:10001\n" in last
    assert 'CMD ["tandem", "health"]' in last
    assert last.rstrip().endswith('ENTRYPOINT ["tandem"]\nCMD ["worker"]')
    assert "requirements-dev" not in last

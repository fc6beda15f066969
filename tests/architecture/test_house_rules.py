"""The rules of the house that no single tool checks."""

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "workflows", "activities", "adapters", "entrypoints")
LONGEST_FILE = 400
WRITTEN_BY_HAND = {".py", ".sql", ".j2", ".html", ".sh"}
THIRD_PARTY_IN_DOMAIN = {"pydantic", "pydantic_core", "annotated_types"}

# Written in two halves, so that this file does not break its own rule.
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("quay", "io"),
        ("deb.debian", "org"),
    )
]
MACHINE_PATH = re.compile(r"(?<![\w.$)}])/(?:work|root|home|Users)/[\w.-]+")


def committed_files() -> list[Path]:
    """Every file that is in the repository, or would be at the next commit."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def text_of(path: Path) -> str:
    """The file's text; nothing for a picture or another file that is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def sources(*packages: str) -> list[Path]:
    return [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


def imported_by(path: Path) -> Iterator[str]:
    """The top-level name of everything that the file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def reads_the_environment(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    imports = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "os"
        for alias in node.names
    }
    return bool((attributes | imports) & {"environ", "environb", "getenv", "getenvb"})


def pins(lock: str) -> dict[str, str]:
    """Each package in the lock file with the release that it is pinned to."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE))


def test_the_layers_of_the_house_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")

    run = subprocess.run([linter, "--no-cache"], cwd=ROOT, check=False, capture_output=True)

    assert run.returncode == 0, (run.stdout + run.stderr).decode()


def test_the_rules_of_mentoring_need_only_the_standard_library_and_pydantic() -> None:
    allowed = sys.stdlib_module_names | THIRD_PARTY_IN_DOMAIN | {"domain"}

    strangers = {
        named(path): outside
        for path in sources("domain")
        if (outside := set(imported_by(path)) - allowed)
    }

    assert strangers == {}


def test_only_the_settings_read_the_environment() -> None:
    readers = [named(path) for path in sources(*PACKAGES) if reads_the_environment(path)]

    assert set(readers) <= {"entrypoints/settings.py"}


def test_no_file_is_too_long_to_read_in_one_go() -> None:
    lengths = {
        named(path): len(text_of(path).splitlines())
        for path in committed_files()
        if path.suffix in WRITTEN_BY_HAND
    }

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_every_package_states_its_rule() -> None:
    folders = {path.parent for path in sources(*PACKAGES)}

    silent = [
        named(folder)
        for folder in sorted(folders)
        if not (folder / "__init__.py").exists()
        or not ast.get_docstring(ast.parse(text_of(folder / "__init__.py")))
    ]

    assert silent == []


@pytest.mark.parametrize("name", [*PACKAGES, "worker"])
def test_a_package_of_another_project_does_not_hide_ours(name: str) -> None:
    found = importlib.util.find_spec(name)

    assert found is not None
    assert found.origin is not None
    assert Path(found.origin).is_relative_to(ROOT)


def test_no_file_names_a_package_registry() -> None:
    named_hosts = {
        f"{named(path)} names {host}"
        for path in committed_files()
        for host in REGISTRY_HOSTS
        if host in text_of(path)
    }

    assert named_hosts == set()


def test_no_file_knows_where_on_a_machine_it_lies() -> None:
    leaks = {
        f"{named(path)}: {leak}"
        for path in committed_files()
        for leak in MACHINE_PATH.findall(text_of(path))
    }

    assert leaks == set()


def test_both_lock_files_pin_the_same_releases() -> None:
    for_use, for_work = pins("requirements.lock"), pins("requirements-dev.lock")

    assert {name: for_work.get(name) for name in for_use} == for_use


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pinned_release_has_its_hashes(lock: str) -> None:
    entries = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()

    assert [entry for entry in entries if entry and "--hash=sha256:" not in entry] == []


def test_the_lock_file_covers_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[<>=\[ ;]", wish, maxsplit=1)[0] for wish in project["dependencies"]}

    assert needed - set(pins("requirements.lock")) == set()

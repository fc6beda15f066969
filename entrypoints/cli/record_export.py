"""`tandem record export`: the record as CloudEvents, one JSON object a line."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.options import AsJson, Data

if TYPE_CHECKING:
    from adapters.store.follow import Follower
    from domain.ports import EventStore
    from domain.record import RecordedFact
    from entrypoints.cli.ending import Ending
    from entrypoints.settings import Settings

START = b'{"specversion":"1.0",'
After = Annotated[
    int, typer.Option("--after", min=0, metavar="N", help="Only what comes behind position N.")
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write to a file instead of standard output."),
]
Follow = Annotated[
    bool,
    typer.Option(
        "--follow",
        help="Go on at the end with whatever is recorded next, until Ctrl-C. With --out, the"
        " file is continued behind its last line, whatever ended the one who wrote it.",
    ),
]


def export(
    after: After = 0,
    out: Out = None,
    follow: Follow = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Write the record as CloudEvents 1.0, one JSON object a line.

    The lines are JSON anyway; with --out, --json prints what was written as JSON too.
    """
    from entrypoints.cli.reach import record_of
    from entrypoints.settings import load

    settings = load(data_dir=data)
    with record_of(settings) as store:
        if follow:
            written = _follow(store.events, settings, after, out)
        else:
            written = _export(store.events, after, out)
    if out is not None:
        _report(out, written, json=json)


def _export(events: "EventStore", after: int, out: Path | None) -> int:
    from adapters.store.export import export as lines_of

    lines = lines_of(events, after)
    if out is not None:
        return _write(out, lines)
    sys.stdout.buffer.writelines(lines)
    return 0


def _write(file: Path, lines: Iterable[bytes]) -> int:
    """Write the lines to a file, whole or not at all; returns how many there are."""
    count = 0
    draft = file.with_name(f"{file.name}.part")
    with _writing(file), draft.open("wb") as written:
        for line in lines:
            written.write(line)
            count += 1
        written.close()
        draft.replace(file)
    return count


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    from entrypoints.cli.output import CantWrite

    try:
        yield
    except OSError as error:
        raise CantWrite(f"{file} can't be written: {error.strerror}.") from error


def _follow(events: "EventStore", settings: "Settings", after: int, out: Path | None) -> int:
    from entrypoints.cli.ending import Ending

    if out is None:
        with Ending(sys.stdout.buffer) as ending:
            _follow_aloud(events, settings, after, ending)
        return 0
    with _writing(out), Ending() as ending:
        return _follow_into(out, events, settings, after, ending)


def _follow_aloud(
    events: "EventStore", settings: "Settings", after: int, ending: "Ending"
) -> None:
    """Write to standard output, until nobody reads it any more."""
    from adapters.store.export import line
    from adapters.store.follow import Follower

    try:
        for page in _pages(Follower(events, after), settings, ending):
            sys.stdout.buffer.writelines(map(line, page))
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        return


def _follow_into(
    out: Path, events: "EventStore", settings: "Settings", after: int, ending: "Ending"
) -> int:
    """Continue a file; returns how many lines it got."""
    from adapters.files.lines import LineFile
    from adapters.store.export import line
    from adapters.store.follow import Follower

    count = 0
    with LineFile(out, START) as file:
        last = _last(out, file.last, after)
        for page in _pages(Follower(events, after, last), settings, ending):
            file.add(map(line, page))
            count += len(page)
    return count


def _last(out: Path, line: bytes | None, after: int) -> "RecordedFact | None":
    """The last fact that a file holds; raises where going on behind `after` would leave a gap."""
    from adapters.files.lines import NotOurs
    from adapters.store.export import read_export

    if line is None:
        return None
    try:
        (last,) = read_export([line])
    except (KeyError, ValueError) as error:
        raise NotOurs(f"The last line of {out} is no event of a record.") from error
    if after > last.position:
        raise NotOurs(
            f"{out} ends at position {last.position}: --after {after} would leave a gap."
        )
    return last


def _pages(
    follower: "Follower", settings: "Settings", ending: "Ending"
) -> Iterator[list["RecordedFact"]]:
    from adapters.store.follow import follow
    from entrypoints.cli.output import problem
    from entrypoints.cli.reach import unreachable

    def away(error: Exception | None) -> None:
        problem(f"{unreachable(settings, error)} Waiting for it." if error else "It is back.")

    return follow(follower, ending.wait, away)


def _report(file: Path, events: int, *, json: bool) -> None:
    from entrypoints.cli.output import as_json, say
    from entrypoints.moments import count

    if json:
        as_json({"file": str(file), "events": events})
    else:
        say(f"{count(events, 'event')} written to {file}.")

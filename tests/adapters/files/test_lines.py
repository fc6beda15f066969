"""A file that grows line by line goes on where it was, whatever ended its writer."""

from pathlib import Path

import pytest

from adapters.files.lines import LOOK_BACK, FileInUse, LineFile, NotOurs

START = b'{"n":'
ONE, TWO, THREE = (b'{"n":%d}\n' % n for n in (1, 2, 3))


def add(path: Path, *lines: bytes) -> bytes | None:
    """Open the file and add to it; returns what its last line was."""
    with LineFile(path, START) as file:
        file.add(lines)
        return file.last


def test_a_new_file_begins_with_its_first_line(tmp_path: Path) -> None:
    assert add(tmp_path / "f", ONE, TWO) is None
    assert (tmp_path / "f").read_bytes() == ONE + TWO


def test_an_older_file_is_continued_behind_its_last_line(tmp_path: Path) -> None:
    add(tmp_path / "f", ONE, TWO)

    assert add(tmp_path / "f", THREE) == TWO.rstrip()
    assert (tmp_path / "f").read_bytes() == ONE + TWO + THREE


@pytest.mark.parametrize("length", range(len(TWO)))
def test_a_line_that_was_cut_off_anywhere_is_written_anew(tmp_path: Path, length: int) -> None:
    (tmp_path / "f").write_bytes(ONE + TWO[:length])

    assert add(tmp_path / "f", TWO) == ONE.rstrip()
    assert (tmp_path / "f").read_bytes() == ONE + TWO


@pytest.mark.parametrize("length", range(len(ONE)))
def test_a_first_line_that_was_cut_off_is_written_anew(tmp_path: Path, length: int) -> None:
    (tmp_path / "f").write_bytes(ONE[:length])

    assert add(tmp_path / "f", ONE) is None
    assert (tmp_path / "f").read_bytes() == ONE


@pytest.mark.parametrize("length", [LOOK_BACK - 7, LOOK_BACK, 3 * LOOK_BACK])
def test_a_line_may_be_long(tmp_path: Path, length: int) -> None:
    long = START + b"1" * length + b"}\n"
    (tmp_path / "f").write_bytes(ONE + long + long[:-2])

    assert add(tmp_path / "f", TWO) == long.rstrip()
    assert (tmp_path / "f").read_bytes() == ONE + long + TWO


@pytest.mark.parametrize("content", [b"a letter\n", b"a letter", b"\n", ONE + b"\n", ONE + b"x\n"])
def test_a_file_of_something_else_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "f").write_bytes(content)

    with pytest.raises(NotOurs, match="nothing was written"):
        add(tmp_path / "f", ONE)
    assert (tmp_path / "f").read_bytes() == content


def test_two_do_not_write_to_one_file(tmp_path: Path) -> None:
    with LineFile(tmp_path / "f", START), pytest.raises(FileInUse):
        add(tmp_path / "f", ONE)

    assert add(tmp_path / "f", ONE) is None

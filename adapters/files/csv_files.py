"""Tables as CSV: rows with their real line numbers, and what is wrong with the header or a row."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO

from adapters.files.text import Source, read_text
from domain.problems import BadInput, Problem, did_you_mean

Row = tuple[int, dict[str, str]]


class CsvFile:
    """A CSV file: `rows` as (line, values by column), and `problems`.

    Values are parted by `,` or `;`, whichever the header uses. Empty rows are left out, and a row
    may end early. A row whose text goes over several lines counts from its first. `complete` is
    false where not everything could be read, or where the first column, which names the row, is
    missing.
    """

    def __init__(self, source: Source, columns: Sequence[str], required: Sequence[str]) -> None:
        """Read a file that may have these columns and must have the required ones."""
        self.rows: list[Row] = []
        self.problems: list[Problem] = []
        self.complete = True
        self._file = str(source)
        self._columns, self._required = columns, required
        try:
            self._read(read_text(source))
        except BadInput as error:
            self.problems, self.complete = list(error.problems), False

    def _read(self, text: str) -> None:
        lines = self._lines(text)
        line, header = next(lines, (1, []))
        names = [name.strip().casefold() for name in header]
        while names and not names[-1]:
            names.pop()
        self._check_header(line, names)
        for number, values in lines:
            if extra := [value for value in values[len(names) :] if value]:
                self._note(number, f"this row has more values than columns: {', '.join(extra)}")
            padded = values + [""] * (len(names) - len(values))
            by_column = zip(reversed(names), reversed(padded[: len(names)]), strict=True)
            self.rows.append((number, dict(by_column)))
        if not self.rows and not self.problems:
            self._note(line, "there is nothing below the header")

    def _lines(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Each row that says something, with the line on which it begins."""
        reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        start = 1
        try:
            for row in reader:
                values = [value.strip() for value in row]
                if any(values):
                    yield start, values
                start = reader.line_num + 1
        except csv.Error as error:
            self.complete = False
            self._note(start, f"a quotation mark is not closed or misplaced from here on: {error}")

    def _check_header(self, line: int, names: Sequence[str]) -> None:
        if not names:
            self.complete = False
            self._note(line, f"the file is empty; its first line must be {self._example()}")
            return
        for name, count in Counter(names).items():
            if name not in self._columns:
                hint = did_you_mean(name, self._columns) or f"; the columns are {self._example()}"
                self._note(line, f"there is no column `{name}`{hint}")
            elif count > 1:
                self._note(line, f"the column `{name}` stands here twice")
        for name in self._required:
            if name not in names:
                self.complete = self.complete and name != self._required[0]
                self._note(line, f"the column `{name}` is missing")

    def _example(self) -> str:
        return ",".join(self._columns)

    def _note(self, line: int, message: str) -> None:
        self.problems.append(Problem(file=self._file, line=line, message=message))


def _delimiter(text: str) -> str:
    """The mark that the header uses more often."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return ";" if header.count(";") > header.count(",") else ","

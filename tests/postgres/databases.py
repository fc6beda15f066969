"""Databases for tests: each as good as new, made in a moment, and gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from secrets import token_hex

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url


class Databases:
    """Makes and removes databases on a server; `address` is one where that is allowed."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._prefix = f"tandem_test_{token_hex(4)}"
        self._numbers = count(1)

    @contextmanager
    def fresh(self, template: str = "template0") -> Iterator[str]:
        """A new database, empty or as a copy of another; gives its address."""
        name = f"{self._prefix}_{next(self._numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            url = make_url(self.address).set(database=name)
            yield url.render_as_string(hide_password=False)
        finally:
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def version(self) -> str:
        """The release of the server."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            return str(connection.info.parameter_status("server_version"))

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.address, autocommit=True, connect_timeout=30) as connection:
            connection.execute(statement.encode())


def name_of(url: str) -> str:
    """The database that an address names."""
    return str(conninfo_to_dict(url)["dbname"])

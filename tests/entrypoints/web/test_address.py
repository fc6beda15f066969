"""Where an installation's pages stand, so that the links in its mail lead to them."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from entrypoints.settings import Settings, load
from entrypoints.web.address import Place, remember, settle
from entrypoints.web.server import PortTaken
from entrypoints.working import leading_to


@contextmanager
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@contextmanager
def settled(settings: Settings) -> Iterator[Place]:
    place = settle(settings)
    place.door.listen()
    with place.door:
        yield place


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TANDEM_WEB_PORT", "TANDEM_PUBLIC_URL", "TANDEM_WEB_HOST"):
        monkeypatch.delenv(name, raising=False)


def test_links_lead_to_the_port_that_was_found(tmp_path: Path) -> None:
    with settled(load(data_dir=tmp_path)) as place:
        assert place.settings.public_url == f"http://localhost:{place.port}"
        assert place.settings.web_port == place.port


def test_the_port_of_the_last_time_is_taken_again(tmp_path: Path) -> None:
    with taken() as port:
        free = port
    (tmp_path / "web-port").write_text(f"{free}\n", encoding="ascii")

    with settled(load(data_dir=tmp_path)) as place:
        assert place.port == free
        remember(place)
    assert (tmp_path / "web-port").read_text(encoding="ascii") == f"{free}\n"


def test_where_that_one_is_used_by_others_another_is_found(tmp_path: Path) -> None:
    with taken() as port:
        (tmp_path / "web-port").write_text(f"{port}\n", encoding="ascii")
        with settled(load(data_dir=tmp_path)) as place:
            assert place.port != port


def test_a_port_that_was_asked_for_is_that_one_or_none(tmp_path: Path) -> None:
    with taken() as port, pytest.raises(PortTaken, match=f"Port {port} of 127.0.0.1"):
        settle(load(data_dir=tmp_path, web_port=port))


def test_a_public_address_of_ones_own_stays(tmp_path: Path) -> None:
    with settled(load(data_dir=tmp_path, public_url="https://mentoring.example.org")) as place:
        assert place.settings.public_url == "https://mentoring.example.org"


def test_two_installations_do_not_share_a_port(tmp_path: Path) -> None:
    with (
        settled(load(data_dir=tmp_path / "one")) as one,
        settled(load(data_dir=tmp_path / "two")) as two,
    ):
        assert one.port != two.port


def test_a_worker_beside_an_installation_writes_links_to_its_pages(tmp_path: Path) -> None:
    beside = leading_to(load(data_dir=tmp_path), "http://localhost:9000")
    own = leading_to(load(data_dir=tmp_path, public_url="https://a.example"), "http://b.example")

    assert beside.public_url == "http://localhost:9000"
    assert own.public_url == "https://a.example"

"""`tandem up --sample`: a cohort that is nine weeks old, to try the console on."""

import json
import subprocess
from base64 import b64decode
from collections.abc import Iterator

import pytest

from adapters.temporal.codec import Cipher
from adapters.temporal.connection import connect
from adapters.temporal.dev_server import find_binary
from adapters.temporal.payloads import in_clear
from entrypoints.installation import find
from entrypoints.secrets import key_ring
from entrypoints.settings import load
from tests.acceptance.installation import Installation, until
from tests.acceptance.private import (
    descriptions,
    files_of_temporal,
    found_in,
    histories,
    of_people,
    of_record,
    written,
)

MANY = 100


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with Installation(tmp_path_factory.mktemp("sample") / "data", "--sample") as office:
        yield office


def test_the_sample_is_an_installation_in_order_with_a_past(office: Installation) -> None:
    assert {check["status"] for check in office.facts("doctor")} == {"ok"}
    assert office.facts("record", "verify")["faults"] == 0
    assert office.mail() == []


def test_a_stalled_pair_of_the_sample_can_be_helped(office: Installation) -> None:
    case = next(one for one in office.facts("inbox") if one["trigger"] == "no_contact")

    office.does("inbox", "decide", case["id"], "nudge", "--note", "Shall we find a time?")

    until(lambda: len(office.mail()) == 2)
    assert {letter["Tandem-Kind"] for letter in office.mail()} == {"nudge"}


async def test_temporal_knows_no_name_no_address_and_no_word_of_anybody(
    office: Installation,
) -> None:
    words = of_people() | of_record(office.folder)
    assert len(words) > MANY
    assert "Shall we find a time?" in words
    server = await connect(find(office.folder).temporal_address)
    kept = await histories(server)

    assert found_in(written(kept) + await descriptions(server), words) == set()
    assert found_in(files_of_temporal(office.folder), words) == set()

    cipher = Cipher(key_ring(load(data_dir=office.folder)))
    read = found_in(written([in_clear(one, cipher) for one in kept]), words)
    assert len(read) > MANY  # so they are in there, and only we can read them
    assert "Shall we find a time?" in read


def test_temporals_own_command_line_reads_through_us_with_a_token(office: Installation) -> None:
    office.does("staff", "add", "otto@example.org", "--name", "Otto Ops", "--role", "ops")
    words = ("token", "add", "otto@example.org", "--name", "temporal", "--scope", "record.read")
    token = office.does(*words).strip()
    place = find(office.folder)
    pair = "new-leads-L23-G13"

    def shown(*ours: str) -> bytes:
        asked = ("workflow", "show", "--workflow-id", f"mentorship-{pair}", "--output", "json")
        told = subprocess.run(
            [str(find_binary()), *asked, "--address", place.temporal_address, *ours],
            check=True,
            capture_output=True,
        )
        begun = json.loads(told.stdout)["events"][0]
        return b64decode(begun["userMetadata"]["summary"]["data"])

    codec = ("--codec-endpoint", f"{place.public_url}/api/temporal")
    assert shown(*codec, "--codec-auth", f"Bearer {token}").startswith(b'"new-leads: ')
    assert b"new-leads" not in shown()


def test_the_sample_is_there_once_however_often_it_is_asked_for(office: Installation) -> None:
    assert office.stop() == 0
    office.start("--sample")

    (cohort,) = office.facts("cohort", "list")
    assert (cohort["name"], cohort["pairs"]) == ("new-leads", 24)
    assert len(office.mail()) == 2

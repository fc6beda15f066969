"""`tandem up --sample`: a cohort that is nine weeks old, to try the console on."""

from collections.abc import Iterator

import pytest

from tests.acceptance.installation import Installation, until


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


def test_the_sample_is_there_once_however_often_it_is_asked_for(office: Installation) -> None:
    assert office.stop() == 0
    office.start("--sample")

    (cohort,) = office.facts("cohort", "list")
    assert (cohort["name"], cohort["pairs"]) == ("new-leads", 24)
    assert len(office.mail()) == 2

"""Somebody asks what is stored about them: their own words, and nobody else's."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.mail.maildir import Maildir
from domain.cohort.model import Pair
from entrypoints.cli.main import run
from tests.entrypoints.cli.records import FIRST, Past, days_ago


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What the mentor of the first pair is told."""
    past = Past(tmp_path, days_ago(20))
    past.launch()
    past.aligns(FIRST)
    past.asks(FIRST, "mentee", "raise_concern", text="He talks of himself all the time.")
    past.asks(FIRST, "mentor", "raise_concern", text="I have too little time.")
    capsys.readouterr()
    assert run(["person", "export", "M01", "--data", str(tmp_path)]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_mentor_gets_all_that_is_about_them_in_every_pair(told: dict[str, Any]) -> None:
    assert told["person"] == "M01"
    assert told["rosters"]["spring"]["person"] == "M01"
    first = next(one for one in told["mentorships"] if one["id"] == FIRST)
    assert (first["role"], first["cohort"]) == ("mentor", "spring")
    kinds = [fact["type"] for fact in first["facts"]]
    assert {"mentorship_opened", "experience_shared", "agreement_signed"} <= set(kinds)
    assert "talks" in json.dumps(first["facts"])
    assert "I have too little time." in json.dumps(first["facts"])
    assert first["sent"]


def test_the_other_s_words_stay_out_and_so_does_what_they_led_to(told: dict[str, Any]) -> None:
    text = json.dumps(told)

    assert "He talks of himself" not in text
    first = next(one for one in told["mentorships"] if one["id"] == FIRST)
    assert [f["data"]["by"] for f in first["facts"] if f["type"] == "concern_raised"] == ["mentor"]
    opening = first["facts"][0]["data"]
    assert opening["mentee"]["name"] != "[erased]"
    assert opening["mentee"]["email"] == "[not yours]"


def test_it_can_be_written_to_a_file_that_only_its_owner_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    past, file = Past(tmp_path / "data", days_ago(1)), tmp_path / "mine.json"
    past.launch()
    file.touch()
    file.chmod(0o644)

    assert run(["person", "export", "N01", "--data", str(past.folder), "--out", str(file)]) == 0

    assert json.loads(file.read_text(encoding="utf-8"))["person"] == "N01"
    assert file.stat().st_mode & 0o077 == 0
    assert "of 1 mentorship" in capsys.readouterr().out
    for command in (["export", "nobody"], ["erase", "nobody"], ["again", str(tmp_path)]):
        assert run(["person", *command, "--data", str(past.folder)]) == 2


def test_a_pair_that_has_not_begun_and_letters_to_an_earlier_address_are_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    past = Past(tmp_path, days_ago(1))
    past.launch(opening=1)
    mail = Maildir(tmp_path / "mail")
    mail.create()
    with past.store() as store:
        spring = store.cohorts.get("spring")
        (_, pair), *_ = store.cohorts.pairs("spring")
        mail.deliver(b"Subject: Welcome\n\nDear you", [pair.mentee.email])
        moved = pair.mentee.changed(email="moved@example.org")
        store.cohorts.save(spring, [moved], [])
        later = Pair(id="later", mentee=moved, mentor=pair.mentor, note="She asked for him")
        store.cohorts.save(spring.changed(name="autumn"), [], [later])

    assert run(["person", "export", "N01", "--data", str(tmp_path)]) == 0

    told = json.loads(capsys.readouterr().out)
    assert [letter["subject"] for letter in told["letters"]] == ["Welcome"]
    assert told["planned"] == [
        {
            "id": "later",
            "cohort": "autumn",
            "role": "mentee",
            "with": pair.mentor.name,
            "note": "She asked for him",
        }
    ]
    assert [one["id"] for one in told["mentorships"]] == [FIRST]

"""A program manager runs a cohort with nothing but the public commands."""

import json
import signal
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.store.export import from_cloudevent
from domain.mentorship.storage import fold
from tests.acceptance.installation import FILES, PATIENCE, Installation, until

FIRST, SECOND, THIRD = "spring-N01-M01", "spring-N02-M01", "spring-N03-M02"
GOAL = {
    "id": "g1",
    "statement": "Give a talk",
    "measure": "A talk was given",
    "target_date": "2100-01-01",
    "levels": dict.fromkeys(("much_less", "less", "expected", "more", "much_more"), "in words"),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation in which the sample cohort was launched."""
    with Installation(tmp_path_factory.mktemp("office") / "data") as office:
        told = office.does("cohort", "launch", "spring", *FILES)
        assert "8 pairs" in told
        assert "All of them are open" in told
        yield office


def align(office: Installation, pair: str) -> None:
    """Both come to a signed agreement."""
    office.asks(pair, "mentee", "propose_goals", goals=[GOAL])
    office.asks(pair, "mentee", "name_gaps", skills=["speaking"])
    office.asks(pair, "mentor", "share_experience", experience=["talks"], style="advisory")
    for role in ("mentee", "mentor"):
        office.asks(pair, role, "set_expectations", expectations={"channel": "video"})
    for role in ("mentee", "mentor"):
        office.asks(pair, role, "sign_agreement")


def effects(office: Installation) -> Counter[str]:
    """How often each effect has become a letter."""
    return Counter(letter["Tandem-Effect"] for letter in office.mail())


def letters(office: Installation, case: str) -> list[tuple[str, str]]:
    """Whom a case has written to, and what became of it."""
    (told,) = office.facts("pair", "why", case)["episodes"]
    return [(one["to"], one["status"]) for step in told["steps"] for one in step["letters"]]


def versions(office: Installation) -> dict[str, list[int]]:
    """The versions of each subject, in the order of the record."""
    found: dict[str, list[int]] = defaultdict(list)
    for event in office.export():
        found[event["subject"]].append(event["streamversion"])
    return found


def test_an_installation_tells_where_everything_is(office: Installation) -> None:
    told = "".join(office.said)

    assert str(office.folder / "mail") in told
    assert str(office.folder / "log" / "tandem.log") in told
    assert (office.folder / "log" / "tandem.log").exists()


def test_a_launch_invites_everybody_and_a_second_one_nobody(office: Installation) -> None:
    until(lambda: len(office.mail()) >= 16)

    again = office.does("cohort", "launch", "spring", *FILES)

    assert "none of its pairs is missing" in again
    invited = [letter["To"] for letter in office.mail() if letter["Tandem-Kind"] == "invitation"]
    assert len(invited) == 16


def test_another_program_under_the_same_name_is_refused(
    office: Installation, tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    text = Path(FILES[1]).read_text(encoding="utf-8")
    other.write_text(text.replace("length: 20 weeks", "length: 21 weeks"), encoding="utf-8")

    done = office.run("cohort", "launch", "spring", "--program", str(other), *FILES[2:])

    assert done.returncode == 2
    assert "differs" in done.stderr


def test_a_pair_comes_to_an_agreement_by_commands(office: Installation) -> None:
    align(office, FIRST)

    pair = office.facts("pair", "show", FIRST)

    assert pair["state"]["stage"] == "active"
    assert "signed the agreement." in office.does("pair", "show", FIRST)
    until(
        lambda: (
            {row["kind"] for row in office.facts("pair", "show", FIRST)["deliveries"]}
            > {"invitation"}
        )
    )


def test_the_same_request_twice_does_nothing_twice(office: Installation) -> None:
    words = ("pair", "do", SECOND, "pause", "--data", '{"reason": "holidays"}', "--id", "p1")

    first, second = office.facts(*words), office.facts(*words)

    assert first == second
    assert first["facts"] == ["mentorship_paused"]
    told = office.facts("pair", "show", SECOND)["timeline"]
    assert [line["type"] for line in told].count("mentorship_paused") == 1


def test_a_refusal_is_a_sentence_and_a_code(office: Installation) -> None:
    done = office.run("pair", "do", THIRD, "sign_agreement", "--as", "mentee")

    assert done.returncode == 2
    assert done.stderr.endswith("(agreement_incomplete)\n")
    assert not done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("pair", "do", "spring-X-Y", "resume"), "There is no pair spring-X-Y"),
        (("pair", "do", THIRD, "resume", "--as", "nobody"), "not_a_participant"),
        (("pair", "do", THIRD, "extend", "--data", '{"weeks": "few"}'), "malformed_command"),
        (("inbox", "decide", f"{THIRD}/9", "snooze"), "no_such_episode"),
        (("cohort", "show", "autumn"), "There is no cohort autumn."),
    ],
)
def test_what_is_not_there_is_told(office: Installation, words: list[str], told: str) -> None:
    done = office.run(*words)

    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_folder_can_be_given_beside_the_data_of_a_command(
    office: Installation, tmp_path: Path
) -> None:
    data = '{"expectations": {"channel": "phone"}}'
    words = [*("pair", "do", THIRD, "set_expectations", "--as", "mentor"), "--data", data]

    lost, found = (
        office.run_elsewhere(tmp_path, *words),
        office.run_elsewhere(tmp_path, *words, "--data", str(office.folder)),
    )

    assert (lost.returncode, found.returncode) == (3, 0)
    assert "set expectations: channel: phone." in found.stdout


def test_a_concern_lies_in_the_inbox_until_it_is_decided(office: Installation) -> None:
    assert office.facts("inbox") == []
    office.asks(THIRD, "mentee", "raise_concern", text="It does not work out")

    (case,) = office.facts("inbox")
    told = office.does("inbox", "decide", case["id"], "dismiss", "--note", "Settled by phone")

    assert "to dismiss the case" in told
    assert office.facts("inbox") == []


def test_a_case_can_be_told_afterwards_with_its_letter_and_its_decision(
    office: Installation,
) -> None:
    until(lambda: letters(office, f"{THIRD}/1") == [("manager", "delivered")])
    (case,) = office.facts("pair", "why", THIRD)["episodes"]

    assert (case["ended_by"], case["because"]["type"]) == ("decision", "episode_decided")
    assert case["facts"][0]["sentence"].endswith("“It does not work out”")
    assert "Settled by phone" in office.does("pair", "why", f"{THIRD}/1")


def test_a_mentorship_that_is_over_takes_no_more_commands(office: Installation) -> None:
    pair = "spring-N06-M04"
    office.asks(pair, "manager", "end", reason="left_organisation")

    done = office.run("pair", "do", pair, "resume")

    assert done.returncode == 2
    assert "mentorship_closed" in done.stderr
    assert "closed: never started" in office.does("cohort", "show", "spring")


def test_the_export_can_be_folded_back_to_the_same_states(office: Installation) -> None:
    recorded = [from_cloudevent(event) for event in office.export()]

    assert [one.position for one in recorded] == sorted(one.position for one in recorded)
    for pair in (FIRST, SECOND, THIRD):
        facts = [one.fact for one in recorded if one.fact.stream == pair]
        state = fold(pair, facts)
        assert state is not None
        assert state.model_dump(mode="json") == office.facts("pair", "show", pair)["state"]


def test_a_running_installation_is_in_order(office: Installation) -> None:
    checks = office.facts("doctor")

    assert {check["status"] for check in checks} == {"ok"}
    assert {"Database", "Temporal", "Worker", "Mail"} <= {check["name"] for check in checks}


def test_a_folder_belongs_to_one_installation(office: Installation) -> None:
    done = office.run("up")

    assert done.returncode == 2
    assert "Another tandem is running" in done.stderr


def test_another_worker_can_help_and_leave(office: Installation) -> None:
    with office.begin("worker") as worker:
        assert worker.stderr is not None
        said = next(line for line in worker.stderr if "worker_started" in line)
        worker.send_signal(signal.SIGTERM)
        _, rest = worker.communicate()

    assert json.loads(said)["task_queue"] == "tandem"
    assert worker.returncode == 0
    assert "worker_stopped" in rest


def test_a_clean_stop_leaves_nothing_behind_and_the_next_start_goes_on(tmp_path: Path) -> None:
    with Installation(tmp_path / "data") as office:
        office.does("cohort", "launch", "spring", *FILES)
        until(lambda: len(office.mail()) >= 16)

        assert office.stop() == 0
        assert office.said[-1].startswith("Stopped.")
        assert office.processes() == []
        assert office.run("doctor").returncode == 3
        assert "aligning" in office.does("cohort", "show", "spring")

        office.start()
        assert "8 pairs are open in spring" in office.said[0]
        office.asks(FIRST, "manager", "pause", reason="a week at sea")
        until(lambda: len(effects(office)) > 16)
        assert set(effects(office).values()) == {1}


def test_a_power_cut_in_the_middle_of_a_launch_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with Installation(tmp_path / "data") as office:
        with office.begin("cohort", "launch", "spring", *FILES) as launch:
            until(lambda: len(office.mail()) >= 1)
            office.kill()
            launch.communicate()
        assert office.processes() == []

        office.start()
        office.does("cohort", "launch", "spring", *FILES)

        assert sorted(versions(office).values()) == [[1]] * 8
        # What was being sent when the power went waits until its sender counts as dead.
        until(lambda: len(effects(office)) == 16, patience=3 * PATIENCE)
        assert set(effects(office).values()) == {1}


def test_after_a_power_cut_every_pair_goes_on(tmp_path: Path) -> None:
    with Installation(tmp_path / "data") as office:
        office.does("cohort", "launch", "spring", *FILES)
        until(lambda: len(office.mail()) == 16)
        office.does("doctor")
        office.kill()

        office.start()
        office.asks(FIRST, "manager", "pause", reason="a week at sea")
        until(lambda: len(office.mail()) > 16)

        assert versions(office)[FIRST] == [1, 2]
        assert set(effects(office).values()) == {1}
        assert office.facts("cohort", "list")[0]["open"] == 8

"""`tandem up` and `tandem web`, as somebody meets them who gets a mail and opens its link."""

import re
import socket
import subprocess
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import Page

from domain.goals.model import Levels
from tests.acceptance.installation import SAMPLES, TANDEM, Installation, until
from tests.browser.keyboard import Keyboard
from tests.entrypoints.web.visitor import forms, words
from tests.ports import free_port

LINK = re.compile(r"^(https?://\S+/a/\S+)$", re.MULTILINE)
FILES = (
    *("--program", str(SAMPLES / "first-steps.yaml")),
    *("--people", str(SAMPLES / "people.csv")),
    *("--pairs", str(SAMPLES / "pairs.csv")),
)
PAIR = "spring-N01-M01"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with one cohort, whose invitations have arrived."""
    with Installation(tmp_path_factory.mktemp("office") / "data") as office:
        office.does("cohort", "launch", "spring", *FILES)
        until(lambda: len(office.mail()) >= 16)
        yield office


def link_in(letter: Message) -> str:
    """The link in a letter's text."""
    (text,) = (part for part in letter.walk() if part.get_content_type() == "text/plain")
    content = text.get_payload(decode=True)
    assert isinstance(content, bytes)
    found = LINK.search(content.decode())
    assert found is not None
    return found[1]


def invitation(office: Installation, role: str, pair: str = PAIR) -> str:
    """The link in the invitation of one of a pair."""
    person = office.facts("pair", "show", pair)["state"][role]
    (letter,) = (
        mail
        for mail in office.mail()
        if mail["Tandem-Kind"] == "invitation"
        and mail["Tandem-Effect"].startswith(f"{pair}/")
        and person["email"] in mail["To"]
    )
    return link_in(letter)


async def test_an_agreement_is_written_and_signed_from_the_mails(
    office: Installation, phone: Page
) -> None:
    office.asks(PAIR, "mentor", "share_experience", experience=["talks"], style="advisory")
    office.asks(PAIR, "mentor", "set_expectations", expectations={"channel": "by video"})
    await phone.goto(invitation(office, "mentee"))
    await phone.get_by_label("What do you want to reach?").first.fill("Give a talk")
    await phone.get_by_label("How can you tell?").first.fill("It was given")
    for level in Levels.model_fields:
        await phone.locator(f"#goals-1-{level}").fill(f"{level} in words")
    await phone.get_by_label("Skills to build").fill("speaking\nwriting")
    await phone.get_by_label("How do you learn best?").fill("By doing it")
    await phone.get_by_role("button", name="Save and sign").tap()
    await phone.get_by_text("You have signed. It starts as soon as").wait_for()

    await phone.goto(invitation(office, "mentor"))
    await phone.get_by_text("Give a talk").first.wait_for()
    await phone.get_by_role("button", name="Save and sign").tap()

    await phone.get_by_text("Both of you have signed").wait_for()
    assert office.facts("pair", "show", PAIR)["state"]["stage"] == "active"


async def test_two_people_with_keyboards_alone_write_and_sign_their_agreement(
    office: Installation, desk: Page
) -> None:
    pair, keys = "spring-N03-M02", Keyboard(desk)
    await desk.goto(invitation(office, "mentor", pair))
    await keys.writes("Experience that you can share", "code review")
    await keys.chooses("How do you like to work?", 1)
    await keys.writes("How do you like to get feedback?", "At once")
    await keys.presses("Save my part")

    await desk.goto(invitation(office, "mentee", pair))
    await keys.writes("What do you want to reach?", "Review code that others learn from")
    await keys.writes("How can you tell?", "Two colleagues tell me so")
    for mark in ("+2", "+1", "0", "-1", "-2"):
        await keys.writes(f"{mark} ·", f"The level {mark} in words")
    await keys.writes("Skills to build", "reading code")
    await keys.writes("How do you learn best?", "By doing it")
    await keys.presses("Save and sign")
    await desk.get_by_text("You have signed. It starts as soon as").wait_for()

    await desk.goto(invitation(office, "mentor", pair))
    await desk.get_by_text("Review code that others learn from").first.wait_for()
    await keys.presses("Save and sign")

    await desk.get_by_text("Both of you have signed").wait_for()
    assert office.facts("pair", "show", pair)["state"]["stage"] == "active"


def test_the_links_in_the_mails_lead_to_the_running_pages(office: Installation) -> None:
    link = invitation(office, "mentor", "spring-N02-M01")

    page = httpx.get(link)

    assert page.status_code == 200
    assert "What you bring" in words(page.text)


def test_a_form_pressed_by_two_impatient_fingers_counts_once(office: Installation) -> None:
    link = invitation(office, "mentor", "spring-N02-M01")
    form = next(forms(httpx.get(link).text))
    fields = {**form.fields, "experience": "patience", "style": "advisory", "do": "save"}
    action = httpx.URL(link).join(form.action)
    before = len(office.export())

    answers = [httpx.post(action, data=fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    fresh = [event["type"] for event in office.export()[before:]]
    assert fresh == ["tandem.mentorship.experience_shared.v1"]


def test_no_log_holds_a_personal_link(office: Installation) -> None:
    link = invitation(office, "mentee", "spring-N02-M01")
    httpx.get(link)
    token = urlsplit(link).path.removeprefix("/a/")

    logs = [file for file in (office.folder / "log").rglob("*") if file.is_file()]

    assert logs
    assert not any(token in file.read_text(encoding="utf-8", errors="ignore") for file in logs)
    assert not any(token in str(event) for event in office.export())


def test_the_pages_can_be_served_by_a_process_of_their_own(office: Installation) -> None:
    link, port = invitation(office, "mentee", "spring-N02-M01"), free_port()
    serving = subprocess.Popen(
        [str(TANDEM), "web", "--port", str(port), "--data", str(office.folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert serving.stdout is not None
        assert f":{port}" in serving.stdout.readline()

        page = httpx.get(httpx.URL(link).copy_with(port=port, host="127.0.0.1"))

        assert page.status_code == 200
    finally:
        serving.terminate()
        _, complaints = serving.communicate(timeout=20)
    assert serving.returncode == 0, complaints


def test_a_port_that_is_taken_is_named_and_nothing_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [str(TANDEM), "up", "--data", str(tmp_path / "data"), "--port", str(port)],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )

    assert done.returncode == 2
    assert f"Port {port} of 127.0.0.1 can't be used" in done.stderr
    assert "--port" in done.stderr


def test_an_installation_goes_back_to_the_port_that_its_mails_name(tmp_path: Path) -> None:
    with Installation(tmp_path / "data") as office:
        first = [line for line in office.said if "Pages" in line]
        assert office.stop() == 0
        office.start()
        again = [line for line in office.said if "Pages" in line]

    assert first == again != []

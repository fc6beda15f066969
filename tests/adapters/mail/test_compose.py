from datetime import timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.mail.compose import Composer
from adapters.mail.headers import address, digest
from adapters.mail.preview import preview
from adapters.mail.samples import AT, samples
from domain.errors import RecipientRefused
from domain.mentorship.messages import Kind, Message

HEADERS = [
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Tandem-Effect",
    "Tandem-Kind", "Tandem-Correlation", "MIME-Version", "Content-Type",
]  # fmt: skip
INJECTION = "Ana\r\nBcc: everybody@example.org\n\n<script>"


def changed(message: Message, **changes: Any) -> Message:
    return message.model_copy(update=changes)


def received(composer: Composer, message: Message) -> EmailMessage:
    """The mail as it arrives, after it was bytes on the wire."""
    mail = message_from_bytes(composer.compose(message).as_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


@pytest.fixture
def review() -> Message:
    return next(samples("review"))


@pytest.mark.parametrize(
    "name", ["Dolores Mendívil Peña", "Παναγιώτης Παπαδόπουλος", "Ana " * 20, "あ" * 40]
)
def test_a_subject_arrives_with_the_spaces_it_was_written_with(
    composer: Composer, name: str
) -> None:
    task = next(samples("manager_task"))
    case = {"mentee": "Marisol Ibarra", "mentor": name, "trigger": "agreement_overdue"}
    message = changed(task, facts=task.facts | case)
    sent = str(composer.compose(message)["Subject"])

    assert received(composer, message)["Subject"] == sent
    assert "  " not in sent


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_arrives_as_text_and_page(composer: Composer, kind: Kind) -> None:
    for message in samples(kind):
        mail = received(composer, message)
        text, page = mail.get_body(("plain",)), mail.get_body(("html",))
        assert text is not None
        assert page is not None
        assert message.to.name in text.get_content()
        assert message.to.name in page.get_content()
        assert mail["Tandem-Kind"] == kind
        assert not any(part.defects for part in mail.walk())


@pytest.mark.parametrize("kind", get_args(Kind))
def test_the_same_message_is_the_same_bytes(composer: Composer, kind: Kind) -> None:
    for message in samples(kind):
        assert composer.compose(message).as_bytes() == composer.compose(message).as_bytes()


def test_a_mail_says_from_whom_to_whom_and_where_answers_go(
    composer: Composer, review: Message
) -> None:
    mail = received(composer, review)
    assert mail["From"] == "Career growth mentoring <tandem@example.org>"
    assert mail["To"] == "Ana Sousa <ana@example.org>"
    assert mail["Reply-To"] == "Ines Okafor <ines@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == AT


def test_an_effect_names_its_mail(composer: Composer, review: Message) -> None:
    mail = received(composer, review)
    assert mail["Tandem-Effect"] == review.id
    assert mail["Message-ID"] == composer.message_id(review.letter)
    assert mail["Message-ID"].endswith("@example.org>")


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        ("web-4711", "web-4711"),
        ("", "spring-P013/12"),
        ("the one of Tuesday", digest("the one of Tuesday")),
        ("x\r\nBcc: all@example.org", digest("x\r\nBcc: all@example.org")),
        ("x" * 201, digest("x" * 201)),
    ],
    ids=["request", "time", "words", "injection", "endless"],
)
def test_a_mail_names_the_request_that_it_came_of_or_the_fact(
    composer: Composer, review: Message, cause: str, told: str
) -> None:
    mail = received(composer, changed(review, id="spring-P013/12/3", cause=cause))
    assert mail["Tandem-Correlation"] == told


def test_two_effects_are_two_messages(composer: Composer) -> None:
    ids = [composer.message_id(f"spring-P013/{version}/1") for version in range(100)]
    assert len(set(ids)) == 100


def test_an_effect_that_comes_again_after_a_restore_is_another_letter(
    composer: Composer, review: Message
) -> None:
    later = review.model_copy(update={"at": AT + timedelta(hours=1)})
    first, again, second = (received(composer, m) for m in (review, review, later))
    assert first["Message-ID"] == again["Message-ID"] != second["Message-ID"]
    assert first["Tandem-Effect"] == second["Tandem-Effect"]


def test_a_letter_is_the_same_in_every_time_zone(review: Message) -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=5)))
    assert review.model_copy(update={"at": elsewhere}).letter == review.letter


def test_a_long_effect_id_stays_readable(composer: Composer, review: Message) -> None:
    effect = f"{'a-cohort-with-a-long-name-' * 5}P013/12/3"
    raw = composer.compose(changed(review, id=effect)).as_bytes()
    assert f"Tandem-Effect: {effect}\r\n".encode() in raw


@pytest.mark.parametrize("field", ["program", "manager", "to", "partner"])
def test_no_name_can_add_a_header(composer: Composer, review: Message, field: str) -> None:
    attacks = {
        "to": changed(review, to=changed_name(review, INJECTION)),
        "partner": changed(review, facts={**review.facts, "partner": INJECTION}),
    }
    attacked = attacks.get(field) or changed(review, **{field: INJECTION})
    mail = received(composer, attacked)
    assert list(mail.keys()) == HEADERS
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip


def changed_name(message: Message, name: str) -> Any:
    return message.to.model_copy(update={"name": name})


@given(st.text())
def test_any_name_gives_exactly_one_address(name: str) -> None:
    mail = EmailMessage(policy=policy.SMTP)
    mail["To"] = address(name, "ana@example.org")
    arrived = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert [found.addr_spec for found in arrived["To"].addresses] == ["ana@example.org"]


@pytest.mark.parametrize("email", ["", "ana", "ana@", "ana@example.org, b@c.d", "anä@example.org"])
def test_what_is_no_mail_address_is_refused_for_good(
    composer: Composer, review: Message, email: str
) -> None:
    reader = review.to.model_copy(update={"email": email})
    with pytest.raises(RecipientRefused, match="not a mail address"):
        composer.compose(changed(review, to=reader))


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        ("meeting_invitation", "REQUEST"),
        ("meeting_update", "REQUEST"),
        ("meeting_cancellation", "CANCEL"),
    ],
)
def test_a_meeting_can_be_taken_into_any_calendar(
    composer: Composer, kind: Kind, method: str
) -> None:
    mail = received(composer, next(samples(kind)))
    parts = {part.get_content_type(): part for part in mail.walk()}
    assert parts["text/calendar"].get_param("method") == method
    assert parts["application/ics"].get_filename() == "invitation.ics"
    shown = str(parts["text/calendar"].get_content())
    assert shown.splitlines() == parts["application/ics"].get_content().decode().splitlines()


def test_both_of_a_pair_get_the_same_meeting(composer: Composer) -> None:
    to_mentee, to_mentor = samples("meeting_invitation")
    meetings = [
        next(received(composer, message).iter_attachments()).get_content()
        for message in (to_mentee, to_mentor)
    ]
    assert meetings[0] == meetings[1]


def test_a_reminder_puts_nothing_into_a_calendar_again(composer: Composer) -> None:
    mail = received(composer, next(samples("meeting_reminder")))
    assert {part.get_content_type() for part in mail.walk()} == {
        "multipart/alternative", "text/plain", "text/html",
    }  # fmt: skip


def test_a_preview_shows_every_kind(composer: Composer, tmp_path: Any) -> None:
    files = preview(tmp_path / "letters", composer)
    shown = {file.name.partition("-")[0] for file in files}
    assert shown == set(get_args(Kind))
    assert all(file.stat().st_size > 200 for file in files)

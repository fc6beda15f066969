"""Receivers verify our messages with any library of Standard Webhooks."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from adapters.webhooks.standard import Signer, message_id
from tests.domain.webhooks.samples import webhook

SIGNER = Signer("a secret of this installation")
BODY = json.dumps({"type": "tandem.mentorship.meeting_held.v1", "note": "schön"}).encode()


def now() -> datetime:
    return datetime.now(UTC)


def verifies(secret: str, headers: dict[str, str], body: bytes = BODY) -> bool:
    try:
        Verifier(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


def test_a_receiver_verifies_our_signature_with_its_secret() -> None:
    one = webhook()
    headers = SIGNER.headers(one, "fact-1", BODY, now())

    secret = SIGNER.secret(one.id, 1)
    assert secret.startswith("whsec_")
    assert verifies(secret, headers)
    assert not verifies(secret, headers, BODY + b" ")
    assert not verifies(secret, headers | {"webhook-id": "msg_other"})
    assert headers["content-type"].startswith("application/cloudevents+json")


def test_no_other_subscription_or_installation_can_sign_for_us() -> None:
    headers = SIGNER.headers(webhook(), "fact-1", BODY, now())

    assert not verifies(SIGNER.secret("another", 1), headers)
    assert not verifies(
        Signer("a secret of another installation").secret(webhook().id, 1), headers
    )


def test_an_old_message_can_not_be_sent_again_by_somebody_else() -> None:
    headers = SIGNER.headers(webhook(), "fact-1", BODY, now() - timedelta(minutes=10))

    assert not verifies(SIGNER.secret(webhook().id, 1), headers)
    later = headers | {"webhook-timestamp": str(int(now().timestamp()))}
    assert not verifies(SIGNER.secret(webhook().id, 1), later)


def test_while_a_secret_is_replaced_both_verify_and_afterwards_only_the_new_one() -> None:
    older, newer = (SIGNER.secret(webhook().id, number) for number in (1, 2))
    until = now() + timedelta(hours=24)
    both = SIGNER.headers(webhook(generation=2, older_until=until), "fact-1", BODY, now())
    over = webhook(generation=2, older_until=now())
    one = SIGNER.headers(over, "fact-1", BODY, now())

    assert older != newer
    assert [verifies(secret, both) for secret in (older, newer)] == [True, True]
    assert [verifies(secret, one) for secret in (older, newer)] == [False, True]


@pytest.mark.parametrize("times", [1, 2])
def test_a_receiver_knows_a_repetition_by_its_id(times: int) -> None:
    sent = SIGNER.headers(webhook(), "fact-1", BODY, now() + timedelta(seconds=times))

    assert sent["webhook-id"] == message_id(webhook().id, "fact-1")
    assert sent["webhook-id"] != message_id(webhook().id, "fact-2")
    assert sent["webhook-id"] != message_id("another", "fact-1")
    assert "." not in sent["webhook-id"]

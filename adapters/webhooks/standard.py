"""Standard Webhooks: what identifies a message, and what proves that it is ours."""

import base64
import hashlib
import hmac
from datetime import datetime

from domain.webhooks.model import Webhook

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
PREFIX = "whsec_"


def message_id(webhook: str, event: str) -> str:
    """Name a message: the same event of the same subscription has the same name each time."""
    return "msg_" + hashlib.sha256(f"{webhook}/{event}".encode()).hexdigest()[:32]


class Signer:
    """Signs for all subscriptions; each one's secrets follow from ours, and are kept nowhere."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def secret(self, webhook: str, generation: int) -> str:
        """The secret that its receiver verifies with."""
        return PREFIX + base64.b64encode(self._key(webhook, generation)).decode()

    def headers(self, webhook: Webhook, event: str, body: bytes, at: datetime) -> dict[str, str]:
        """The headers of a message that leaves at a moment; the newest signature comes first."""
        name, moment = message_id(webhook.id, event), str(int(at.timestamp()))
        signed = b".".join((name.encode(), moment.encode(), body))
        keys = (self._key(webhook.id, number) for number in webhook.generations(at))
        return {
            "content-type": CONTENT_TYPE,
            "webhook-id": name,
            "webhook-timestamp": moment,
            "webhook-signature": " ".join(_signature(key, signed) for key in keys),
        }

    def _key(self, webhook: str, generation: int) -> bytes:
        claim = f"tandem.webhook/{webhook}/{generation}"
        return hmac.digest(self._secret, claim.encode(), "sha256")


def _signature(key: bytes, signed: bytes) -> str:
    return f"v1,{base64.b64encode(hmac.digest(key, signed, 'sha256')).decode()}"

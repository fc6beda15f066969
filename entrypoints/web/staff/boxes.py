"""Locked boxes: what only this installation can read, in the database or in somebody's cookie."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Box:
    """Locks values with a key of the installation's secret; each purpose has a key of its own."""

    def __init__(self, secret: str, purpose: str) -> None:
        kdf = HKDF(SHA256(), 32, salt=None, info=f"tandem.{purpose}".encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(kdf.derive(secret.encode())))

    def lock(self, value: Any, now: datetime) -> str:
        """Lock a value away; `now` is from when it counts."""
        text = json.dumps(value).encode()
        return self._fernet.encrypt_at_time(text, int(now.timestamp())).decode()

    def open(
        self, locked: str, now: datetime | None = None, lasts: timedelta | None = None
    ) -> Any | None:
        """The value; None where it is none of ours, or older than it may be."""
        try:
            if now is None or lasts is None:
                text = self._fernet.decrypt(locked)
            else:
                age, at = int(lasts.total_seconds()), int(now.timestamp())
                text = self._fernet.decrypt_at_time(locked, age, at)
        except (InvalidToken, ValueError):
            return None
        return json.loads(text)

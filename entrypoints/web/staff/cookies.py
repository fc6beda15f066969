"""Cookies that no script reads and no other site sends; with https they are bound to our host."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response


class Cookie:
    """One cookie; with https its name begins with `__Host-`, which browsers guard."""

    def __init__(self, name: str, public_url: str) -> None:
        self._https = public_url.startswith("https:")
        self.name = f"__Host-{name}" if self._https else name

    def read(self, request: Request) -> str:
        """What a browser brings; empty where it brings none."""
        return request.cookies.get(self.name, "")

    def put(self, response: Response, value: str, until: datetime) -> None:
        """Give it to a browser."""
        response.set_cookie(
            self.name,
            value,
            expires=until,
            path="/",
            secure=self._https,
            httponly=True,
            samesite="lax",
        )

    def remove(self, response: Response) -> None:
        """Have the browser forget it."""
        response.delete_cookie(
            self.name, path="/", secure=self._https, httponly=True, samesite="lax"
        )

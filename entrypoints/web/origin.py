"""Whether a form was sent from a page of ours: what browsers say of it by themselves.

The seal of a form is what keeps forged ones out; this refuses them even sooner. Our own policy
(no-referrer) has browsers send `Origin: null` with our own forms, so that says nothing.
"""

from urllib.parse import urlsplit

from starlette.requests import Request

FROM_US = frozenset({"same-origin", "none"})
SILENT = frozenset({"", "null"})


def is_ours(request: Request, public_url: str) -> bool:
    """Tell whether no other site sent this; old browsers, which do not say, are believed."""
    if site := request.headers.get("sec-fetch-site"):
        return site in FROM_US
    origin = request.headers.get("origin", "")
    ours = {request.headers.get("host", ""), urlsplit(public_url).netloc}
    return origin in SILENT or urlsplit(origin).netloc in ours

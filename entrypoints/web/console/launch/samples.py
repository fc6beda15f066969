"""The sample files, for whoever wants to see how files look, or to try a launch."""

from fastapi import Request
from starlette.responses import Response

from domain.errors import NotFound
from entrypoints.demo.files import SAMPLES

FILES = {
    "program.yaml": ("first-steps.yaml", "application/yaml"),
    "people.csv": ("people.csv", "text/csv"),
    "pairs.csv": ("pairs.csv", "text/csv"),
}


async def sample(_request: Request, file: str) -> Response:
    """One of the three, as a download."""
    if file not in FILES:
        raise NotFound
    name, kind = FILES[file]
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    content = (SAMPLES / name).read_bytes()
    return Response(content, media_type=f"{kind}; charset=utf-8", headers=headers)

"""What is squeezed on its way to a browser, and what never is."""

from tests.entrypoints.web.stage import Stage
from tests.entrypoints.web.visitor import Visitor, signed_in


async def test_pages_of_the_console_and_static_files_are_squeezed(
    stage: Stage, visitor: Visitor
) -> None:
    await signed_in(visitor, stage, "admin")

    for path in ("/console/cohorts", "/static/console.css"):
        assert (await visitor.opens(path)).headers.get("content-encoding") == "gzip"


async def test_a_page_with_personal_links_is_not(stage: Stage, visitor: Visitor) -> None:
    stage.aligns()

    page = await visitor.opens(stage.link("mentee", "mentorship"))

    assert "content-encoding" not in page.headers

"""Pages as a simulated person reads them: only what is there can be entered."""

import pytest

from entrypoints.demo.sheets import Form, NotOnThePage, Sheet, read

PAGE = """
<a href="/a/x/pause">Pause</a><a href="/a/x/meeting:12">Meeting</a>
<div id="problems" data-code="agreement_incomplete"></div><p id="goals-wrong">No.</p>
<form action="/a/x"><input type="hidden" name="form" value="seal">
<input type="hidden" name="do" value="move">
<input type="radio" name="start" value="one"><input type="radio" name="start" value="own" checked>
<input type="date" name="day" value="2027-01-02">
<textarea name="why" maxlength="9">
A &lt;b&gt;
c</textarea>
<select name="who"><option value="me">I</option><option value="you" selected>You</option></select>
<input type="checkbox" name="done" value="yes" checked disabled>
<button>Move</button></form>
<form action="/a/x"><button name="do" value="save">Save</button>
<button name="weeks" value="4">Yes</button><button type="button" name="no">Clear</button></form>
<form action="/a/x/link"><input type="hidden" name="form" value="seal"></form>
"""


@pytest.fixture
def sheet() -> Sheet:
    return read("http://localhost/a/x", 409, PAGE)


def form(sheet: Sheet, what: str) -> Form:
    found = sheet.form(what)
    assert found is not None
    return found


def test_what_stands_in_a_form_is_sent_with_it(sheet: Sheet) -> None:
    assert form(sheet, "move").filled({}) == {
        "form": "seal",
        "do": "move",
        "start": "own",
        "day": "2027-01-02",
        "why": "A <b>\nc",
        "who": "you",
    }


def test_what_is_entered_takes_its_place(sheet: Sheet) -> None:
    sent = form(sheet, "move").filled({"start": "one", "why": "No time", "who": "me"}, "move")

    assert (sent["start"], sent["why"], sent["who"]) == ("one", "No time", "me")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("start", "two"),
        ("who", "him"),
        ("why", "ten letters"),
        ("done", "yes"),
        ("form", "another seal"),
        ("nowhere", "x"),
    ],
)
def test_nobody_enters_what_the_page_does_not_offer(sheet: Sheet, name: str, value: str) -> None:
    with pytest.raises(NotOnThePage, match=name):
        form(sheet, "move").filled({name: value})


def test_the_button_that_is_pressed_is_sent_and_no_other(sheet: Sheet) -> None:
    assert form(sheet, "save").filled({}, "save") == {"do": "save"}
    assert form(sheet, "save").filled({"weeks": "4"}) == {"weeks": "4"}


def test_a_form_is_found_by_what_it_does(sheet: Sheet) -> None:
    assert sheet.form("cancel") is None
    assert sheet.form("") is None
    assert sheet.request is not None
    assert sheet.request.action == "/a/x/link"


def test_links_and_complaints_are_noted(sheet: Sheet) -> None:
    assert sheet.link("/pause") == "/a/x/pause"
    assert sheet.link("/end") is None
    assert sheet.code == "agreement_incomplete"
    assert sheet.wrong == ["goals"]

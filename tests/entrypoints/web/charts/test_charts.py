"""What somebody finds in a picture who can't see it, or sees no colour."""

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from entrypoints.web.charts import (
    About,
    Axis,
    Bar,
    Cell,
    Mark,
    Name,
    Part,
    Row,
    Series,
    Tick,
    bar_chart,
    days,
    line_chart,
    stack_chart,
)
from entrypoints.web.render import STATIC

ABOUT = About("goal-1", "Lead a workshop", "How far Ada is, from 1 March to 5 April.")
NASTY = "\"><script>alert(1)</script> & 'Zoë'"
LEVELS = Axis(-2, 2, [Tick(-2, "-2"), Tick(0, "0"), Tick(2, "+2")])
MARCH, APRIL = date(2027, 3, 1), date(2027, 4, 5)
FRAME = '<html xmlns="http://www.w3.org/1999/xhtml">{}</html>'


def course(name: str, *values: float | None, href: str = "") -> Series:
    dates = (MARCH, APRIL)
    marks = (
        Mark(day.toordinal(), value, f"{day:%d %B}", "too few" if value is None else f"{value:+}")
        for day, value in zip(dates, values, strict=False)
    )
    return Series(name, [mark._replace(href=href) for mark in marks])


def two_lines() -> Markup:
    series = [course("Ada", -1, 1), course("Grace", 0, 2)]
    return line_chart(ABOUT, series, days([MARCH, APRIL]), LEVELS)


def parts() -> Markup:
    rows = [Row("No contact", [Part(3, "/three"), Part(1, "/one"), Part(0)], "4")]
    names = [Name("recovery", 0), Name("decision", 1), Name("open", 2)]
    return stack_chart(ABOUT, names, rows, "Trigger")


def bars() -> Markup:
    return bar_chart(ABOUT, [Bar("Reviews", 0.25, "25 %", "/reviews")], "Survey", "Rate")


def tree(drawn: Markup) -> ET.Element:
    """The picture as a browser has it; raises where it is not well formed."""
    return ET.fromstring(FRAME.format(drawn))  # noqa: S314  it is ours


def found(drawn: Markup, name: str) -> Iterator[ET.Element]:
    return tree(drawn).iter(f"{{http://www.w3.org/1999/xhtml}}{name}")


def cells(drawn: Markup) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row] for row in found(drawn, "tr")]


class Links(HTMLParser):
    """Every link, with its text."""

    def __init__(self, drawn: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._href = ""
        self.feed(drawn)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._href = dict(attrs).get("href") or "" if tag == "a" else ""

    def handle_data(self, data: str) -> None:
        if self._href:
            self.found[self._href] = data
            self._href = ""


@pytest.mark.parametrize("drawn", [two_lines(), parts(), bars()])
def test_a_picture_is_one_image_with_a_name_and_a_description(drawn: Markup) -> None:
    (image,) = (one for one in found(drawn, "svg") if one.get("role") == "img")

    named = [one for one in image if one.get("id") in image.attrib["aria-labelledby"].split()]

    assert [one.text for one in named] == [ABOUT.title, ABOUT.words]


@pytest.mark.parametrize("drawn", [two_lines(), parts(), bars()])
def test_a_picture_brings_no_style_and_no_script_of_its_own(drawn: Markup) -> None:
    assert not re.search(r"style=|<style|<script|\son\w+=", drawn)


@pytest.mark.parametrize("drawn", [two_lines(), parts(), bars()])
def test_every_class_of_a_picture_is_known_to_the_style_sheets(drawn: Markup) -> None:
    sheets = "".join((STATIC / name).read_text() for name in ("charts.css", "pages.css"))
    used = {name for classes in re.findall(r'class="([^"]+)"', drawn) for name in classes.split()}

    missing = {name for name in used if f".{name}" not in sheets and name != "words"}

    assert {name for name in missing if not name.startswith("course")} == set()


def test_courses_differ_in_stroke_and_mark_and_are_named_in_a_legend() -> None:
    drawn = two_lines()

    legend = [one for one in found(drawn, "ul") if one.get("class") == "legend"]

    assert ["".join(item.itertext()) for item in legend[0]] == ["Ada", "Grace"]
    assert {"course0", "course1"} <= {one.get("class") for one in found(drawn, "g")}
    assert len({name.tag for name in legend[0].iter() if "circle" in name.tag}) == 1
    assert any("rect" in name.tag for name in legend[0].iter())


def test_one_course_needs_no_legend() -> None:
    drawn = line_chart(ABOUT, [course("Ada", 1, 2)], days([MARCH, APRIL]), LEVELS)

    assert "legend" not in drawn


def test_the_table_says_the_same_as_the_lines() -> None:
    assert cells(two_lines()) == [
        ["When", "Ada", "Grace"],
        ["01 March", "-1", "+0"],
        ["05 April", "+1", "+2"],
    ]


def test_a_higher_level_stands_higher_and_a_later_one_further_right() -> None:
    drawn = line_chart(ABOUT, [course("Ada", -2, 2)], days([MARCH, APRIL]), LEVELS)

    first, last = (one for one in found(drawn, "svg") if one.get("class") == "mark")

    assert float(first.attrib["y"]) > float(last.attrib["y"])
    assert float(first.attrib["x"][:-1]) < float(last.attrib["x"][:-1])


def test_a_value_that_is_not_shown_leaves_no_mark_but_a_word_in_the_table() -> None:
    drawn = line_chart(ABOUT, [course("Ada", None, 2)], days([MARCH, APRIL]), LEVELS)

    assert sum(one.get("class") == "mark" for one in found(drawn, "svg")) == 1
    assert cells(drawn)[1] == ["01 March", "too few"]


def test_a_course_without_values_is_an_empty_picture() -> None:
    drawn = line_chart(ABOUT, [], days([]), LEVELS)

    assert not [one for one in found(drawn, "svg") if one.get("class") == "mark"]


def test_one_day_alone_stands_in_the_middle() -> None:
    drawn = line_chart(ABOUT, [course("Ada", 1)], days([MARCH]), LEVELS)

    (mark,) = (one for one in found(drawn, "svg") if one.get("class") == "mark")
    assert mark.get("x") == "54.5%"


def test_few_days_are_named_on_the_axis_the_first_and_the_last_among_them() -> None:
    axis = days([date(2027, 3, 1), date(2027, 8, 16), date(2027, 5, 1)])

    assert [tick.words for tick in axis.ticks] == ["1 Mar", "12 Apr", "24 May", "5 Jul", "16 Aug"]


def test_days_in_a_row_are_each_named_once() -> None:
    axis = days([date(2027, 3, 1), date(2027, 3, 2)])

    assert [tick.words for tick in axis.ticks] == ["1 Mar", "2 Mar"]


def test_a_bar_is_as_long_as_its_part_and_says_its_number() -> None:
    drawn = bars()

    widths = [one.get("width") for one in found(drawn, "rect") if one.get("class") == "kind0"]

    assert widths == ["25%"]
    assert "25 %" in ["".join(one.itertext()) for one in found(drawn, "text")]
    assert Links(drawn).found == {"/reviews": "25 %"}


def test_a_bar_may_have_a_short_number_beside_it_and_its_rest_in_the_table() -> None:
    long, rest = "25 % (1 of 4)", Cell("3", "/missing")
    bar = Bar("Reviews", 0.25, long, "/reviews", rest=rest, short="25 %")

    drawn = bar_chart(ABOUT, [bar], "Survey", "Answered", "Not answered")

    assert "25 %" in ["".join(one.itertext()) for one in found(drawn, "text")]
    assert cells(drawn) == [["Survey", "Answered", "Not answered"], ["Reviews", long, "3"]]
    assert Links(drawn).found == {"/reviews": long, "/missing": "3"}


def test_without_a_number_there_is_no_bar_but_a_word() -> None:
    drawn = bar_chart(ABOUT, [Bar("Reviews", None, "nobody asked yet")], "Survey")

    assert "kind0" not in drawn
    assert "nobody asked yet" in drawn


def test_parts_lie_beside_one_another_and_lead_to_what_they_count() -> None:
    drawn = parts()

    blocks = [one for one in found(drawn, "rect") if (one.get("class") or "").startswith("kind")]
    drawn_parts = [one for one in blocks if one.get("width", "").endswith("%")]

    assert [one.get("x") for one in drawn_parts] == ["0%", "75%"]
    assert Links(drawn).found == {"/three": "3", "/one": "1"}
    assert cells(drawn) == [
        ["Trigger", "recovery", "decision", "open", "Together"],
        ["No contact", "3", "1", "0", "4"],
    ]


def test_parts_of_different_kinds_have_different_patterns() -> None:
    fills = {one.get("fill") for one in found(parts(), "rect") if one.get("class") == "hatched"}

    assert fills == {"url(#goal-1-hatch1)", "url(#goal-1-hatch2)"}


@pytest.mark.parametrize("whole", [False, True])
def test_bars_are_as_long_as_their_sums_or_all_the_same(whole: bool) -> None:
    rows = [Row("a", [Part(4)], "4"), Row("b", [Part(1)], "1")]

    drawn = stack_chart(ABOUT, [Name("all", 0)], rows, "What", whole=whole)

    widths = [
        one.get("width")
        for one in found(drawn, "rect")
        if one.get("class") == "kind0" and "%" in one.get("width", "")
    ]
    assert widths == (["99.7%", "99.7%"] if whole else ["99.7%", "24.7%"])


def test_no_rows_make_an_empty_picture() -> None:
    assert "The numbers" in stack_chart(ABOUT, [Name("a", 0)], [], "What")
    assert "The numbers" in bar_chart(ABOUT, [], "What")


@given(st.text(min_size=1, max_size=40) | st.just(NASTY))
def test_whatever_people_call_things_stays_text(words: str) -> None:
    about = About("k", words, words)
    drawings = (
        bar_chart(about, [Bar(words, 0.5, words, words)], words, words),
        stack_chart(about, [Name(words, 1)], [Row(words, [Part(1, words)], words)], words),
        line_chart(about, [course(words, 1, 2), course(words, 1, 2)], days([MARCH]), LEVELS),
    )
    for drawn in drawings:
        assert "<script" not in drawn
        assert set(re.findall(r"<(\w+)", drawn)) <= {
            *("svg", "title", "desc", "defs", "pattern", "path", "rect", "text", "line", "circle"),
            *("g", "div", "ul", "li", "details", "summary", "span", "table", "caption", "thead"),
            *("tbody", "tr", "th", "td", "a"),
        }

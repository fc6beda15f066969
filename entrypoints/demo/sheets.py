"""A page as it came over the wire: its links, its forms, and what they hold already."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from domain.errors import TandemError

Fields = Mapping[str, str]
TICKS = ("radio", "checkbox", "option", "submit")
TEXTS = ("text", "date", "time", "textarea")


class NotOnThePage(TandemError):
    """The page does not let anybody enter this."""

    code = "not_on_the_page"


@dataclass
class Control:
    """One control of a form, or one of the choices of one; `most` is the longest text it takes."""

    name: str
    kind: str
    value: str
    chosen: bool
    most: int = 0


@dataclass
class Form:
    """A form: where it goes, and its controls in order."""

    action: str
    controls: list[Control] = field(default_factory=list)

    def does(self, what: str) -> bool:
        """Tell whether this form is for something: its hidden word or one of its buttons says."""
        words = [one.value for one in self.controls if one.name == "do"]
        return what in words if what else not words

    def filled(self, fields: Fields, what: str = "") -> dict[str, str]:
        """What a browser sends once these fields are entered; raises `NotOnThePage`."""
        sent = dict(self._stands())
        for name, value in fields.items():
            self._takes(name, value)
            sent[name] = value
        return sent | ({"do": what} if what else {})

    def _stands(self) -> Iterator[tuple[str, str]]:
        """What stands in the form already."""
        for one in self.controls:
            if one.kind != "submit" and (one.chosen or one.kind not in TICKS):
                yield one.name, one.value

    def _takes(self, name: str, value: str) -> None:
        own = [one for one in self.controls if one.name == name and one.kind != "hidden"]
        fits = any(
            one.value == value
            if one.kind in TICKS
            else one.kind in TEXTS and (not one.most or len(value) <= one.most)
            for one in own
        )
        if not fits:
            raise NotOnThePage(f"{name}: {value[:40]!r} is not on the page.")


@dataclass
class Sheet:
    """A page; `code` is why a request was refused, `wrong` the fields that have a complaint."""

    url: str
    status: int
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    code: str = ""
    wrong: list[str] = field(default_factory=list)

    def link(self, end: str) -> str | None:
        """The address of the first link that ends so."""
        return next((link for link in self.links if link.endswith(end)), None)

    def form(self, what: str = "") -> Form | None:
        """The form for something; None where there is none."""
        ours = (form for form in self.forms if not asks_for_a_link(form))
        return next((form for form in ours if form.does(what)), None)

    @property
    def request(self) -> Form | None:
        """The form that asks for a link to the whole mentorship."""
        return next(filter(asks_for_a_link, self.forms), None)


def asks_for_a_link(form: Form) -> bool:
    """Tell whether a form sends a new link."""
    return form.action.endswith("/link")


def read(url: str, status: int, html: str) -> Sheet:
    """Read a page."""
    reader = _Reader(Sheet(url, status))
    reader.feed(html)
    reader.close()
    return reader.sheet


class _Reader(HTMLParser):
    """Notes links, forms and complaints as they come by."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet
        self.form: Form | None = None
        self.select = ""
        self.text: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link, a form, a control or a complaint."""
        found = {name: value or "" for name, value in attrs}
        mark = found.get("id", "")
        if mark == "problems":
            self.sheet.code = found.get("data-code", "")
        elif mark.endswith("-wrong"):
            self.sheet.wrong.append(mark.removesuffix("-wrong"))
        if tag == "a":
            self.sheet.links.append(found.get("href", ""))
        elif tag == "form":
            self.form = Form(found["action"])
            self.sheet.forms.append(self.form)
        elif self.form and "disabled" not in found:
            self._control(self.form, tag, found)

    def _control(self, form: Form, tag: str, found: dict[str, str]) -> None:
        name, value = found.get("name", ""), found.get("value", "")
        most = int(found.get("maxlength", 0))
        match tag:
            case "input":
                kind = found.get("type", "text")
                form.controls.append(Control(name, kind, value, "checked" in found, most))
            case "button" if name and found.get("type", "submit") == "submit":
                form.controls.append(Control(name, "submit", value, chosen=False))
            case "textarea":
                self.text = Control(name, "textarea", "", chosen=False, most=most)
                form.controls.append(self.text)
            case "select":
                self.select = name
            case "option":
                alone = not any(one.name == self.select for one in form.controls)
                chosen = alone or "selected" in found
                form.controls.append(Control(self.select, "option", value, chosen))

    def handle_data(self, data: str) -> None:
        """What stands in a text; its first line break is none."""
        if self.text:
            self.text.value += data

    def handle_endtag(self, tag: str) -> None:
        """A form, or a text in it, ends here."""
        if tag == "textarea" and self.text:
            self.text.value = self.text.value.removeprefix("\n")
            self.text = None
        elif tag == "form":
            self.form = None

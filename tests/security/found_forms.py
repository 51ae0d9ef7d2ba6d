"""The forms that pages offer, found in their HTML and filled in as a person might do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from http import HTTPStatus
from itertools import count
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from tests.architecture.test_url_matrix import Line, parameters
from tests.architecture.world import World

# What fits where a sentence does not; by type or name of the control.
TYPED = {
    "number": "5",
    "time": "10:00",
    "url": "https://ateams.example/",
    "months": "3",
    "slug": "ein-kurzname",
    "password1": "sieben Schirme am Bahnhof",
    "password2": "sieben Schirme am Bahnhof",
    "password": "sieben Schirme am Bahnhof",
}
# The quick exit signs out, however it is called.
SIGN_OUT = {"exit", "leave"}
_TOKEN = "csrfmiddlewaretoken"
_number = count(1)


@dataclass
class Control:
    """One field of a form, as it stands in the page."""

    name: str
    type: str
    value: str = ""
    chosen: bool = False


@dataclass
class FoundForm:
    """A form that is sent by POST: where to, and with which controls."""

    path: str
    controls: list[Control] = field(default_factory=list)

    @property
    def view(self) -> str:
        """The name of the address that it is sent to."""
        return resolve(urlsplit(self.path).path).view_name

    @property
    def kind(self) -> tuple[str, ...]:
        """What two forms of the same kind have in common."""
        return (self.view, *sorted({control.name for control in self.controls}))

    def filled(self) -> dict[str, list[str]]:
        """Return what a person would send who answers everything."""
        sent: dict[str, list[str]] = {}
        for control in self.controls:
            exclusive = control.type in {"radio", "option", "submit"}
            if exclusive and control.name in sent and not control.chosen:
                continue
            if exclusive or control.name not in sent:
                sent[control.name] = []
            sent[control.name].append(_answer(control))
        sent.pop(_TOKEN, None)
        return sent


class _Finder(HTMLParser):
    def __init__(self, path: str, html: str) -> None:
        super().__init__()
        self.path, self.forms = path, list[FoundForm]()
        self._form: FoundForm | None = None
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self._form = FoundForm(given.get("action") or self.path)
            self.forms.append(self._form)
        elif self._form and tag == "select":
            self._select = given.get("name", "")
        elif self._form and tag == "option" and self._select and given.get("value"):
            self._add(self._select, "option", given["value"], chosen="selected" in given)
        elif self._form and tag in {"input", "textarea", "button"} and given.get("name"):
            default = {"input": "text", "button": "submit"}.get(tag, tag)
            kind = default if tag == "textarea" else given.get("type", default)
            self._add(given["name"], kind, given.get("value", ""), chosen="checked" in given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""

    def _add(self, name: str, kind: str, value: str, *, chosen: bool) -> None:
        assert self._form
        self._form.controls.append(Control(name, kind, value, chosen))


def forms_on(path: str, html: str) -> list[FoundForm]:
    """Return the forms of a page that are sent by POST."""
    return _Finder(path, html).forms


def forms_of(world: World, role: str, lines: Iterable[Line]) -> Iterator[FoundForm]:
    """Yield every kind of form that a role is offered on the pages of these lines, once."""
    seen = set()
    for line in lines:
        if line.method != "GET" or line.statuses[role] != HTTPStatus.OK or line.name in SIGN_OUT:
            continue
        path = reverse(line.name, kwargs=world.kwargs(parameters()[line.name], line.variant))
        for form in forms_on(
            path, world.client(role).get(path).getvalue().decode(errors="replace")
        ):
            try:
                kind = form.kind
            except Resolver404:
                raise AssertionError(f"{path} offers a form for {form.path}") from None
            if kind not in seen:
                seen.add(kind)
                yield form


def _answer(control: Control) -> str:
    if control.type in {"hidden", "radio", "option", "submit"}:
        return control.value
    if control.type == "checkbox":
        return control.value or "on"
    if control.type == "email" or control.name in {"email", "people"}:
        return f"neu{next(_number)}@ateams.example"
    if control.name == "until":  # the last day of a series that begins on that of any other date
        return (timezone.localdate() + timedelta(days=36)).isoformat()
    if control.type == "date":
        return (timezone.localdate() + timedelta(days=3)).isoformat()
    typed = TYPED.get(control.name) or TYPED.get(control.type)
    return control.value or typed or "Ein Satz mit mehreren Worten"

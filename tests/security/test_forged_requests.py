"""Requests that no page of ours has made: without a token, from elsewhere, in another shape."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from itertools import cycle
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.security.attack import Attack, tried
from tests.security.found_forms import FoundForm, forms_on
from tests.security.state import difference, state

pytestmark = [pytest.mark.thorough, pytest.mark.django_db]
# Whoever has the link may answer, and no cookie speaks for anybody: there is nothing to forge.
WITHOUT_COOKIE = {"followups:answer"}
FOREIGN = (
    {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://testserver.evil.example"},
    {"origin": "http://evil.example/testserver"},
    {"origin": "https://testserver"},
    {"origin": "http://testserver:8000"},
)
BODIES = (
    ("application/json", b"{"),
    ("text/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
    ("multipart/form-data", b"sure=on"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"sure=+AG8AbgAt"),
    ("application/octet-stream", bytes(range(256))),
    ("x" * 5000, b"sure=on"),
)
JSON = b'{"role": "lead", "email": "x@ateams.example", "sure": true, "to": "closed", "version": 1}'
# What happened is written down, an opened case too.
READING_IS_RECORDED = {"audit.entry"}
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


def send(client: Client, form: FoundForm, token: str, headers: dict[str, str]) -> HttpResponse:
    fields = form.filled() | {"csrfmiddlewaretoken": [token]}
    return client.post(form.path, fields, headers=headers)  # type: ignore[return-value]


# --- another site ----------------------------------------------------------------------------


def test_form_of_another_site_is_refused_even_with_the_right_token(attack: Attack) -> None:
    forms = [form for form in attack.forms() if form.view not in WITHOUT_COOKIE]
    before, told = state(), {}
    for form, headers in [
        *zip(forms, cycle(FOREIGN), strict=False),
        *((f, FOREIGN[0]) for f in forms),
    ]:
        client = attack.victim(form.view, checks=True)
        client.get("/accounts/login/" if form.view == "account_login" else "/account/")
        cookie = client.cookies.get("csrftoken")
        answer = send(client, form, cookie.value if cookie else "", headers)
        told[form.view, str(headers)] = answer.status_code
    assert {asked: status for asked, status in told.items() if status != HTTPStatus.FORBIDDEN} == {}
    assert difference(before, state()) == set()
    assert len(forms) > 40 // attack.every


def test_form_of_ours_is_accepted_with_the_token(attack: Attack) -> None:
    """The counterpart: what is refused above is refused for what the tests say."""
    client, path = attack.client("lead", checks=True), "/institutions/new/"
    (form,) = (f for f in forms_on(path, client.get(path).content.decode()) if f.path == path)
    answer = send(client, form, client.cookies["csrftoken"].value, {"origin": "http://testserver"})
    assert answer.status_code == HTTPStatus.FOUND


def test_post_without_a_token_is_refused_everywhere(attack: Attack) -> None:
    before, told = state(), {}
    for name, path in attack.lines("POST"):
        if name not in WITHOUT_COOKIE:
            told[path] = attack.victim(name, checks=True).post(path).status_code
    assert {path: status for path, status in told.items() if status != HTTPStatus.FORBIDDEN} == {}
    assert difference(before, state()) == set()
    assert len(told) > 50 // attack.every


# --- another method --------------------------------------------------------------------------


def test_reading_changes_nothing_whatever_is_said_about_the_method(attack: Attack) -> None:
    before = state()
    override = {"x-http-method-override": "POST", "x-method-override": "DELETE"}
    for name, path in attack.lines("GET"):
        client = attack.victim(name)
        client.get(path, {"_method": "DELETE", "sure": "on"}, headers=override)
        client.head(path)
    changed = difference(before, state())
    recorded = {column for column in changed if column.startswith("audit.entry.")}
    assert changed - recorded <= {"incidents.case.unread"}
    assert changed or not attack.is_complete


def test_methods_that_mean_nothing_do_nothing(attack: Attack) -> None:
    methods = cycle(["PUT", "PATCH", "TRACE", "PROPFIND", "CONNECT", "POST X", "GET,POST", "P"])
    before, told = state(), {}
    for (name, path), method in zip(attack.lines("POST"), methods, strict=False):
        client, form = attack.victim(name), "application/x-www-form-urlencoded"
        told[method, path] = client.generic(method, path, "sure=on", form).status_code
    odd = {asked: status for asked, status in told.items() if status >= 500}
    assert odd == {}
    assert {column.rpartition(".")[0] for column in difference(before, state())} <= {
        *READING_IS_RECORDED,
    }


# --- another shape ---------------------------------------------------------------------------


def test_fields_in_the_address_fill_in_no_form(attack: Attack) -> None:
    """A link cannot send anything: what is not in the body does not count."""
    told, before = {}, state()
    for form in attack.forms():
        path = f"{form.path}?{urlencode(form.filled(), doseq=True)}"
        victim = partial(attack.victim, form.view)
        empty, filled = (
            tried(lambda: victim().post(sent, headers=SAME_ORIGIN), before)[1]  # noqa: B023
            for sent in (form.path, path)
        )
        told[form.view] = difference(before, filled) - difference(before, empty)
    assert {view: changes for view, changes in told.items() if changes} == {}


def test_body_that_is_no_form_counts_as_an_empty_one(attack: Attack) -> None:
    """No parser is fooled, and none fails: such a body does what an empty one does, or less."""
    told, before = {}, state()
    others = cycle(BODIES)
    for name, path in attack.lines("POST"):
        victim = partial(attack.victim, name)
        empty = tried(lambda: victim().post(path, headers=SAME_ORIGIN), before)[1]  # noqa: B023
        for sent, body in (("application/json", JSON), next(others)):
            status, after = tried(
                lambda: victim().post(path, body, content_type=sent, headers=SAME_ORIGIN),  # noqa: B023
                before,
            )
            surprising = difference(before, after) - difference(before, empty)
            if status >= HTTPStatus.INTERNAL_SERVER_ERROR or surprising:
                told[path, sent] = (status, surprising)
    assert told == {}

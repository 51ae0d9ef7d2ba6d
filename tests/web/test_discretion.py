"""No handler writes down an address, a code, a token or a text, however careless the line is."""

from __future__ import annotations

import logging
import logging.config
import sys
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from inspect import signature
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from celery.signals import setup_logging
from django.conf import settings
from django.core import mail
from django.test import Client, RequestFactory
from django.utils.log import AdminEmailHandler
from gunicorn.config import Config
from gunicorn.glogging import Logger
from hypothesis import example, given
from hypothesis import strategies as st

from ateams import celery_app
from ateams.celery import keep_logging
from ateams.ops import gunicorn_config
from ateams.web.logs import Discretion, discreet_message, discreet_traceback
from vault.receipts import format_code

STORY = "Gestern hat mich jemand vor der Klasse beleidigt"
AROUND = ["", "from ", "lost (", "code: ", "\n", "can't reach ", "5 of "]
LINES: list[tuple[str, Callable[[Any], tuple[object, ...]]]] = [
    ("%s", lambda thing: (thing,)),
    ("%r went wrong", lambda thing: (thing,)),
    ("%s %s", lambda thing: (thing, [thing])),
    ("%(thing)s", lambda thing: ({"thing": thing},)),
    ("%d items", lambda thing: (thing,)),
]
codes = st.from_regex(r"\A[0-9]{20}\Z")
tokens = st.binary(min_size=24, max_size=48).map(
    lambda raw: urlsafe_b64encode(raw).decode().rstrip("=")
)
emails = st.from_regex(r"\A[a-z]{3,9}\.[a-z]{3,9}@[a-z]{3,9}\.(de|example)\Z")
hosts = st.one_of(st.ip_addresses(v=4).map(str), st.ip_addresses(v=6).map(str))
scripts = st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"])


def said(message: object, *arguments: object) -> str:
    """Return what a handler with the filter writes of a line, as `logging` makes the record."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Discretion())
    record = logging.LogRecord("x", logging.INFO, "here.py", 1, message, arguments, None)
    handler.handle(record)
    return stream.getvalue()


@given(host=hosts, before=st.sampled_from(AROUND), port=st.sampled_from(["", ":443"]))
@example(host="::1", before="", port="")
@example(host="fe80::1", before="from ", port="%eth0")
@example(host="2001:db8::", before="[", port="]:443")
def test_addresses_of_machines_are_not_said(host: str, before: str, port: str) -> None:
    assert host not in said(f"{before}{host}{port} is gone")
    assert host not in said("%s is gone", host + port)


@given(email=emails, before=st.sampled_from(AROUND))
def test_addresses_of_people_are_not_said(email: str, before: str) -> None:
    assert email not in said(f"{before}{email}, unknown")
    assert email.partition("@")[0] not in said("unknown: %s", email)


@given(code=codes, script=scripts, before=st.sampled_from(AROUND))
def test_receipt_codes_are_not_said(code: str, script: str, before: str) -> None:
    written = code.translate(str.maketrans("0123456789", script))
    for text in (written, format_code(written), format_code(written).replace(" ", "-")):
        found = said(f"{before}{text} is wrong") + said("%s is wrong", text)
        assert not any(group in found for group in format_code(written).split())


@given(token=tokens, before=st.sampled_from(AROUND))
def test_tokens_are_not_said(token: str, before: str) -> None:
    for text in (token, f"/invitation/{token}/", f"https://a.example/answer/{token}?x=1"):
        assert token not in said(f"{before}{text} is old")
        assert token not in said("%s is old", text)


@given(query=st.from_regex(r"\A\?[a-z]{1,5}=[a-z]{9,20}(&[a-z]{1,5}=[a-z]{9,20})?\Z"))
def test_queries_are_not_said(query: str) -> None:
    assert query.partition("=")[2] not in said(f"/search/{query} failed")
    assert query.partition("=")[2] not in said("search%s failed", query)


@pytest.mark.parametrize(("line", "arguments"), LINES, ids=[line for line, _ in LINES])
@pytest.mark.parametrize(
    "wrap",
    [
        lambda text: text,
        lambda text: text.encode(),
        lambda text: {"what": text},
        lambda text: [text],
        ValueError,
        lambda text: RequestFactory().post("/report/", {"what": text}),
        lambda text: RequestFactory().post("/report/", {"what": text}).POST,
        lambda text: RequestFactory().get("/", headers={"x-what": text}).META,
    ],
)
def test_texts_are_not_said_whatever_holds_them(
    line: str, arguments: Callable[[Any], tuple[object, ...]], wrap: Callable[[str], object]
) -> None:
    found = said(line, *arguments(wrap(STORY)))
    assert "beleidigt" not in found
    assert found.strip()


def test_what_was_put_together_before_is_not_said_either() -> None:
    request = RequestFactory().post("/invitation/a-token/?q=secret", {"what": STORY})
    body = RequestFactory().post("/report/", {"what": STORY}).body
    local = {"text": STORY, "name": "Ada"}
    for line in (
        f"{request}", f"{request.META}", f"{request.POST}", f"{body!r}", f"{local}",
        f"failed: {ValueError(STORY)!r}", f"with {STORY!r}",
    ):  # fmt: skip
        found = said(line)
        for secret in ("beleidigt", "a-token", "secret", "127.0.0.1", "Ada"):
            assert secret not in found


def test_what_helps_is_still_said() -> None:
    mail_id = UUID("2398b787-2b10-4e26-a349-17c27e29014f")
    assert said("Mail %s is %s: %s %s", mail_id, "refused", "SMTPRecipientsRefused", 550) == (
        f"Mail {mail_id} is refused: SMTPRecipientsRefused 550\n"
    )
    assert said("Task %(name)s[%(id)s] failed", {"name": "outbox.deliver", "id": str(mail_id)}) == (
        f"Task outbox.deliver[{mail_id}] failed\n"
    )
    assert said("celery@host ready.") == "celery@host ready.\n"


@given(message=st.text(), arguments=st.lists(st.one_of(st.text(), st.integers(), st.none())))
def test_filter_copes_with_every_line(message: str, arguments: list[object]) -> None:
    assert isinstance(discreet_message(message, tuple(arguments)), str)


def fail(story: str) -> None:
    raise ValueError(story)


def test_exception_is_told_by_class_and_frames_alone() -> None:
    try:
        fail(STORY)
    except ValueError:
        kind, error, trace = sys.exc_info()
    told = discreet_traceback(kind, trace)
    assert told.startswith("ValueError\n  test_discretion.py:")
    assert told.endswith(" in fail")
    record = logging.LogRecord("x", 40, "here.py", 1, "no", (), (kind, error, trace))  # type: ignore[arg-type]
    record.stack_info = f"story = {STORY!r}"
    Discretion().filter(record)
    written = logging.Formatter("%(message)s").format(record)
    assert written == f"no\n{told}"


# --- everywhere ------------------------------------------------------------------------------


def handlers() -> Iterator[logging.Handler]:
    """Yield the handlers of all loggers there are, but those of the tests themselves."""
    names = [None, *logging.root.manager.loggerDict]
    for logger in map(logging.getLogger, names):
        for handler in logger.handlers:
            if not type(handler).__module__.startswith("_pytest"):
                yield handler


def without_discretion() -> list[logging.Handler]:
    return [
        handler
        for handler in handlers()
        if not isinstance(handler, logging.NullHandler)
        and not any(isinstance(found, Discretion) for found in handler.filters)
    ]


@pytest.fixture
def product_logging() -> Iterator[None]:
    """Set logging up as a process of the product does, and back again."""
    logging.config.dictConfig(settings.LOGGING)
    yield
    logging.config.dictConfig(settings.LOGGING)


def test_every_handler_of_django_is_discreet(product_logging: None) -> None:
    assert without_discretion() == []
    assert list(handlers())


def test_every_handler_of_the_worker_is_discreet(product_logging: None) -> None:
    celery_app.log.setup_logging_subsystem(loglevel="WARNING")
    assert without_discretion() == []
    assert logging.getLogger("celery").level == logging.WARNING
    assert keep_logging in [receiver() for _id, receiver in setup_logging.receivers]


def test_every_handler_of_the_web_server_is_discreet(product_logging: None) -> None:
    config = Config()
    for name, value in vars(gunicorn_config).items():
        if name in config.settings:
            config.set(name, value)
    Logger(config)
    assert logging.getLogger("gunicorn.error").handlers
    assert without_discretion() == []


def test_no_handler_mails(product_logging: None) -> None:
    assert not [handler for handler in handlers() if isinstance(handler, AdminEmailHandler)]
    assert (settings.ADMINS, settings.MANAGERS) == ([], [])


@pytest.mark.django_db
def test_failure_is_mailed_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise ValueError(STORY)

    monkeypatch.setattr("ateams.ops.views.trouble", broken)
    assert Client(raise_request_exception=False).get("/readyz").status_code == 500
    assert mail.outbox == []


# --- what the broker carries -----------------------------------------------------------------


def test_tasks_take_ids_alone() -> None:
    """Whatever a task is given lies in the broker in clear."""
    celery_app.loader.import_default_modules()
    ours = {name: task for name, task in celery_app.tasks.items() if name[:7] != "celery."}
    assert "outbox.deliver" in ours
    given = {
        f"{name}({parameter.name}: {parameter.annotation})"
        for name, task in ours.items()
        for parameter in signature(task.run).parameters.values()
        if not (parameter.name.endswith("_id") and parameter.annotation in {"str", "int", str, int})
    }
    assert given == set()


def test_ids_of_rows_are_kept() -> None:
    row = uuid4()
    assert str(row) in said("Row %s", row)
    assert str(row) in said(f"Row {row} failed")

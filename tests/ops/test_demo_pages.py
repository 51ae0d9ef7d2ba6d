"""The demo's own pages: sign-ins and mails, and nothing of them elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.test import Client, override_settings
from django.urls import include, path

from ateams.urls import urlpatterns as product

urlpatterns = [*product, path("demo/", include("ateams.ops.demo_urls"))]

FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Path]:
    """Make this a demo without data; return its folder."""
    with override_settings(
        ROOT_URLCONF=__name__, DEMO=True, DATA_DIR=tmp_path, EMAIL_FILE_PATH=tmp_path / "mail"
    ):
        yield tmp_path


def send(subject: str, text: str) -> None:
    message = EmailMessage(subject, text, to=["petra@schule.example"])
    with get_connection(FILE_BACKEND, file_path=settings.EMAIL_FILE_PATH) as connection:
        connection.send_messages([message, message])


@pytest.mark.parametrize("url", ["/demo/", "/demo/mail/", "/demo/mail/a-1/"])
def test_demo_pages_exist_in_the_demo_alone(client: Client, url: str) -> None:
    assert client.get(url).status_code == 404
    with override_settings(ROOT_URLCONF=__name__):
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", ["/demo/", "/demo/mail/", "/demo/mail/a-1/"])
def test_demo_pages_only_show(client: Client, demo: Path, url: str) -> None:
    assert client.post(url).status_code == 405


def test_index_teaches_before_data_is_loaded(client: Client, demo: Path) -> None:
    assert "Noch keine Vorführdaten" in client.get("/demo/").content.decode()


def test_index_shows_sign_ins_and_receipts(client: Client, demo: Path) -> None:
    entry = {
        "role": "member",
        "email": "member@demo.example",
        "password": "regenbogen-demo",
        "case_passphrase": "apfel birne kirsche dattel mango traube",
        "institution": "IGS",
    }
    (demo / "demo.json").write_text(json.dumps([entry]))
    (demo / "demo-receipts.json").write_text(json.dumps(["1111 2222 3333 4444 5555"]))
    page = client.get("/demo/").content.decode()
    for shown in ("A-Team-Mitglied", *list(entry.values())[1:4], "1111 2222 3333 4444 5555"):
        assert shown in page


def test_mails_teach_when_there_is_none(client: Client, demo: Path) -> None:
    assert "Noch keine Mails" in client.get("/demo/mail/").content.decode()


def test_mails_are_listed_newest_first(client: Client, demo: Path) -> None:
    send("Erste", "eins")
    send("Zweite", "zwei")
    page = client.get("/demo/mail/")
    subjects = [mail.subject for mail in page.context["page"]]
    assert sorted(subjects) == ["Erste", "Erste", "Zweite", "Zweite"]
    moments = [mail.at for mail in page.context["page"]]
    assert moments == sorted(moments, reverse=True)


def test_mail_can_be_read_and_its_links_followed(client: Client, demo: Path) -> None:
    send(
        "Wie ging es weiter? Ümläute", "Antworten: http://localhost:8000/answer/a:b/\n\n<b>Gruß</b>"
    )
    key = client.get("/demo/mail/").context["page"][0].key
    page = client.get(f"/demo/mail/{key}/").content.decode()
    assert "Wie ging es weiter? Ümläute" in page
    assert "petra@schule.example" in page
    assert 'href="http://localhost:8000/answer/a:b/"' in page
    assert "&lt;b&gt;Gruß&lt;/b&gt;" in page


def test_mail_that_is_being_written_is_left_out(client: Client, demo: Path) -> None:
    send("Ganz", "fertig")
    file = next((demo / "mail").glob("*.log"))
    file.write_bytes(file.read_bytes() + b"Subject: Halb\n\nnoch nicht")
    subjects = [mail.subject for mail in client.get("/demo/mail/").context["page"]]
    assert subjects == ["Ganz", "Ganz"]


def test_unknown_mail_is_not_found(client: Client, demo: Path) -> None:
    send("Ganz", "fertig")
    assert client.get("/demo/mail/nothing-1/").status_code == 404

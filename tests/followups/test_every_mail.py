"""Every kind of mail, in both languages and at every turn: what all of them have to hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from email.message import Message
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone, translation

from ateams.due import DueItem, Part, Recipient
from ateams.outbox.delivery import as_message
from ateams.outbox.enums import Hours
from ateams.outbox.models import Mail
from followups import mails
from followups.models import Rule
from followups.sources import SOURCES
from followups.stages import Call
from followups.turns import place_of
from tests.factories.accounts import ContactFactory
from tests.factories.trainings import TrainingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]

FOLDERS = Path(settings.BASE_DIR) / "templates" / "mail" / "followups"
KINDS = sorted(source.kind for source in SOURCES if not source.kind.startswith("case."))
VOID = {"meta", "br", "hr", "img"}
# In English where the catalogue is compiled.
WHY = re.compile(r"(Du bekommst|Sie bekommen) diese Mail, weil|You get this mail because")
AGAIN = re.compile(r"^(Noch einmal|Once more): ")


class Structure(HTMLParser):
    """Refuses what is not closed, and what could tell somebody that the mail was read."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"img", "script", "link", "iframe", "object"}
        values = dict(attrs)
        assert not values.keys() & {"src", "srcset", "background", "style", "onclick"}
        if tag == "a":
            self.links.append(values["href"] or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def somebody(language: str, key: str = "user:1") -> Recipient:
    return Recipient(key, "Kim & <Co>", "kim@schule.example", language)


def item_of(kind: str, due_on: date, about: str) -> DueItem:
    where = "Gesamtschule am sehr langen Wasser <Nord>"
    title = "Demokratie leben & verteidigen in einer Klasse, die das so nicht kennt"
    return DueItem(kind, about, due_on, title, "/etwas/", where)


def written(kind: str, stage: str, who: str, language: str) -> Mail:
    """Write the mail of one stage, a week after the thing was due, or before where it is so."""
    rule = Rule.objects.get(kind=kind, stage=stage.partition("+")[0])
    today = timezone.localdate()
    day = today - timedelta(days=7 if rule.offset >= 0 else rule.offset)
    with translation.override(language):
        if who == Part.CONTACT:
            contact = ContactFactory.create(language=language, institution__name=f"IGS {stage}")
            training = TrainingFactory.create(
                institution=contact.institution, on=today, title="Was tun? " * 12
            )
            to = somebody(language, f"contact:{contact.pk}")
            item = item_of(kind, day, f"{training.pk}:3")
            call = Call(stage, to, Part.CONTACT)
            return mails.follow_up_question(item=item, call=call, hours=Hours.OFFICE)
        call = Call(stage, somebody(language), Part(who))
        return mails.due(item=item_of(kind, day, "thing"), call=call, hours=Hours.OFFICE)


def stages(kind: str) -> Iterator[tuple[str, str]]:
    for rule in Rule.objects.filter(kind=kind):
        yield rule.stage, rule.who
        if rule.repeat_days:
            yield f"{rule.stage}+2", rule.who


def parts_of(mail: Mail) -> tuple[str, str, Message]:
    message = as_message(mail).message()
    text, html = (
        part.get_payload(decode=True).decode()  # type: ignore[union-attr]
        for part in message.walk()
        if not part.is_multipart()
    )
    return text, html, message


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_mail_is_short_closed_untracked_and_says_why(language: str) -> None:
    subjects: dict[str, set[str]] = {}
    for kind in KINDS:
        for stage, who in stages(kind):
            mail = written(kind, stage, who, language)
            text, html, message = parts_of(mail)
            assert len(mail.subject) <= 78, mail.subject
            assert mail.subject.isprintable()
            lines = [line for line in text.splitlines() if not line.startswith("http")]
            assert max(map(len, lines)) <= 78
            page = Structure()
            page.feed(html)
            assert page.open == []
            assert len(page.links) == 1
            assert text.count("http") == text.count(page.links[0]) == 1
            assert "Kim & <Co>" in text
            assert "Kim &amp; &lt;Co&gt;" in html
            assert len(WHY.findall(" ".join(text.split()))) == 1
            assert settings.OFFICE_NAME in text
            assert message["Auto-Submitted"] == "auto-generated"
            assert message["Reply-To"] is None
            assert message["Message-ID"] == as_message(mail).message()["Message-ID"]
            purpose = AGAIN.sub("", mail.subject)
            subjects.setdefault(purpose, set()).add(mail.kind)
    # Different purposes never look alike.
    assert [one for one in subjects.values() if len(one) > 1] == []


def test_first_again_and_last_read_differently() -> None:
    for kind in KINDS:
        rules = list(Rule.objects.filter(kind=kind))
        by_turn: dict[tuple[str, str], str] = {}
        for stage, who in stages(kind):
            mail = written(kind, stage, who, "de")
            turn = place_of(Call(stage, somebody("de"), Part(who)), rules).turn
            words = " ".join(f"{mail.subject} {mail.text}".split())
            by_turn[who, turn] = re.sub(r"http\S+|IGS \S+|Seit \d+ Tagen|am \S+", "", words)
        assert len(set(by_turn.values())) == len(by_turn), kind


def test_contact_is_told_which_question_is_the_last() -> None:
    kind = "training.follow_up"
    first, last = (written(kind, stage, "contact", "de") for stage in ("asked", "asked_again"))
    assert "Noch einmal gefragt" not in first.subject
    assert last.subject.startswith("Noch einmal gefragt: ")
    assert "Diese Mail ist die letzte zu dieser Frage." in last.text


def test_every_kind_has_a_function_and_a_folder() -> None:
    """Whoever adds a kind writes its mail; cases share one, byte for byte."""
    assert sorted(mails.LETTERS) == KINDS
    own = {"training.follow_up_unanswered", "case.waiting", "digest", "anything"}
    folders = {folder.name: folder for folder in FOLDERS.iterdir() if folder.is_dir()}
    assert sorted(folders) == sorted({*KINDS, *own})
    for name, folder in folders.items():
        parts = {"subject.txt", "body.txt"} | (set() if name == "case.waiting" else {"body.html"})
        assert {path.name for path in folder.iterdir()} == parts

"""Keys, readers and cases, made by the services that make them in earnest."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.access import scope_of
from accounts.models import Team, User
from incidents.attachments import seal_into
from incidents.classification import Classification
from incidents.file_types import FileType
from incidents.models import Attachment, Case, ReplyTemplate
from incidents.readers import ReaderChoice, reader_list
from incidents.selectors import open_case
from incidents.services.closing import classify
from incidents.services.mailbox import find_mailbox
from incidents.services.reports import Sending, receive_report
from tests.factories.vault import Holder
from vault.envelopes import OpenEnvelope
from vault.files import FileWriter
from vault.models import KeyPair
from vault.receipts import new_code
from vault.services import create_key_pair, make_recovery_key


class ReplyTemplateFactory(DjangoModelFactory[ReplyTemplate]):
    """A text for answers."""

    class Meta:
        model = ReplyTemplate

    title = factory.Sequence(lambda number: f"Vorlage {number}")
    language = "de"
    text = "Danke, dass du dich gemeldet hast."


PASSPHRASE = "nebel fenster anker birne wolke dach"


def give_key(user: User, *, active: bool = True) -> KeyPair:
    """Give somebody a key pair under `PASSPHRASE`, activated for what they are today."""
    pair = create_key_pair(passphrase=PASSPHRASE)
    if active:
        pair.activated_at, pair.activation_scope = timezone.now(), scope_of(user) or ""
        pair.save()
    user.key_pair = pair
    user.save(update_fields=["key_pair"])
    return pair


def open_office(*people: User) -> None:
    """Make the recovery key and give the office's people active keys."""
    make_recovery_key()
    for user in people:
        give_key(user)


def make_attachment(case: Case) -> Attachment:
    """Add a file that nobody can open to the report, for pages that do not try."""
    return Attachment.objects.create(
        id=uuid4(), case=case, entry=case.entries.earliest("at"), number=1, chunks=1, sealed=b"-"
    )


def add_text_file(
    case: Case, code: str, content: bytes = b"Was im Chat stand.", number: int = 1
) -> Attachment:
    """Add a text file to the report, sealed as the reporter's own are."""
    mailbox, writer = find_mailbox(code), FileWriter()
    assert mailbox
    writer.write(content)
    file = writer.finish()
    attachment = Attachment(
        id=file.id, case=case, entry=case.entries.earliest("at"), number=number, chunks=1
    )
    name = "chat.txt"
    seal_into(attachment, mailbox.shared, content=file, file_type=FileType.TEXT, name=name)
    attachment.save(force_insert=True)
    return attachment


# What the office says of a case at its end, as little as possible.
CODES = Classification(
    {
        "main_kind": ["insult"],
        "incident_kind": ["insult"],
        "ground": ["skin_colour"],
        "outcome": ["apology"],
        "assessment": ["confirmed"],
    },
    "gymnasium",
    "Linden",
)


def inside(case: Case, user: User) -> OpenEnvelope:
    """Open the office's own envelope of a case with the key of somebody who works there."""
    assert user.key_pair
    opened = open_case(case, Holder(user.key_pair, PASSPHRASE).unlocked)
    assert opened
    assert opened.internal
    return opened.internal


def classified(case: Case, *, by: User, codes: Classification = CODES) -> Case:
    """Classify a case, so that a reason alone closes it."""
    version = Case.objects.get(pk=case.pk).version
    return classify(
        case=case, classification=codes, version=version, by=by, internal=inside(case, by)
    )


def make_case(
    *,
    team: Team | None = None,
    with_members: bool = True,
    with_coordinator: bool = False,
    code: str = "",
    language: str = "de",
    **answers: Any,
) -> Case:
    """Send a report as the public form does."""
    readers = reader_list()
    choice = ReaderChoice()
    if team:
        choice = ReaderChoice(team.slug, with_members, with_coordinator)
    return receive_report(
        answers={"what": "Etwas ist passiert.", **answers},
        choice=choice,
        readers=readers,
        sending=Sending(code=code or new_code(), shown=readers.digests(), language=language),
    )

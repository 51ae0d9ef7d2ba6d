"""Intake, new code, proposals, load and the wishes of reporters, looked at by axe."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import Team
from accounts.services import set_absence
from incidents.enums import Channel
from incidents.models import Case, Entry
from incidents.services.mailbox import find_mailbox
from incidents.services.proposals import propose
from incidents.services.wishes import ask_interpreter, tell_worse
from tests.factories.incidents import give_key, make_case, open_office
from tests.incidents.consenting import CODE, opened_by
from tests.personas import Persona, show_as, unlock
from tests.web.accessibility import flaws, look

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_pages_are_accessible(
    lead: Persona, coordinator: Persona, team: Team, desk: Page, phone: Page
) -> None:
    open_office(lead.user)
    give_key(coordinator.user)
    coordinator.user.refresh_from_db()
    case = make_case(team=team, with_members=False, with_coordinator=True, code=CODE)
    mailbox, opened = find_mailbox(CODE), opened_by(coordinator, case)
    assert mailbox
    propose(case=case, text="Reden.", once=uuid4(), by=coordinator.user, shared=opened.shared)
    ask_interpreter(mailbox=mailbox, language="ar", once=uuid4())
    tell_worse(mailbox=mailbox, text="", once=uuid4())
    today = timezone.localdate()
    set_absence(person=lead.user, first_day=today, last_day=today, stand_in=None, by=lead.user)
    note = make_case().entries.get()
    Case.objects.filter(pk=note.case_id).update(channel=Channel.A_TEAM_TALK)
    Entry.objects.filter(pk=note.pk).update(author=lead.user)
    unlock(lead)
    page, url = show_as(desk, lead), f"/cases/{case.reference}/"
    added = ["/conversations/", f"/conversations/{note.pk}/add/", "/account/absences/"]
    addresses = [*added, url, f"{url}code/", f"{url}proposals/", "/cases/load/", "/cases/new/"]
    assert {address: found for address in addresses if (found := look(page, address))} == {}
    page.get_by_label("Ja, sie ist einverstanden").check()
    page.get_by_label("Was ist passiert?").fill("Ein Vater ruft an.")
    page.get_by_role("button", name="Aufnehmen").click()
    assert flaws(page) == []
    phone.goto("/de/mailbox/")
    phone.get_by_label("Dein Code").fill(CODE)
    phone.get_by_role("button", name="Postfach öffnen").click()
    for title in ("Es ist schlimmer geworden", "Jemand soll dolmetschen", "Mail bekommen, wenn"):
        phone.locator("summary", has_text=title).click()
    assert flaws(phone) == []

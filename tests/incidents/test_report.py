"""The public report form: what is stored, what is shown, and what never is."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from incidents.carried import fetch
from incidents.models import Case, Entry
from incidents.services.clocks import reply_due
from incidents.services.mailbox import conversation, find_mailbox, withdraw
from tests.factories.accounts import TeamFactory
from tests.factories.incidents import give_key, open_office
from tests.personas import Persona, persona
from vault.models import Envelope, Grant, KeyPair

pytestmark = pytest.mark.django_db
URL = "/de/report/"


@pytest.fixture
def office(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)


def ticket(client: Client, url: str = URL) -> str:
    html = client.get(url).content.decode()
    found = re.search(r'name="ticket" value="([^"]+)"', html)
    assert found
    return found[1]


def send(client: Client, url: str = URL, **fields: Any) -> HttpResponse:
    fields.setdefault("what", "In der Pause hat jemand etwas gesagt.")
    if "ticket" not in fields:
        fields["ticket"] = ticket(client, url)
    return client.post(url, fields, headers={"sec-fetch-site": "same-origin"})  # type: ignore[return-value]


def code_on(answer: HttpResponse) -> str:
    found = re.search(r"data-code>(.*?)</p>", answer.content.decode(), re.DOTALL)
    assert found
    return re.sub(r"\D", "", found[1])


def test_report_with_one_answer_shows_receipt(office: None, client: Client) -> None:
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):  # a Friday
        answer = send(client)
    case = Case.objects.get()
    assert answer.status_code == 200
    assert len(code_on(answer)) == 20
    assert case.reply_due_on == date(2026, 11, 25)
    assert case.gone_by == date(2029, 12, 20)
    assert (case.team, case.urgent, case.channel, case.language) == (None, False, "web_form", "de")


def test_report_opens_with_its_code_only(office: None, client: Client) -> None:
    answer = send(client, what="Nur für euch. 🌧", grounds=["skin"], place="Bus 100")
    mailbox = find_mailbox(code_on(answer))
    assert mailbox
    ((_entry, payload),) = conversation(mailbox)
    assert payload == {"what": "Nur für euch. 🌧", "grounds": ["skin"], "place": "Bus 100"}
    assert find_mailbox("1234 5678 9012 3456 7890") is None
    assert find_mailbox("hallo") is None


def test_report_sets_no_cookie_and_allows_no_cache(office: None, client: Client) -> None:
    answer = send(client)
    assert not client.cookies
    assert "no-store" in answer["Cache-Control"]


def test_report_twice_gives_the_same_receipt(office: None, client: Client) -> None:
    carried = ticket(client)
    first, second = send(client, ticket=carried), send(client, ticket=carried)
    assert code_on(first) == code_on(second)
    assert Case.objects.count() == 1
    assert Entry.objects.count() == 1


def test_report_corrected_and_sent_again_keeps_both(office: None, client: Client) -> None:
    carried = ticket(client)
    send(client, ticket=carried, what="Erste Fassung des Textes")
    answer = send(client, ticket=carried, what="Zweite Fassung des Textes", urgent="on")
    mailbox = find_mailbox(code_on(answer))
    assert mailbox
    texts = [payload["what"] for _, payload in conversation(mailbox) if payload]
    assert texts == ["Erste Fassung des Textes", "Zweite Fassung des Textes"]
    assert mailbox.case.urgent


def test_report_sent_again_without_the_coordinator_takes_the_coordinator_out(
    office: None, client: Client, member: Persona, coordinator: Persona
) -> None:
    give_key(member.user)
    pair = give_key(coordinator.user)
    assert member.team
    url = f"{URL}?team={member.team.slug}"
    carried = ticket(client, url)
    chosen = {"readers": "team", "team": member.team.slug, "ticket": carried}
    send(client, url, **chosen, with_coordinator="on")
    send(client, url, **chosen, what="Die Koordinierungsperson war es selbst.")
    case = Case.objects.get()
    assert not case.shared_envelope.grants.filter(key_pair=pair).exists()
    assert (case.with_members, case.with_coordinator) == (True, False)
    send(client, url, readers="office", ticket=carried)
    case.refresh_from_db()
    assert (case.team, case.with_members) == (None, False)
    assert not case.shared_envelope.grants.filter(scope__startswith="member:").exists()


def test_report_sent_again_for_the_team_too_lets_it_read(
    office: None, client: Client, member: Persona
) -> None:
    pair = give_key(member.user)
    assert member.team
    url = f"{URL}?team={member.team.slug}"
    carried = ticket(client, url)
    send(client, url, ticket=carried)
    send(client, url, ticket=carried, readers="team", team=member.team.slug)
    case = Case.objects.get()
    assert case.team == member.team
    assert case.shared_envelope.grants.filter(key_pair=pair).exists()
    assert case.entries.filter(kind="report").count() == 1


def test_report_corrected_after_closing_reopens_the_case(office: None, client: Client) -> None:
    carried = ticket(client)
    send(client, ticket=carried)
    Case.objects.update(state="closed", closed_at=timezone.now(), reply_due_on=None)
    send(client, ticket=carried, what="Es ist schlimmer geworden.", urgent="on")
    case = Case.objects.get()
    assert case.state == "reopened"
    assert case.reply_due_on == reply_due(timezone.localdate(), urgent=True)


def test_report_that_was_withdrawn_does_not_come_back(office: None, client: Client) -> None:
    carried = ticket(client)
    mailbox = find_mailbox(code_on(send(client, ticket=carried)))
    assert mailbox
    withdraw(mailbox=mailbox)
    answer = send(client, ticket=carried)
    assert "Alles ist gelöscht." in answer.content.decode()
    assert not Case.objects.exists()


def test_report_sent_hours_later_shows_no_code_and_keeps_the_text(
    office: None, client: Client
) -> None:
    carried = ticket(client)
    send(client, ticket=carried)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        html = send(client, ticket=carried, what="Noch etwas fällt mir ein.").content.decode()
    assert "data-code" not in html
    assert "Noch etwas fällt mir ein.</textarea>" in html
    assert Entry.objects.count() == 1


def test_report_that_nobody_can_read_any_more_keeps_the_text(office: None, client: Client) -> None:
    carried = ticket(client)
    KeyPair.objects.update(activated_at=None, activation_scope="")
    html = send(client, ticket=carried, what="Mein ganzer Text bleibt stehen.").content.decode()
    assert "Gerade können wir hier nichts annehmen." in html
    assert "Mein ganzer Text bleibt stehen." in html


def test_report_to_the_team_is_granted_to_office_and_members_only(
    office: None, client: Client, member: Persona, coordinator: Persona
) -> None:
    give_key(member.user)
    give_key(coordinator.user)
    assert member.team
    send(client, f"{URL}?team={member.team.slug}", readers="team", team=member.team.slug)
    case = Case.objects.get()
    roles = set(
        Grant.objects.filter(envelope=case.shared_envelope, key_pair__isnull=False).values_list(
            "key_pair__activation_scope", flat=True
        )
    )
    assert roles == {"counsellor", "lead", f"member:{member.team.pk}"}
    assert case.shared_envelope.grants.filter(recovery_key__isnull=False).count() == 1
    assert case.internal_envelope.grants.filter(reporter=True).count() == 0


def test_report_coordinator_reads_after_own_tick(
    office: None, client: Client, member: Persona, coordinator: Persona
) -> None:
    give_key(member.user)
    pair = give_key(coordinator.user)
    assert member.team
    url = f"{URL}?team={member.team.slug}"
    send(client, url, readers="team", team=member.team.slug, with_coordinator="on")
    assert Case.objects.get().shared_envelope.grants.filter(key_pair=pair).exists()


def test_report_kept_from_team_does_not_even_name_it(
    office: None, client: Client, member: Persona
) -> None:
    give_key(member.user)
    assert member.team
    send(client, f"{URL}?team={member.team.slug}", readers="office", team=member.team.slug)
    assert Case.objects.get().team is None


def test_report_readers_changed_meanwhile_stores_nothing(office: None, client: Client) -> None:
    carried = ticket(client)
    give_key(persona(Role.COUNSELLOR).user)
    answer = send(client, ticket=carried, what="Mein ganzer Text bleibt stehen.")
    html = answer.content.decode()
    assert "Inzwischen hat sich geändert, wer lesen kann" in html
    assert "Mein ganzer Text bleibt stehen." in html
    assert "Nur die Beratungsstelle: 3 Personen" in html
    assert (Case.objects.count(), Envelope.objects.count()) == (0, 0)
    again = re.search(r'name="ticket" value="([^"]+)"', html)
    assert again
    code = fetch_code(carried)
    assert fetch_code(again[1]) == code
    assert code_on(send(client, ticket=again[1])) == code


def fetch_code(carried: str) -> str:
    values = fetch("report", carried, valid=timedelta(days=1))
    assert values
    return str(values["code"])


def test_report_team_of_others_may_change_meanwhile(office: None, client: Client) -> None:
    carried = ticket(client)
    give_key(persona(Role.MEMBER).user)
    assert len(code_on(send(client, ticket=carried))) == 20


def test_report_without_ticket_keeps_text_and_asks_again(office: None, client: Client) -> None:
    answer = send(client, ticket="gefälscht", what="Mein ganzer Text bleibt stehen.")
    assert "Mein ganzer Text bleibt stehen." in answer.content.decode()
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"what": ""}, "Schreib bitte, was passiert ist."),
        ({"what": "zu kurz"}, "mindestens 10 Zeichen"),
        ({"what": "x" * 40_001}, "Das sind 40001 Zeichen. Es passen 40000 hinein."),
        ({"what": "mit NUL \x00 darin, lang genug"}, "nicht lesbar"),
        ({"grounds": ["gibt-es-nicht"]}, "gibt-es-nicht"),
        ({"readers": "team", "team": ""}, "welches A-Team"),
        ({"readers": "team", "team": "fremd"}, "fremd"),
    ],
)
def test_report_bad_input_is_named_and_nothing_stored(
    office: None, client: Client, fields: dict[str, Any], words: str
) -> None:
    answer = send(client, **{"place": "steht noch da", **fields})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "data-error-summary" in html
    assert words in html
    assert "steht noch da" in html
    assert Case.objects.count() == 0


def test_report_team_without_active_keys_is_not_offered(office: None, client: Client) -> None:
    team = TeamFactory.create()
    html = client.get(f"{URL}?team={team.slug}").content.decode()
    assert "kann gerade nichts lesen" in html
    answer = send(client, f"{URL}?team={team.slug}", readers="team", team=team.slug)
    assert Case.objects.count() == 0
    assert "data-error-summary" in answer.content.decode()


def test_report_office_without_keys_offers_no_form(client: Client) -> None:
    html = client.get(URL).content.decode()
    assert "Gerade können wir hier nichts annehmen." in html
    assert 'name="what"' not in html


def test_report_from_another_site_is_refused(office: None, client: Client) -> None:
    answer = client.post(
        URL,
        {"what": "Etwas ist passiert.", "ticket": ticket(client)},
        headers={"sec-fetch-site": "cross-site"},
    )
    assert answer.status_code == 403
    assert Case.objects.count() == 0


def test_report_names_roles_and_numbers_before_sending(
    office: None, client: Client, member: Persona, coordinator: Persona
) -> None:
    give_key(member.user)
    give_key(coordinator.user)
    assert member.team
    html = client.get(f"{URL}?team={member.team.slug}").content.decode()
    assert "Nur die Beratungsstelle: 2 Personen" in html
    assert f"A-Team „{member.team.institution.name}“: noch 1 Person" in html
    assert "Koordinierungsperson (1 Person" in html
    assert "Notfallschlüssel" in html
    assert 'name="with_coordinator" id="id_with_coordinator" >' in html


def test_report_page_costs_constant_queries(
    office: None, client: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        give_key(persona(Role.MEMBER).user)
        with django_assert_num_queries(3):
            client.get(URL)

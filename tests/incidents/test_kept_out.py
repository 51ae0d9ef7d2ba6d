"""Whom a reporter shut out reads the case never again, by whatever way others come to read it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import EndReason, Role
from accounts.models import Membership, Team
from accounts.services import (
    assign,
    carry_over,
    end_membership,
    make_key_pair,
    make_next_key_pair,
    withdraw_name,
)
from ateams.audit.models import Entry as AuditEntry
from ateams.ops.recovering import find_receiver, share_all
from incidents.enums import ConsentState, EntryKind, Step
from incidents.further_readers import Group, further_readers
from incidents.kept_out import KeptOut, kept_out_of, nameable, named
from incidents.models import Case
from incidents.readers import Digests, ReaderChoice, reader_list
from incidents.selectors import cases_of, only_open_to
from incidents.services.keeping_out import keep_out, let_back_in
from incidents.services.mailbox import Mailbox, find_mailbox, narrow_readers
from incidents.services.outward import NobodyToLetIn
from incidents.services.reports import ReadersChanged, Sending, receive_report
from incidents.services.sharing import share_again
from tests.factories.accounts import TeamFactory, publish
from tests.factories.incidents import PASSPHRASE, give_key, make_case
from tests.incidents.consenting import agreed_to, decide, letting_in, opened_by, take
from tests.personas import Persona, persona, unlocked_key
from vault.models import Grant
from vault.services import make_recovery_key

pytestmark = pytest.mark.django_db
CODE = "12345678901234567890"
SAID = {"what": "Etwas ist passiert."}


@dataclass
class Place:
    """A school: its team of Mia and Noor, whose names are public, and Kim, whose name is not."""

    team: Team
    mia: Persona
    noor: Persona
    kim: Persona
    office: Persona
    lead: Persona
    secret_key: bytes = field(repr=False, default=b"")

    def without(self, *people: Persona) -> ReaderChoice:
        """Choose office and team, and shut these people out."""
        gone = KeptOut(tuple(named(membership_of(person)) for person in people))
        return ReaderChoice(self.team.slug, with_members=True, without=gone)

    def reading(self) -> set[str]:
        """Return the names of whoever of the team and the office can open a case."""
        people = (self.mia, self.noor, self.kim, self.office, self.lead)
        for person in people:
            person.user.refresh_from_db()
        return {person.user.name for person in people if cases_of(person.user).exists()}


@pytest.fixture
def place(counsellor: Persona, lead: Persona, team: Team) -> Place:
    secret = make_recovery_key()
    people = [persona(Role.MEMBER, team=team, name=name) for name in ("Mia", "Noor", "Kim")]
    for person in (*people, counsellor, lead):
        give_key(person.user)
    mia, noor, kim = people
    publish(mia.user)
    publish(noor.user)
    return Place(team, mia, noor, kim, counsellor, lead, secret.secret_key)


def membership_of(person: Persona) -> Membership:
    return Membership.objects.select_related("user").get(user=person.user, ended_on=None)


def send(choice: ReaderChoice, *, shown: Digests | None = None, what: str = "Etwas.") -> Case:
    readers = reader_list()
    sending = Sending(code=CODE, shown=shown or readers.digests(), language="de")
    return receive_report(answers={"what": what}, choice=choice, readers=readers, sending=sending)


def mailbox() -> Mailbox:
    found = find_mailbox(CODE)
    assert found
    return found


def everybody_but(*names: str) -> set[str]:
    return {"Mia", "Noor", "Kim", "Berater*in Eins", "Leitung Eins"} - set(names)


# --- sending -------------------------------------------------------------------------------


def test_form_sent_again_keeps_the_narrowest_choice(place: Place) -> None:
    """Corrected, wider, or from a page that has no tick: who was shut out once stays out."""
    send(place.without(place.mia))
    assert place.reading() == everybody_but("Mia")
    send(place.without(place.noor), what="Etwas anderes.")
    assert place.reading() == everybody_but("Mia", "Noor")
    send(ReaderChoice())
    assert place.reading() == {"Berater*in Eins", "Leitung Eins"}
    send(place.without())
    assert place.reading() == everybody_but("Mia", "Noor")
    case = Case.objects.get()
    told = kept_out_of(case, mailbox().shared)
    assert [person.name for person in told.people] == ["Mia", "Noor"]


def test_shutting_out_before_the_team_reads_counts_as_well(place: Place) -> None:
    send(replace(place.without(place.mia), team="", with_members=False))
    send(place.without())
    assert place.reading() == everybody_but("Mia")


def test_name_published_meanwhile_is_shown_first(place: Place) -> None:
    shown = reader_list().digests()
    publish(place.kim.user)
    with pytest.raises(ReadersChanged):
        send(place.without(), shown=shown)
    assert not Case.objects.exists()


def test_tick_counts_although_the_name_was_taken_back_meanwhile(
    place: Place, client: Client
) -> None:
    address = f"/de/report/?team={place.team.slug}"
    headers = {"sec-fetch-site": "same-origin"}
    ticket = _ticket(client.get(address).content.decode())
    tick = str(membership_of(place.mia).pk)
    withdraw_name(person=place.mia.user, by=place.mia.user)
    sent = {"what": SAID["what"], "readers": "team", "team": place.team.slug, "without": tick}
    again = client.post(address, {**sent, "ticket": ticket}, headers=headers).content.decode()
    assert "Mia" not in again
    assert f'name="without" value="{tick}"' in again
    client.post(address, {**sent, "ticket": _ticket(again)}, headers=headers)
    assert place.reading() == everybody_but("Mia")


@pytest.mark.parametrize("tick", ["00000000-0000-0000-0000-000000000000", "Mia"])
def test_tick_that_names_nobody_is_said_beside_the_boxes(
    place: Place, client: Client, tick: str
) -> None:
    address = f"/de/report/?team={place.team.slug}"
    sent = {"what": SAID["what"], "without": tick, "readers": "team", "team": place.team.slug}
    sent["ticket"] = _ticket(client.get(address).content.decode())
    page = client.post(address, sent, headers={"sec-fetch-site": "same-origin"}).content.decode()
    assert "gibt es hier nicht mehr" in page
    assert SAID["what"] in page
    assert f'value="{tick}"' not in page
    assert not Case.objects.exists()


def _ticket(page: str) -> str:
    return page.split('name="ticket" value="')[1].split('"', maxsplit=1)[0]


# --- afterwards ----------------------------------------------------------------------------


def test_neither_consent_nor_override_brings_anybody_back(place: Place) -> None:
    case = send(ReaderChoice())
    agreed = letting_in(case, Group.MEMBERS)
    keep_out(mailbox=mailbox(), membership_id=membership_of(place.mia).pk)
    take(case, agreed_to(case, place.office, mailbox(), agreed), place.office, Step.READERS)
    assert place.reading() == everybody_but("Mia")
    case.refresh_from_db()
    told = kept_out_of(case, mailbox().shared)
    assert further_readers(case, told) == {}
    assert [who.people for who in further_readers(case).values()] == [(place.mia.user,)]
    alone = decide(case, place.lead, letting_in(case, Group.MEMBERS))
    with pytest.raises(NobodyToLetIn):
        take(case, alone, place.office, Step.READERS)
    assert place.reading() == everybody_but("Mia")


def test_page_of_the_office_offers_and_names_nobody_who_is_shut_out(place: Place) -> None:
    case = send(place.without(place.mia))
    other = persona(Role.MEMBER, team=place.team, name="Später")
    give_key(other.user)
    for person in (place.office, place.noor):
        person.client.post("/vault/unlock/", {"passphrase": PASSPHRASE})
    steps = place.office.client.get(f"/cases/{case.reference}/steps/").content.decode()
    assert f"A-Team „{place.team.institution.name}“: 1 Person" in steps
    page = place.office.client.get(f"/cases/{case.reference}/").content.decode()
    assert re.search(r"Soll es nie lesen.*?<dd>Mia<br>", page, re.DOTALL)
    seen_by_team = place.noor.client.get(f"/cases/{case.reference}/").content.decode()
    assert "Mia" not in seen_by_team


def test_whom_an_override_let_in_stays_until_the_office_ends_it(place: Place) -> None:
    case = send(ReaderChoice())
    consent = decide(case, place.lead, letting_in(case, Group.MEMBERS))
    take(case, consent, place.office, Step.READERS)
    keep_out(mailbox=mailbox(), membership_id=membership_of(place.mia).pk)
    assert "Mia" in place.reading()
    place.office.client.post("/vault/unlock/", {"passphrase": PASSPHRASE})
    place.office.client.post(f"/cases/{case.reference}/steps/{consent.pk}/recall/", {})
    consent.refresh_from_db()
    assert consent.state == ConsentState.RECALLED
    assert place.reading() == {"Berater*in Eins", "Leitung Eins"}


def test_new_keys_bring_nobody_back(place: Place) -> None:
    """Neither a key that was being changed, nor one whose loss others could make good."""
    send(place.without())
    waiting = make_next_key_pair(person=place.mia.user, passphrase=PASSPHRASE)
    waiting.activated_at = place.mia.user.key_pair.activated_at  # type: ignore[union-attr]
    waiting.activation_scope = f"member:{place.team.pk}"
    waiting.save()
    Grant.objects.create(
        envelope=Case.objects.get().shared_envelope, key_pair=waiting, sealed_key=b"x"
    )
    keep_out(mailbox=mailbox(), membership_id=membership_of(place.mia).pk)
    assert not Grant.objects.filter(key_pair__in=[waiting, place.mia.user.key_pair]).exists()
    carry_over(person=place.mia.user, key=unlocked_key(place.mia))
    assert "Mia" not in place.reading()

    lost = make_key_pair(person=place.noor.user, passphrase=PASSPHRASE)
    keep_out(mailbox=mailbox(), membership_id=membership_of(place.noor).pk)
    lost.activated_at, lost.activation_scope = waiting.activated_at, waiting.activation_scope
    lost.save()
    place.noor.user.refresh_from_db()
    key = unlocked_key(place.office)
    assert share_again(person=place.noor.user, by=place.office.user, key=key) == 0
    assert place.reading() == everybody_but("Mia", "Noor")


def test_whoever_comes_to_the_office_later_stays_shut_out(place: Place) -> None:
    """The list names the person: not even the last key, nor the one from the safe, opens it."""
    send(place.without(place.mia))
    assign(person=place.mia.user, role=Role.COUNSELLOR, team=None, by=place.lead.user)
    place.mia.user.refresh_from_db()
    give_key(place.mia.user)
    Grant.objects.filter(key_pair=place.lead.user.key_pair).delete()
    alone = list(only_open_to(place.office.user))
    assert len(alone) == 1
    place.office.client.post("/vault/unlock/", {"passphrase": PASSPHRASE})
    shared = place.office.client.post(reverse("incidents:hand-over"), {"to": place.mia.user.pk})
    assert "Mit dieser Person geht es nicht." in shared.content.decode()
    assert place.reading() == everybody_but("Mia", "Leitung Eins")
    list(share_all(receiver=find_receiver(place.mia.user.email), secret_key=place.secret_key))
    assert place.reading() == everybody_but("Mia", "Leitung Eins")
    list(share_all(receiver=find_receiver(place.lead.user.email), secret_key=place.secret_key))
    assert place.reading() == everybody_but("Mia")


def test_whoever_comes_back_to_the_team_stays_shut_out(place: Place) -> None:
    case = send(place.without(place.mia))
    end_membership(person=place.mia.user, reason=EndReason.OWN_WISH, by=place.lead.user)
    assign(person=place.mia.user, role=Role.MEMBER, team=TeamFactory.create(), by=place.lead.user)
    assign(person=place.mia.user, role=Role.MEMBER, team=place.team, by=place.lead.user)
    place.mia.user.refresh_from_db()
    give_key(place.mia.user)
    opened = opened_by(place.office, case)
    told = kept_out_of(opened.case, opened.shared)
    assert further_readers(case, told) == {}
    narrow_readers(mailbox=mailbox(), drop_members=False, drop_coordinator=True)
    assert place.reading() == everybody_but("Mia")


def test_reporter_alone_lets_somebody_back_in(place: Place) -> None:
    send(place.without(place.mia, place.noor))
    let_back_in(mailbox=mailbox(), account_id=place.mia.user.pk)
    let_back_in(mailbox=mailbox(), account_id=place.kim.user.pk)  # was never out
    assert place.reading() == everybody_but("Noor")
    narrow_readers(mailbox=mailbox(), drop_members=True, drop_coordinator=False)
    let_back_in(mailbox=mailbox(), account_id=place.noor.user.pk)
    assert place.reading() == {"Berater*in Eins", "Leitung Eins"}
    assert kept_out_of(mailbox().case, mailbox().shared).people == ()


def test_twice_is_as_good_as_once(place: Place) -> None:
    case = send(place.without())
    for _ in range(2):
        keep_out(mailbox=mailbox(), membership_id=membership_of(place.mia).pk)
    assert len(kept_out_of(mailbox().case, mailbox().shared).people) == 1
    assert case.entries.filter(kind=EntryKind.NARROWED).count() == 1
    told = AuditEntry.objects.concerning("case", case.id).filter(action="case.reader_removed")
    assert [entry.about for entry in told] == [place.mia.user.pk]
    assert [one.published_name for one in nameable(mailbox().case, KeptOut())] == ["Mia", "Noor"]


# --- what others learn of it -----------------------------------------------------------------


def test_no_row_tells_whether_anybody_is_shut_out(place: Place) -> None:
    lengths = set()
    for choice in (place.without(), place.without(place.mia), ReaderChoice()):
        case = send(choice)
        assert case.sealed_kept_out
        lengths.add(len(case.sealed_kept_out))
        Case.objects.all().delete()
    assert len(lengths) == 1


def test_who_was_shut_out_from_the_start_stands_in_no_log_and_no_mail(
    place: Place, mailoutbox: list[object]
) -> None:
    before = set(AuditEntry.objects.values_list("pk", flat=True))
    send(place.without(place.mia))
    written = AuditEntry.objects.exclude(pk__in=before)
    assert not written.filter(about=place.mia.user.pk).exists()
    assert not written.filter(subject_id=str(place.mia.user.pk)).exists()
    assert mailoutbox == []
    page = place.mia.client.get("/account/data/").content.decode()
    assert Case.objects.get().reference not in page


def test_damaged_list_lets_nobody_in(place: Place) -> None:
    case = send(ReaderChoice())
    Case.objects.update(sealed_kept_out=b"damaged")
    consent = agreed_to(case, place.office, mailbox(), letting_in(case, Group.MEMBERS))
    with pytest.raises(NobodyToLetIn):
        take(case, consent, place.office, Step.READERS)
    keep_out(mailbox=mailbox(), membership_id=membership_of(place.mia).pk)
    assert Case.objects.get().sealed_kept_out == b"damaged"
    assert place.reading() == {"Berater*in Eins", "Leitung Eins"}


def test_case_of_before_has_no_list_and_works(place: Place) -> None:
    case = make_case(team=place.team, code=CODE)
    Case.objects.update(sealed_kept_out=None)
    assert kept_out_of(mailbox().case, mailbox().shared) == KeptOut()
    keep_out(mailbox=mailbox(), membership_id=membership_of(place.mia).pk)
    assert place.reading() == everybody_but("Mia")
    assert case.pk == mailbox().case.pk

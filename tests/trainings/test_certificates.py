"""Certificates: issued one after the other, checked by their code, issued anew, revoked."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.enums import Role
from accounts.models import Team
from accounts.services.erasure import erase_account
from ateams.web.papers.typesetting import Untypesettable
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.trainings import AttendanceFactory, TrainingFactory, certify
from tests.paper_flaws import alternatives
from tests.papers import accessibility, text_of
from tests.personas import Persona
from trainings import sweeps
from trainings.certificate_codes import ALPHABET, new_code, shown_code, typed_code
from trainings.consents import initials_of
from trainings.enums import Kind, State
from trainings.models import (
    AboutPerson,
    BatchEntry,
    Certificate,
    CertificateBatch,
    CertificateHolder,
    Training,
)
from trainings.services import (
    CertificateFacts,
    Certified,
    begin_certificates,
    give_consent,
    issue_next,
    note_about_person,
    reissue_certificate,
    withdraw_consent,
)
from trainings.services import certificates as service
from trainings.sweeps import issue_waiting

pytestmark = pytest.mark.django_db

FACTS = CertificateFacts(
    title="Qualifizierung 2026",
    topics=("Antisemitismus", "Kinderschutz"),
    first_day=date(2026, 1, 10),
    last_day=date(2026, 2, 20),
)


def begin(lead: Persona, *people: Persona, **facts: Any) -> CertificateBatch:
    told = CertificateFacts(**{**{n: getattr(FACTS, n) for n in FACTS.__slots__}, **facts})
    certified = [Certified(person.user.pk, 750) for person in people]
    return begin_certificates(people=certified, facts=told, by=lead.user)


def issued(lead: Persona, person: Persona, **facts: Any) -> Certificate:
    """Issue one certificate to somebody whose name may stand there."""
    note_about_person(person=person.user, age_band="adult", by=lead.user)
    batch = begin(lead, person, **facts)
    issue_waiting()
    found = batch.entries.get().certificate
    assert found
    return found


def checked(certificate: Certificate) -> str:
    """Return what anybody sees at the address on the paper, with the code in small letters."""
    code = shown_code(certificate.code).lower()
    return Client().get(f"/certificate/{code}/").content.decode()


def test_certificate_is_accessible_and_says_what_it_must(lead: Persona, member: Persona) -> None:
    certificate = issued(lead, member)
    answer = lead.client.get(f"/certificates/{certificate.pk}/certificate.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert accessibility(answer.content) == {
        "part": "1",
        "marked": True,
        "language": "de",
        "title": "Zertifikat: Qualifizierung 2026",
        "shows_title": True,
        "headings": ["H1", "H2"],
    }
    (sign,) = alternatives(answer.content)
    assert sign == "QR-Code zur Seite, auf der sich das Zertifikat prüfen lässt"
    told = " ".join(text_of(answer.content).split())
    in_order = [
        "Antidiskriminierungsstelle",
        "Zertifikat",
        member.user.name,
        "hat in 12,5 Stunden erfolgreich teilgenommen an: Qualifizierung 2026",
        "10. Januar 2026 – 20. Februar 2026",
        "Antisemitismus",
        "Kinderschutz",
        f"/certificate/{shown_code(certificate.code)}/",
    ]
    assert sorted(in_order, key=told.index) == in_order
    assert lead.client.get(f"/certificates/{certificate.pk}/certificate.pdf").content == (
        answer.content
    )


def test_code_tells_anybody_the_state_and_the_initials_alone(
    lead: Persona, member: Persona
) -> None:
    certificate = issued(lead, member)
    page = checked(certificate)
    assert "Dieses Zertifikat ist gültig" in page
    assert initials_of(member.user.name) in page
    assert member.user.name not in page
    assert FACTS.title not in page
    lead.client.post(f"/certificates/{certificate.pk}/revoke/")
    lead.client.post(f"/certificates/{certificate.pk}/revoke/")
    assert "Dieses Zertifikat ist widerrufen" in checked(certificate)
    assert lead.client.get(f"/certificates/{certificate.pk}/certificate.pdf").status_code == 404


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC-DDDD", "0000-0000-0000-0000", "x", "ß" * 16])
def test_unknown_code_is_told_to_be_compared(code: str) -> None:
    answer = Client().get(f"/certificate/{code}/")
    assert (answer.status_code, "Diesen Code kennen wir nicht" in answer.content.decode()) == (
        404,
        True,
    )


@given(st.text(ALPHABET, min_size=16, max_size=16))
def test_code_is_understood_however_it_is_typed(code: str) -> None:
    assert typed_code(shown_code(code)) == typed_code(f" {code.lower()} ") == code


def test_codes_do_not_repeat() -> None:
    assert len({new_code() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Mia Sommer", "M. S."),
        ("mia von der heide", "M. V. D. H."),
        ("  Éva  ", "É."),
        ("🎓 123", "–"),
        ("سلام علی", "س. ع."),
        ("a " * 60, "A. A. A. A. A. A."),
    ],
)
def test_initials(name: str, initials: str) -> None:
    assert initials_of(name) == initials


def test_new_name_leaves_nothing_of_the_old_one(lead: Persona, member: Persona) -> None:
    old = issued(lead, member)
    note_about_person(person=member.user, chosen_name="Kim Neu", by=member.user)
    new = reissue_certificate(certificate_id=old.pk, by=lead.user)
    assert CertificateHolder.objects.get().name == "Kim Neu"
    assert (new.initials, new.code != old.code) == ("K. N.", True)
    assert "gilt nicht mehr" in checked(old)
    assert initials_of(member.user.name) not in checked(old)
    old.refresh_from_db()
    assert (old.state, old.initials) == ("replaced", "")
    assert BatchEntry.objects.get().certificate == new
    paper = member.client.get(f"/proofs/{new.pk}.pdf")
    assert "Kim Neu" in text_of(paper.content)
    assert member.client.get(f"/proofs/{old.pk}.pdf").status_code == 404
    with pytest.raises(ValidationError):
        reissue_certificate(certificate_id=old.pk, by=lead.user)


def test_without_consent_only_initials_are_printed(lead: Persona, member: Persona) -> None:
    batch = begin(lead, member)
    issue_waiting()
    certificate = batch.entries.get().certificate
    assert certificate
    assert certificate.holder.name == ""
    told = text_of(member.client.get(f"/proofs/{certificate.pk}.pdf").content)
    assert member.user.name not in told
    assert initials_of(member.user.name) in told


def test_erased_account_takes_its_name_along_and_the_code_stays(
    lead: Persona, member: Persona
) -> None:
    certificate = issued(lead, member)
    initials = initials_of(member.user.name)
    erase_account(person_id=member.user.pk)
    assert not CertificateHolder.objects.exists()
    assert not AboutPerson.objects.exists()
    assert initials in checked(certificate)
    assert lead.client.get(f"/certificates/{certificate.pk}/certificate.pdf").status_code == 404
    assert lead.client.get(f"/certificates/{certificate.pk}/").status_code == 200


def test_taken_back_name_asks_the_office_and_a_reissue_is_the_answer(
    lead: Persona, member: Persona
) -> None:
    certificate = issued(lead, member)
    assert withdraw_consent(person=member.user, scope="name", by=member.user)
    consent = member.user.person_consents.get()
    assert consent.handled_on is None
    new = reissue_certificate(certificate_id=certificate.pk, by=lead.user)
    assert new.holder.name == ""
    consent.refresh_from_db()
    assert consent.handled_on is not None


def test_killed_worker_leaves_nothing_half_done_and_the_next_goes_on(
    lead: Persona, member: Persona, coordinator: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = begin(lead, member, coordinator)
    assert issue_next()

    class Killed(BaseException):
        pass

    def die(**_given: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(service, "record", die)
        with pytest.raises(Killed):
            issue_next()
    assert (Certificate.objects.count(), batch.entries.filter(done=True).count()) == (1, 1)
    assert [issue_next(), issue_next()] == [True, False]
    assert Certificate.objects.count() == 2


def test_name_that_no_font_has_is_named_and_the_others_get_theirs(
    lead: Persona, member: Persona, coordinator: Persona
) -> None:
    note_about_person(person=member.user, chosen_name="漢字", age_band="adult", by=coordinator.user)
    batch = begin(lead, member, coordinator)
    assert issue_waiting() == 2
    page = lead.client.get(f"/certificates/batches/{batch.pk}/").content.decode()
    assert "Zeichen, das die Schrift nicht hat" in page
    assert [entry.problem for entry in batch.entries.filter(user=member.user)] == ["unprintable"]
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize("facts", [{"title": "漢字"}, {"title": ""}, {"topics": ("漢字",)}])
def test_facts_that_cannot_be_set_are_refused_at_once(
    lead: Persona, member: Persona, facts: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        begin(lead, member, **facts)
    assert not CertificateBatch.objects.exists()


@pytest.mark.thorough
def test_sixty_certificates_are_one_paper(lead: Persona, team: Team) -> None:
    people = UserFactory.create_batch(60, role=Role.MEMBER)
    batch = begin_certificates(
        people=[Certified(person.pk, 600) for person in people], facts=FACTS, by=lead.user
    )
    assert issue_waiting() == 60
    paper = lead.client.get(f"/certificates/batches/{batch.pk}/all.pdf")
    assert accessibility(paper.content)["headings"] == ["H1", "H2"] * 60


@pytest.fixture
def qualified(team: Team, member: Persona, coordinator: Persona) -> Training:
    """Let two people of the team take part in a qualification, one of them for an hour."""
    training: Training = TrainingFactory.create(
        institution=team.institution, team=team, kind=Kind.QUALIFICATION, state=State.CONFIRMED
    )
    session = training.sessions.get()
    AttendanceFactory.create(session=session, name="", user=member.user, minutes=60, status="late")
    AttendanceFactory.create(session=session, name="", user=coordinator.user)
    absent = MembershipFactory.create(team=team).user
    AttendanceFactory.create(session=session, name="", user=absent, status="absent")
    return training


def test_office_issues_for_those_who_took_part(
    lead: Persona, member: Persona, coordinator: Persona, qualified: Training
) -> None:
    address = f"/trainings/{qualified.pk}/certificates/"
    form = lead.client.get(address).context["form"]
    labels = [label for _key, label in form.fields["people"].choices]
    assert sorted(map(str, labels)) == sorted(
        [
            f"{coordinator.user.name} · 1,5 Stunden",
            (
                f"{member.user.name} · 1 Stunde · nur Initialen "
                f"({initials_of(member.user.name)}): keine Einwilligung zum Namen"
            ),
        ]
    )
    data = {
        "submission": str(uuid4()),
        "title": "Grundlagen",
        "language": "en",
        "people": [str(member.user.pk), str(coordinator.user.pk)],
    }
    places = {lead.client.post(address, data).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    batch = CertificateBatch.objects.get()
    waiting = lead.client.get(places.pop()).content.decode()
    assert ('max="2" value="0"' in waiting, "<noscript><p><a href=" in waiting) == (True, True)
    issue_waiting()
    assert "Alle drucken" in lead.client.get(f"/certificates/batches/{batch.pk}/").content.decode()
    paper = lead.client.get(f"/certificates/batches/{batch.pk}/all.pdf").content
    assert accessibility(paper)["language"] == "en"
    assert sorted(Certificate.objects.values_list("minutes", flat=True)) == [60, 90]
    assert b"Grundlagen" in member.client.get("/proofs/").content


def test_wrong_form_keeps_what_was_typed_and_begins_nothing(
    lead: Persona, qualified: Training
) -> None:
    data = {"submission": str(uuid4()), "title": "x" * 121, "people": [str(uuid4())]}
    answer = lead.client.post(f"/trainings/{qualified.pk}/certificates/", data)
    assert set(answer.context["form"].errors) == {"title", "language", "people"}
    assert "x" * 121 in answer.content.decode()
    assert not CertificateBatch.objects.exists()


def test_nothing_can_be_set_just_now_is_tried_again(
    lead: Persona, member: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(lead, member)

    def busy() -> bool:
        raise Untypesettable

    with monkeypatch.context() as patched:
        patched.setattr(sweeps, "issue_next", busy)
        assert issue_waiting() == 0
    assert issue_waiting() == 1


def test_somebody_else_s_certificate_is_not_found(
    lead: Persona, member: Persona, coordinator: Persona
) -> None:
    certificate = issued(lead, member)
    assert coordinator.client.get(f"/proofs/{certificate.pk}.pdf").status_code == 404
    assert coordinator.client.get(f"/certificates/{certificate.pk}/").status_code == 404


def test_list_is_searched_by_name_title_and_code(
    lead: Persona, member: Persona, coordinator: Persona
) -> None:
    wanted = issued(lead, member, title="Erste")
    issued(lead, coordinator, title="Zweite")

    def found(q: str) -> list[UUID]:
        page = lead.client.get("/certificates/", {"q": q}).context["page"]
        return [certificate.pk for certificate in page]

    assert found("erste") == found(shown_code(wanted.code)) == found(member.user.name)
    assert found("erste") == [wanted.pk]
    assert found("niemand") == []


def test_consent_of_a_guardian_prints_the_name(lead: Persona, member: Persona) -> None:
    give_consent(person=member.user, scope="name", by_guardian=True, by=lead.user)
    begin(lead, member)
    issue_waiting()
    assert CertificateHolder.objects.get().name == member.user.name


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_for_one_and_for_three(
    lead: Persona, qualified: Training, number: int
) -> None:
    people = [MembershipFactory.create().user for _ in range(number)]
    certificates = [certify(person.pk, lead.user) for person in people]
    batch = certificates[0].batch_entry.batch
    for person in people[1:]:
        BatchEntry.objects.create(batch=batch, user=person, minutes=60)
    for person in people:
        certify(lead.user.pk, lead.user)
        session = qualified.sessions.get()
        AttendanceFactory.create(session=session, name="", user=person)
    pages = (
        "/certificates/",
        f"/certificates/batches/{batch.pk}/",
        f"/trainings/{qualified.pk}/certificates/",
        "/proofs/",
    )
    counted = []
    for address in pages:
        lead.client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert lead.client.get(address).status_code == 200
        counted.append(len(queries))
    assert counted == [7, 6, 13, 8]

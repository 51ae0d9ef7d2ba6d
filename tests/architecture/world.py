"""One of everything that addresses name: own, foreign and missing things."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.imports.institutions import INSTITUTIONS
from accounts.models import Absence, Team
from accounts.services.imports import start_import
from ateams.outbox.services import queue
from ateams.web.sheets.table import Row, Table
from contactpoints.enums import AttestationKind
from followups.answer_links import Question, addressee_of, link_to
from followups.feed_addresses import make_agenda_feed
from followups.models import Rule
from incidents.enums import Channel, Step
from incidents.models import Case, Consent, Entry, ReferralBody
from incidents.models.entry import entry_id
from incidents.selectors import open_case
from incidents.services.consents import Wish, ask
from incidents.services.proposals import propose
from tests.factories.accounts import (
    ContactFactory,
    InvitationFactory,
    MembershipFactory,
    TeamFactory,
)
from tests.factories.followups import default_rules, somebody
from tests.factories.incidents import ReplyTemplateFactory, add_text_file, make_case
from tests.factories.trainings import (
    ApprovedHoursFactory,
    CohortFactory,
    CurriculumFactory,
    FollowUpAnswerFactory,
    MaterialFileFactory,
    SignUpFactory,
    TrainingFactory,
    TrainingRequestFactory,
    agreed_person,
    certify,
)
from tests.incidents.working import agree, link, offer, set_task
from tests.personas import Persona, give_key, persona, unlocked_key
from trainings.enums import Feed, State
from trainings.feedback import rounds_of
from trainings.links import FEED, PLACE, SIGN_UP, token_of
from trainings.models import Training
from trainings.services import make_feed
from vault.receipts import new_code
from vault.services import make_recovery_key

ROLES = {
    "nobody": None,
    "member": Role.MEMBER,
    "coord": Role.COORDINATOR,
    "couns": Role.COUNSELLOR,
    "lead": Role.LEAD,
    "admin": Role.ADMIN,
}


@dataclass
class World:
    """Two institutions with all that belongs to them, and one person per role."""

    people: dict[str, Persona] = field(default_factory=dict)
    things: dict[tuple[str, str], Any] = field(default_factory=dict)

    def client(self, role: str) -> Client:
        """Return a client of its own for one request of a role; cookies stay as they were."""
        client = Client(headers={"sec-fetch-site": "same-origin"})
        if role != "nobody":
            client.cookies.load(self.people[role].client.cookies.output(header=""))
        return client

    def kwargs(self, parameters: Iterable[str], variant: str) -> dict[str, Any]:
        """Return the arguments of an address for one variant of what it names."""
        return {name: self.things[name, variant] for name in parameters}


def make_world() -> World:
    """Make people, institutions, cases and all the rest."""
    cache.clear()  # where attempts of other tests are counted
    world = World()
    own, foreign = TeamFactory.create(), TeamFactory.create()
    for name, role in ROLES.items():
        if role:
            world.people[name] = persona(role, team=own)
    _add_cases(world, own)
    for variant, team in (("own", own), ("foreign", foreign)):
        _add_institution(world, variant, team)
    _add_accounts(world, own)
    _add_lists(world, foreign)
    _add_links_to_trainings(world, own)
    _add_programme(world)
    world.things["invitation_id", "foreign"] = InvitationFactory.create(
        email="", role=Role.MEMBER, team=foreign
    ).pk
    _add_papers(world)
    for parameter in {name for name, _variant in world.things}:
        missing = "2222-2222" if parameter == "reference" else str(uuid4())
        world.things.setdefault((parameter, "missing"), missing)
    return world


def _add_cases(world: World, team: Team) -> None:
    make_recovery_key()
    give_key(world.people["lead"])
    codes = {variant: new_code() for variant in ("own", "foreign", "older")}
    older = make_case(code=codes["older"])
    give_key(*(world.people[name] for name in ("member", "coord", "couns")))
    cases = {
        "own": make_case(team=team, with_coordinator=True, code=codes["own"]),
        "foreign": make_case(code=codes["foreign"]),
        "older": older,
    }
    for variant, case in cases.items():
        world.things["reference", variant] = case.reference
        world.things["file_id", variant] = add_text_file(case, codes[variant]).id
        world.things["consent_id", variant] = _ask(world, case).id
        world.things["proposal_id", variant] = _propose(world, case)
        world.things["form", variant] = "note"
        _add_work(world, variant, case)
    for variant, who in (("own", "member"), ("foreign", "lead")):
        world.things["note_id", variant] = _note_of(world.people[who])
    world.things["body_id", "own"] = ReferralBody.objects.create(name="Eine Stelle").pk


def _add_work(world: World, variant: str, case: Case) -> None:
    lead = world.people["lead"]
    world.things |= {
        ("task_id", variant): set_task(case, lead).pk,
        ("referral_id", variant): offer(case, lead).pk,
        ("agreement_id", variant): agree(case, lead).pk,
        ("link_id", variant): link(case, make_case(), lead).pk,
    }


def _note_of(author: Persona) -> UUID:
    """Return the id of a talk that somebody has noted."""
    case = make_case()
    Case.objects.filter(pk=case.pk).update(channel=Channel.A_TEAM_TALK)
    entry = case.entries.get()
    Entry.objects.filter(pk=entry.pk).update(author=author.user)
    return entry.pk


def _ask(world: World, case: Case) -> Consent:
    lead = world.people["lead"]
    opened = open_case(case, unlocked_key(lead))
    assert opened
    wish = Wish(Step.POLICE, "Dürfen wir zur Polizei gehen?")
    return ask(case=case, wish=wish, once=uuid4(), by=lead.user, shared=opened.shared)


def _propose(world: World, case: Case) -> UUID:
    opened = open_case(case, unlocked_key(world.people["lead"]))
    assert opened
    once, by = uuid4(), world.people["coord"].user
    propose(case=case, text="Ein Gespräch.", once=once, by=by, shared=opened.shared)
    return entry_id(case.pk, once)


def _add_institution(world: World, variant: str, team: Team) -> None:
    training = TrainingFactory.create(institution=team.institution, team=team)
    contact = ContactFactory.create(institution=team.institution)
    question = Question(training.id, 1, contact.id, addressee_of(contact.email))
    world.things |= {
        ("institution_id", variant): team.institution_id,
        ("team_id", variant): team.id,
        ("slug", variant): team.slug,
        ("membership_id", variant): _membership(team),
        ("kind", variant): AttestationKind.DECLARATION.value,
        ("contact_id", variant): contact.id,
        ("training_id", variant): training.id,
        ("session_id", variant): training.sessions.get().id,
        ("answer_id", variant): FollowUpAnswerFactory.create(training=training, months=3).id,
        ("sign_up_id", variant): SignUpFactory.create(training=training).id,
        ("material_id", variant): MaterialFileFactory.create(training=training).id,
        ("token", f"{variant}-question"): link_to(question).rstrip("/").rpartition("/")[2],
    }


def _absence_of(person: Persona) -> UUID:
    today = timezone.localdate()
    return Absence.objects.create(person=person.user, first_day=today, last_day=today).pk


def _add_lists(world: World, other: Team) -> None:
    table = Table((Row(1, ("Name", "Art")), Row(2, ("Neue Schule", "IGS"))))
    run = start_import(kind=INSTITUTIONS, table=table, by=world.people["lead"].user)
    world.things |= {
        ("run_id", "own"): run.id,
        ("kind_key", "own"): "institutions",
        ("list_key", "own"): "institutions",
        ("other_id", "own"): other.institution_id,
        ("second_id", "own"): world.people["couns"].user.id,
    }


def _add_links_to_trainings(world: World, team: Team) -> None:
    ahead = TrainingFactory.create(
        institution=team.institution,
        state=State.PLANNED,
        on=timezone.localdate() + timedelta(days=9),
        sign_up_key=uuid4(),
    )
    signed_up = SignUpFactory.create(training=ahead)
    feed = make_feed(shows=Feed.TEAM, by=world.people["member"].user)
    assert ahead.sign_up_key
    world.things |= {
        ("training_id", "ahead"): ahead.id,
        ("request_id", "own"): TrainingRequestFactory.create().id,
        ("token", "sign-up"): token_of(SIGN_UP, ahead.sign_up_key),
        ("token", "place"): token_of(PLACE, signed_up.id),
        ("token", "feed"): token_of(FEED, feed.key),
        ("token", "agenda-feed"): make_agenda_feed(by=world.people["member"].user),
    }


def _membership(team: Team) -> UUID:
    """Return the member's own membership, or that of somebody in the other team."""
    found = team.memberships.filter(user__role=Role.MEMBER).first()
    return (found or MembershipFactory.create(team=team)).pk


def _add_programme(world: World) -> None:
    published = CurriculumFactory.create(version=500)
    draft = CurriculumFactory.create(version=501, published_at=None)
    people = [world.people["member"].user]
    cohort = CohortFactory.create(curriculum=published, people=people)
    world.things |= {
        ("cohort_id", "own"): cohort.pk,
        ("version", "own"): draft.version,
        ("version", "fixed"): published.version,
        ("version", "missing"): 999,
        ("kind", "missing"): AttestationKind.DECLARATION.value,
    }


def _add_papers(world: World) -> None:
    """Add the member's certificate, a stranger's hours, consents of both, and feedback links."""
    lead = world.people["lead"].user
    for variant in ("own", "foreign"):
        consent = agreed_person(world.things["person_id", variant], lead, handled=True)
        world.things["person_consent_id", variant] = consent.pk
    certificate = certify(world.things["person_id", "own"], lead)
    hours = ApprovedHoursFactory.create(user_id=world.things["person_id", "foreign"])
    asked = rounds_of(Training.objects.get(pk=world.things["training_id", "own"]))[0]
    world.things |= {
        ("certificate_id", "own"): certificate.pk,
        ("batch_id", "own"): certificate.batch_entry.batch_id,
        ("code", "own"): certificate.code,
        ("hours_id", "foreign"): hours.pk,
        ("token", "own-feedback"): asked.address.rstrip("/").rpartition("/")[2],
        ("token", "own-results"): asked.results_address.rstrip("/").rpartition("/")[2],
    }


def _add_accounts(world: World, team: Team) -> None:
    stranger = persona(Role.MEMBER, team=TeamFactory.create())
    default_rules()
    mail = queue(kind="invitation", to=somebody("gast"), subject="Willkommen", text="Hallo")
    invitation = InvitationFactory.create(token="an-open-invitation", role=Role.MEMBER, team=team)
    world.things |= {
        ("person_id", "own"): world.people["member"].user.id,
        ("person_id", "foreign"): stranger.user.id,
        ("absence_id", "own"): _absence_of(world.people["member"]),
        ("invitation_id", "own"): invitation.id,
        ("template_id", "own"): ReplyTemplateFactory.create().id,
        ("mail_id", "own"): mail.id,
        ("rule_id", "own"): Rule.objects.get(kind="training.to_confirm", stage="due").pk,
        ("rule_id", "missing"): 0,
        ("kind", "own-rule-kind"): "training.to_confirm",
        ("token", "invitation"): "an-open-invitation",
        ("key", "missing"): "nothing",
        ("uidb36", "missing"): "1",
        ("pk", "missing"): 1,
        ("provider_id", "invitation"): "nobody",
        ("list_name", "own"): "ground",
        ("entry", "own"): "racism",
        ("list_name", "fixed"): "status",
        ("entry", "fixed"): "new",
        ("paper", "own"): "card-a6",
        ("paper", "foreign"): "card-a6",
        ("language", "own"): "de",
        ("language", "foreign"): "de",
    }

"""One of everything that addresses name: own, foreign and missing things."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.core.cache import cache
from django.test import Client

from accounts.enums import Role
from accounts.models import Team
from ateams.outbox.services import queue
from followups.answer_links import Question, addressee_of, link_to
from incidents.enums import Step
from incidents.models import Case, Consent, ReferralBody
from incidents.models.entry import entry_id
from incidents.selectors import open_case
from incidents.services.consents import Wish, ask
from incidents.services.proposals import propose
from tests.factories.accounts import ContactFactory, InvitationFactory, TeamFactory
from tests.factories.followups import somebody
from tests.factories.incidents import ReplyTemplateFactory, add_text_file, make_case
from tests.factories.trainings import (
    ApprovedHoursFactory,
    FollowUpAnswerFactory,
    TrainingFactory,
    agreed_person,
    certify,
)
from tests.incidents.working import agree, link, offer, set_task
from tests.personas import Persona, give_key, persona, unlocked_key
from trainings.feedback import rounds_of
from trainings.models import Training
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
    world.things["body_id", "own"] = ReferralBody.objects.create(name="Eine Stelle").pk


def _add_work(world: World, variant: str, case: Case) -> None:
    lead = world.people["lead"]
    world.things |= {
        ("task_id", variant): set_task(case, lead).pk,
        ("referral_id", variant): offer(case, lead).pk,
        ("agreement_id", variant): agree(case, lead).pk,
        ("link_id", variant): link(case, make_case(), lead).pk,
    }


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
        ("contact_id", variant): contact.id,
        ("training_id", variant): training.id,
        ("session_id", variant): training.sessions.get().id,
        ("answer_id", variant): FollowUpAnswerFactory.create(training=training, months=3).id,
        ("token", f"{variant}-question"): link_to(question).rstrip("/").rpartition("/")[2],
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
    mail = queue(kind="invitation", to=somebody("gast"), subject="Willkommen", text="Hallo")
    invitation = InvitationFactory.create(token="an-open-invitation")
    world.things |= {
        ("person_id", "own"): world.people["member"].user.id,
        ("person_id", "foreign"): stranger.user.id,
        ("invitation_id", "own"): invitation.id,
        ("template_id", "own"): ReplyTemplateFactory.create().id,
        ("mail_id", "own"): mail.id,
        ("token", "invitation"): "an-open-invitation",
        ("key", "missing"): "nothing",
        ("uidb36", "missing"): "1",
        ("pk", "missing"): 1,
        ("provider_id", "invitation"): "nobody",
        ("list_name", "own"): "ground",
        ("entry", "own"): "racism",
        ("list_name", "fixed"): "status",
        ("entry", "fixed"): "new",
    }

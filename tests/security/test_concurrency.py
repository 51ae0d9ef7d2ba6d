"""Many people at the same instant, through web server and database as they are operated."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from tests.installation import Installation
from tests.security.journey import MAILBOX, REPORT, Journey
from tests.visitor import Answer, Visitor

pytestmark = pytest.mark.thorough

TOLD = "Inzwischen hat jemand anderes den Fall geändert."


@pytest.fixture(scope="module")
def journey(new_installation: Callable[..., Installation]) -> Iterator[Journey]:
    """Run an installation with people in it."""
    with new_installation(REPORTS_IN_CALM_HOUR="1000") as product:
        people = product.call("tests.people:make_people")
        product.start_web()
        yield Journey(product, people, marker=secrets.token_hex(12))


@dataclass
class Reported:
    """A fresh case, and the reporter in its mailbox."""

    path: str
    reporter: Visitor


@pytest.fixture
def reported(journey: Journey) -> Reported:
    return report(journey)


def report(journey: Journey) -> Reported:
    """Send a report to office and team."""
    reporter = journey.report()
    ((newest,),) = journey.product.rows(
        "select reference from incidents_case order by received_at desc limit 1"
    )
    return Reported(f"/cases/{newest}/", reporter)


def at_once(*actions: Callable[[], Answer]) -> list[Answer]:
    """Let everybody act at the same instant; return the answers in order."""
    start = Barrier(len(actions))

    def act(action: Callable[[], Answer]) -> Answer:
        start.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as people:
        return list(people.map(act, actions))


def counted(journey: Journey) -> tuple[int, ...]:
    """Return the numbers of cases, of different references and of reports."""
    ((cases, references),) = journey.product.rows(
        "select count(*), count(distinct reference) from incidents_case"
    )
    ((reports,),) = journey.product.rows(
        "select count(*) from incidents_entry where kind = 'report'"
    )
    return cases, references, reports


def ready_to_send(journey: Journey, visitor: Visitor) -> Callable[[], Answer]:
    """Fetch the form; return what sends it."""
    fields = {"ticket": visitor.get(REPORT).hidden["ticket"], "what": journey.text("crowd")}
    return lambda: visitor.post(REPORT, **fields)


def test_fifty_reports_at_the_same_instant_are_all_accepted(journey: Journey) -> None:
    before = counted(journey)
    answers = at_once(*(ready_to_send(journey, journey.product.visitor()) for _ in range(50)))
    assert [answer.status for answer in answers] == [200] * 50
    assert len({answer.receipt_code for answer in answers}) == 50
    assert counted(journey) == tuple(number + 50 for number in before)


def test_same_form_sent_twice_at_the_same_instant_is_one_case(journey: Journey) -> None:
    before = counted(journey)
    for _ in range(20):
        one, other = journey.product.visitor(), journey.product.visitor()
        fields = {"ticket": one.get(REPORT).hidden["ticket"], "what": journey.text("double click")}
        first, second = at_once(
            lambda: one.post(REPORT, **fields),  # noqa: B023  runs at once
            lambda: other.post(REPORT, **fields),  # noqa: B023
        )
        assert (first.status, second.status) == (200, 200)
        assert first.receipt_code == second.receipt_code
    assert counted(journey) == tuple(number + 20 for number in before)


def test_second_of_two_counsellors_is_told_and_nothing_is_lost(
    journey: Journey, reported: Reported
) -> None:
    path = reported.path
    people = [journey.staff("counsellor"), journey.staff("colleague")]
    texts = []
    for number in range(5):
        pages = [journey.unlock(person, path) for person in people]
        said = [journey.text(f"answer {number} of {name}") for name in ("one", "other")]
        texts += said
        answers = at_once(*_answering(people, pages, said, path))
        assert sorted(answer.status for answer in answers) == [200, 302]
        late = [answer.status for answer in answers].index(200)
        assert TOLD in answers[late].html
        assert said[late] in answers[late].html
        version = answers[late].hidden["version"]
        again = people[late].post(f"{path}message/", version=version, text=said[late])
        assert again.status == 302
    conversation = reported.reporter.get(MAILBOX).html
    assert [text for text in texts if conversation.count(text) != 1] == []


def _answering(
    people: Sequence[Visitor], pages: Sequence[Answer], texts: Sequence[str], path: str
) -> list[Callable[[], Answer]]:
    def answering(person: Visitor, page: Answer, text: str) -> Callable[[], Answer]:
        version = page.hidden["version"]
        return lambda: person.post(f"{path}message/", version=version, text=text)

    return [answering(*each) for each in zip(people, pages, texts, strict=True)]


def test_notes_at_the_same_instant_are_both_kept(journey: Journey, reported: Reported) -> None:
    path = reported.path
    people = [journey.staff("counsellor"), journey.staff("colleague")]
    for person in people:
        journey.unlock(person, path)
    one, other = people
    answers = at_once(
        lambda: one.post(f"{path}note/", text=journey.text("note of one")),
        lambda: other.post(f"{path}note/", text=journey.text("note of other")),
    )
    assert [answer.status for answer in answers] == [302, 302]
    page = one.get(path).html
    assert journey.text("note of one") in page
    assert journey.text("note of other") in page


def test_message_sent_twice_at_the_same_instant_is_one_message(journey: Journey) -> None:
    for _ in range(5):
        one, other = report(journey).reporter, journey.product.visitor()
        other.cookies.update(one.cookies)
        message = {"once": uuid4(), "text": journey.text("double click")}
        answers = at_once(
            lambda: one.post(f"{MAILBOX}message/", **message),  # noqa: B023  runs at once
            lambda: other.post(f"{MAILBOX}message/", **message),  # noqa: B023
        )
        assert [answer.status for answer in answers] == [302, 302]
        assert one.get(MAILBOX).html.count(journey.text("double click")) == 1


def test_withdrawal_while_a_counsellor_answers_leaves_nothing(journey: Journey) -> None:
    counsellor = journey.staff("counsellor")
    for _ in range(10):
        case = report(journey)
        path = case.path
        version = journey.unlock(counsellor, path).hidden["version"]
        answer, withdrawn = at_once(
            lambda: counsellor.post(f"{path}message/", version=version, text="zu spät?"),  # noqa: B023
            lambda: case.reporter.post(f"{MAILBOX}withdraw/", sure="on"),  # noqa: B023
        )
        assert withdrawn.status == 200
        assert answer.status in {302, 404}
        assert counsellor.get(path).status == 404


def test_withdrawal_clicked_twice_at_the_same_instant_is_answered_twice(journey: Journey) -> None:
    for _ in range(5):
        one, other = report(journey).reporter, journey.product.visitor()
        other.cookies.update(one.cookies)
        answers = at_once(
            lambda: one.post(f"{MAILBOX}withdraw/", sure="on"),  # noqa: B023  runs at once
            lambda: other.post(f"{MAILBOX}withdraw/", sure="on"),  # noqa: B023
        )
        # Whoever comes when all is erased already is led to the page that asks for the code.
        assert {answer.status for answer in answers} <= {200, 302}
        assert 'name="code"' in one.get(MAILBOX).html


def test_report_sent_again_at_the_moment_of_its_withdrawal_stays_withdrawn(
    journey: Journey,
) -> None:
    for number in range(10):
        reporter, sender = journey.product.visitor(), journey.product.visitor()
        ticket = sender.get(REPORT).hidden["ticket"]
        code = sender.post(REPORT, ticket=ticket, what=journey.text("first")).receipt_code
        assert reporter.post(MAILBOX, code=code).status == 302
        what = journey.text(f"again {number}")
        again, withdrawn = at_once(
            lambda: sender.post(REPORT, ticket=ticket, what=what),  # noqa: B023  runs at once
            lambda: reporter.post(f"{MAILBOX}withdraw/", sure="on"),  # noqa: B023
        )
        assert (again.status, withdrawn.status) == (200, 200)
        assert "Diesen Code kennen wir nicht." in sender.post(MAILBOX, code=code).html
        late = sender.post(REPORT, ticket=ticket, what=what)
        assert "Alles ist gelöscht." in late.html


def test_step_at_the_moment_its_consent_is_taken_back_is_either_done_or_not(
    journey: Journey,
) -> None:
    counsellor = journey.staff("counsellor")
    for _ in range(5):
        case = report(journey)
        path = f"{case.path}steps/"
        journey.unlock(counsellor, case.path)
        asked = {"step": "police", "what": "Dürfen wir zur Polizei gehen?"}
        assert counsellor.post(f"{path}ask/", **asked).status == 302
        ((consent,),) = journey.product.rows(
            "select id from incidents_consent order by asked_at desc limit 1"
        )
        consent = UUID(str(consent))
        mine = f"{MAILBOX}consents/{consent}/"
        assert case.reporter.post(mine, answer="yes").status == 302
        today = date.today()  # noqa: DTZ011  as everybody's clock has it
        taken, back = at_once(
            lambda: counsellor.post(f"{path}{consent}/take/", on=today, note="zugleich"),  # noqa: B023
            lambda: case.reporter.post(mine, answer="back"),  # noqa: B023
        )
        assert sorted([taken.status, back.status]) == [200, 302]
        ((steps,),) = journey.product.rows(
            "select count(*) from incidents_entry where kind = 'step' and case_id = "
            f"(select case_id from incidents_consent where id = '{_as_stored(journey, consent)}')"
        )
        assert steps == (1 if taken.status == 302 else 0)


def _as_stored(journey: Journey, row_id: UUID) -> str:
    return str(row_id) if journey.product.postgres else row_id.hex

"""Whatever is sent to a public form is answered in order, and nothing is half-stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote_plus
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.carried import carry
from incidents.models import Case, Entry
from tests.architecture.world import make_world
from tests.factories.incidents import make_case
from tests.incidents.consenting import ask
from tests.incidents.sending import clear_storage, unnamed
from vault.models import Envelope, Grant
from vault.receipts import new_code

pytestmark = [pytest.mark.thorough, pytest.mark.django_db]
ANSWERS = {200, 302, 303, 400, 403, 404, 405, 410, 411, 413, 429}
# Forms that would be accepted; `{…}` stands for something that belongs to the world.
FORMS: dict[str, dict[str, str]] = {
    "/de/report/": {
        "what": "Eine Meldung in einem Satz.", "urgent": "on", "grounds": "skin",
        "affected": "me", "responsible": "pupils", "wishes": "talk", "institution": "",
        "place": "Schulhof", "when": "gestern", "contact": "", "readers": "office", "team": "",
        "with_coordinator": "on", "ticket": "{ticket}",
    },
    "/de/mailbox/": {"code": "{code}", "text": "", "once": "{once}"},
    "/de/mailbox/message/": {"text": "Noch etwas.", "once": "{once}", "uploads": "Hallo"},
    "/de/report/files/": {"ticket": "{receipt}", "once": "{once}", "uploads": "Hallo"},
    "/de/mailbox/readers/": {"drop_members": "on"},
    "/de/mailbox/withdraw/": {},
    "/de/mailbox/consents/{consent}/": {"answer": "yes", "text": "Aber leise."},
    "/accounts/login/": {"login": "gast@ateams.example", "password": "kurz", "next": "/"},
    "/accounts/password/reset/": {"email": "gast@ateams.example"},
    "/answer/{question}/": {"answer": "want_help", "text": "Bitte melden."},
    "/invitation/{invitation}/": {"name": "Gast", "password": "kurz"},
}  # fmt: skip
MOST_FIELDS = 2000
FILENAME = b'; filename="a.txt"'
MULTIPART = "multipart/form-data; boundary=line"
CONTENT_TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nonsense",
    MULTIPART,
    "multipart/form-data",
    "application/json",
    "text/plain",
    "",
)
# What the forms know elsewhere, what nobody expects, and every kind of byte.
values = st.one_of(
    st.sampled_from(["on", "team", "origin", "group", "stop", "-"]).map(str.encode),
    st.text(max_size=200).map(lambda text: text.encode(errors="surrogatepass")),
    st.binary(max_size=200),
    st.sampled_from([b"", b"\x00", b"\xff\xfe", b"x" * 40_001, "٣".encode() * 20]),
    st.uuids().map(lambda drawn: str(drawn).encode()),
    # Bytes that look like text in another encoding, and halves of characters that are none.
    st.text(max_size=50).map(lambda text: text.encode("utf-16", errors="surrogatepass")),
    st.text(max_size=50).map(lambda text: text.encode("latin-1", errors="replace")),
    st.sampled_from([b"\xed\xa0\x80", b"\xed\xb0\x80Text", b"\xc0\xaf", b"\xf4\x90\x80\x80"]),
)


@dataclass(frozen=True)
class Sent:
    """One request: an acceptable form, and what is replaced in it or added to it."""

    path: str
    changes: list[tuple[str, bytes]]
    omitted: frozenset[str]
    repeated: int
    content_type: str
    query: bytes
    garbage: bytes


@st.composite
def requests(draw: st.DrawFn) -> Sent:
    path = draw(st.sampled_from(sorted(FORMS)))
    names = st.sampled_from([*FORMS[path], "other"]) | st.text(max_size=5)
    return Sent(
        path=path,
        changes=draw(st.lists(st.tuples(names, values), max_size=4)),
        omitted=frozenset(
            draw(st.just([]) | st.lists(st.sampled_from(sorted(FORMS[path]) or [""])))
        ),
        repeated=draw(st.sampled_from([1] * 12 + [2, 3, 600])),
        content_type=draw(st.sampled_from([_usual(path)] * 16 + [*CONTENT_TYPES])),
        query=draw(st.just(b"") | st.binary(max_size=20).map(lambda raw: b"team=" + raw)),
        garbage=draw(st.just(b"") | st.just(b"") | st.binary(max_size=50)),
    )


class Target:
    """The forms of a small world, with a mailbox that is open."""

    def __init__(self) -> None:
        clear_storage()
        cache.clear()
        world = make_world()
        self.things = world.things
        self.code = new_code()
        self.consent = ask(make_case(code=self.code), world.people["lead"]).pk
        self.client = Client(headers={"sec-fetch-site": "same-origin"})
        self.client.post("/de/mailbox/", {"code": self.code, "once": uuid4()})
        assert "mailbox" in self.client.cookies

    def send(self, sent: Sent) -> HttpResponse:
        known = {
            "code": self.code,
            "once": str(uuid4()),
            "consent": str(self.consent),
            "receipt": carry("receipt", {"code": self.code}),
            "ticket": self._ticket() if sent.path == "/de/report/" else "",
            "question": self.things["token", "own-question"],
            "invitation": "an-open-invitation",
        }
        form = {name: value.format(**known).encode() for name, value in FORMS[sent.path].items()}
        changed = {name for name, _value in sent.changes}
        changed |= sent.omitted
        fields = [(name, value) for name, value in form.items() if name not in changed]
        fields = (fields + sent.changes) * sent.repeated
        return self.client.generic(  # type: ignore[return-value]
            "POST",
            sent.path.format(**known),
            _body(fields[:MOST_FIELDS], sent.content_type) + sent.garbage,
            content_type=sent.content_type,
            QUERY_STRING=quote_plus(sent.query, safe="="),
        )

    def _ticket(self) -> str:
        page = self.client.get("/de/report/").content.decode()
        return page.split('name="ticket" value="')[1].split('"')[0]

    def check(self) -> None:
        """Every case is whole: two envelopes with their grants, and a report that is sealed."""
        cases = Case.objects.count()
        assert Envelope.objects.count() == 2 * cases
        assert Envelope.objects.filter(grants__isnull=True).count() == 0
        assert Entry.objects.filter(kind="report").values("case").distinct().count() == cases
        assert Grant.objects.filter(reporter=True).count() == cases
        assert unnamed() == set()


def _usual(path: str) -> str:
    return MULTIPART if "uploads" in FORMS[path] else CONTENT_TYPES[0]


def _body(fields: list[tuple[str, bytes]], content_type: str) -> bytes:
    if content_type.startswith("multipart"):
        head = b'--line\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
        parts = [
            head % (name.encode(errors="replace"), FILENAME * (name == "uploads"), value)
            for name, value in fields
        ]
        return b"".join(parts) + b"--line--\r\n"
    pairs = [f"{quote_plus(name, errors='replace')}={quote_plus(value)}" for name, value in fields]
    return "&".join(pairs).encode()


@pytest.fixture
def attack(db: None) -> Callable[[int], None]:
    """Return what sends so many requests and checks after each."""
    target = Target()

    def attack(number: int) -> None:
        @settings(
            max_examples=number,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(requests())
        def send(sent: Sent) -> None:
            assert target.send(sent).status_code in ANSWERS
            target.check()

        send()

    return attack


def test_public_forms_answer_whatever_is_sent(attack: Callable[[int], None]) -> None:
    attack(500)


@pytest.mark.prove
def test_public_forms_answer_whatever_is_sent_five_thousand_times(
    attack: Callable[[int], None],
) -> None:
    attack(5000)

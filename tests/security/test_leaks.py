"""Promise 3: a copy of everything stored reveals no text of a case, and no receipt code.

A whole installation runs for it, with the product's settings: on PostgreSQL and Redis, or with
`--database=sqlite` on a file and a folder as broker.
"""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from tests.installation import Installation
from tests.security.journey import MAILBOX, Journey
from tests.security.kept import everything_kept
from tests.security.traces import find
from tests.smtp import MailSink
from vault.receipts import format_code

pytestmark = pytest.mark.thorough

# While another process has a SQLite file open, its write-ahead log stays.
KEEP_OPEN = """
import signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("select count(*) from accounts_session").fetchone()
signal.pause()
"""
WORKER = ("celery", "-A", "ateams", "worker", "-P", "threads", "-c", "1", "-l", "INFO")
PLANTED = f"planted{secrets.token_hex(8)}"


@dataclass
class Aftermath:
    """What is left after a whole journey and a run of the worker."""

    product: Installation
    sink: MailSink
    journey: Journey
    pages: dict[str, str]
    found_while_work_waited: set[str] = field(default_factory=set)

    @property
    def secrets(self) -> dict[str, str]:
        """What nothing may reveal: the marker of all texts, and the codes."""
        texts = {"text": self.journey.marker}
        for number, code in enumerate(self.journey.codes, start=1):
            texts |= {f"code {number}": code, f"code {number} in groups": format_code(code)}
        return texts

    def find(self, texts: dict[str, str]) -> set[str]:
        """Return where any of the texts can be found now."""
        return find(texts, everything_kept(self.product, self.sink))


@pytest.fixture(scope="module")
def aftermath(new_installation: Callable[..., Installation]) -> Iterator[Aftermath]:
    """Let everybody act; look while the broker holds work, then let the worker do it."""
    with MailSink() as sink:
        mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(sink.port), "MAIL_AT_ANY_HOUR": "true"}
        with new_installation(**mail) as product:
            if not product.postgres:
                product.start(sys.executable, "-c", KEEP_OPEN, str(product.data / "db.sqlite3"))
            product.start_web()
            people = product.call("tests.people:make_people")
            journey = Journey(product, people, marker=secrets.token_hex(12))
            done = Aftermath(product, sink, journey, _act(product, journey))
            product.call("tests.people:wake_worker")
            done.found_while_work_waited = done.find(done.secrets)
            product.start(*WORKER)
            # Like beat: a broker may hand out in any order what came at one instant.
            for _attempt in range(12):
                if sink.arrive(1, seconds=10):
                    break
                product.call("tests.people:wake_worker")
            sink.wait_for(1)
            yield done


def _act(product: Installation, journey: Journey) -> dict[str, str]:
    """Go through the whole journey; return what the pages showed in the end."""
    journey.report_badly()
    reporter = journey.report()
    ((reference,),) = product.rows("select reference from incidents_case")
    office = journey.work(reference)
    journey.note_conversation()
    mailbox = reporter.get(MAILBOX).html
    return {"office": office, "reporter": mailbox}


def test_journey_is_read_by_those_whom_it_is_for(aftermath: Aftermath) -> None:
    pages = aftermath.pages
    told = re.findall(rf"Ein Satz mit {aftermath.journey.marker} zu: ([\w ]+)", pages["office"])
    assert set(told) >= {
        "what", "place", "when", "contact", "message of the reporter", "answer", "note of member",
        "note of coordinator", "note of the office", "closing",
    }  # fmt: skip
    assert aftermath.journey.text("answer") in pages["reporter"]
    assert aftermath.journey.text("note of") not in pages["reporter"]


def test_texts_and_codes_are_left_nowhere(aftermath: Aftermath) -> None:
    assert len(aftermath.secrets) == 5
    assert aftermath.found_while_work_waited == set()
    assert aftermath.find(aftermath.secrets) == set()


def test_mail_about_a_case_was_among_what_was_searched(aftermath: Aftermath) -> None:
    assert aftermath.sink.addresses() == [aftermath.journey.people["lead"]]


def test_search_finds_what_is_planted_anywhere(aftermath: Aftermath) -> None:
    product = aftermath.product
    product.call("tests.people:plant", PLANTED)
    product.start("echo", PLANTED).wait()
    (product.data / "files").mkdir(exist_ok=True)
    (product.data / "files" / "upload").write_text(PLANTED, encoding="utf-16")
    found = aftermath.find({"text": PLANTED})
    places = {line.split(" in ")[1].split(",")[0] for line in found}
    assert {"session", "data/files/upload", "processes.log"} <= places
    if product.postgres:
        assert {"text in dump, as UTF-8", "text in dump, as hex"} <= found
        assert "redis" in places
        assert any(place.startswith("data/base/") for place in places)
    else:
        assert "data/db.sqlite3-wal" in places
        assert any(place.startswith("data/broker/") for place in places)

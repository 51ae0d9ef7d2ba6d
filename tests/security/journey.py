"""A case from the report to its end, over HTTP, leaving a marked text wherever one can be left."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.installation import Installation
from tests.visitor import Answer, Visitor

REPORT = "/de/report/"
MAILBOX = "/de/mailbox/"


@dataclass
class Journey:
    """The people of `people.make_people` act; `marker` stands in every text they type."""

    product: Installation
    people: dict[str, str]
    marker: str
    codes: list[str] = field(default_factory=list)

    def text(self, about: str) -> str:
        """Return a text with the marker in it, telling what it was typed for."""
        return f"Ein Satz mit {self.marker} zu: {about}"

    def staff(self, name: str) -> Visitor:
        """Return somebody who has signed in."""
        visitor = self.product.visitor()
        visitor.sign_in(self.people[name], self.people["password"])
        return visitor

    def unlock(self, visitor: Visitor, path: str) -> Answer:
        """Unlock in place, on the page of a case; return the opened page."""
        visitor.get(path)
        visitor.post(path, passphrase=self.people["passphrase"])
        return visitor.get(path)

    def report(self) -> Visitor:
        """Send a report that everybody of the team may read, and write to it once more."""
        reporter = self.product.visitor()
        url = f"{REPORT}?team={self.people['team']}"
        fields = {name: self.text(name) for name in ("what", "place", "when", "contact")}
        readers = {"readers": "team", "team": self.people["team"], "with_coordinator": "on"}
        ticket = reporter.get(url).hidden["ticket"]
        code = reporter.post(url, ticket=ticket, **fields, **readers).receipt_code
        self.codes.append(code)
        assert reporter.post(MAILBOX, code=code).status == 302
        answer = reporter.post(f"{MAILBOX}message/", text=self.text("message of the reporter"))
        assert answer.status == 302
        named = f"{self.marker}.txt"
        answer = reporter.send_files(
            f"{MAILBOX}message/", (named, self.file("file of the reporter")), (named, b"noch eine")
        )
        assert answer.status == 302, answer.html
        return reporter

    def file(self, about: str) -> bytes:
        """Return a text file of several chunks with the marker all over it."""
        return self.text(about).encode() * 5000

    def report_badly(self) -> None:
        """Send what is refused for one reason each, with the marker in it."""
        visitor = self.product.visitor()
        ticket = visitor.get(REPORT).hidden["ticket"]
        what = self.text("refused")
        for fields in (
            {"what": what * 2000, "ticket": ticket},
            {"what": what + "\x00", "ticket": ticket},
            {"what": what, "ticket": what},
            {"what": what, "ticket": ticket, "grounds": what},
            {"what": what, "ticket": ticket, "readers": "team", "team": what},
        ):
            assert visitor.post(REPORT, **fields).status == 200
        assert self.product.visitor().post(REPORT, what=what * 20_000).status == 413
        assert visitor.post(MAILBOX, code=what, text=what).status == 200
        assert visitor.post(f"{MAILBOX}message/", text=what).status == 200

    def note_conversation(self) -> None:
        """Note a conversation with agreement, which becomes a case, and one without."""
        member = self.staff("member")
        path = "/conversations/new/"
        for agreed, about in (("yes", "conversation"), ("no", "text that is not kept")):
            ticket = member.get(path).hidden["ticket"]
            answer = member.post(
                path, ticket=ticket, agreed=agreed, what=self.text(about), grounds="skin"
            )
            assert answer.status == 200, answer.html
            if agreed == "yes":
                self.codes.append(answer.receipt_code)

    def work(self, reference: str) -> str:
        """Let team and office read, note, answer and close; return the office's last page."""
        path = f"/cases/{reference}/"
        for name in ("member", "coordinator"):
            person = self.staff(name)
            self.unlock(person, path)
            assert person.post(f"{path}note/", text=self.text(f"note of {name}")).status == 302
            refused = ("a.gif", b"GIF89a" + self.file("refused"))
            assert person.send_files(f"{path}note/", refused).status == 200
        counsellor = self.staff("counsellor")
        self._act(counsellor, path, "message", text=self.text("answer"))
        file = (f"{self.marker}.txt", self.file("file of the office"))
        assert counsellor.send_files(f"{path}note/", file).status == 302
        self._act(counsellor, path, "note", text=self.text("note of the office"))
        soon = date.today() + timedelta(days=3)  # noqa: DTZ011  any day to come will do
        self._act(counsellor, path, "date", next_date=soon)
        self._act(counsellor, path, "move", to="in_progress")
        chosen = {"main_kind": "insult", "ground": "skin_colour", "outcome": "apology"}
        chosen |= {"assessment": "confirmed", "closing_reason": "partly", "do": "close"}
        self._act(counsellor, path, "classification", **chosen, note=self.text("closing"))
        return counsellor.get(path).html

    def _act(self, person: Visitor, path: str, action: str, **fields: object) -> None:
        version = self.unlock(person, path).hidden["version"]
        answer = person.post(f"{path}{action}/", version=version, **fields)
        assert answer.status == 302, answer.html

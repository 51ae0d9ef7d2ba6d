"""What is due in cases, derived from their plain dates: one module per thing, all named here."""

from ateams.due import Counted, Listed, Source
from incidents.due.cases import DateMissing, ErasureAhead, NextDateDue, ReplyDue
from incidents.due.clocks import ACKNOWLEDGE, FEEDBACK, REVIEW, SILENCE
from incidents.due.consents import ConsentWaiting, OpeningEnds, OverrideMade
from incidents.due.counting import CountedCases
from incidents.due.listing import ListedCases
from incidents.due.pile import PileDue
from incidents.due.proposals import ProposalOpen
from incidents.due.work import AgreementDue, ReferralUnanswered, TaskDue

__all__ = [
    "COUNTED",
    "LISTED",
    "SOURCES",
    "AgreementDue",
    "ConsentWaiting",
    "DateMissing",
    "ErasureAhead",
    "NextDateDue",
    "OpeningEnds",
    "OverrideMade",
    "PileDue",
    "ProposalOpen",
    "ReferralUnanswered",
    "ReplyDue",
    "TaskDue",
]

SOURCES: tuple[Source, ...] = (
    ReplyDue(),
    ACKNOWLEDGE,
    FEEDBACK,
    SILENCE,
    REVIEW,
    NextDateDue(),
    DateMissing(),
    TaskDue(),
    AgreementDue(),
    ReferralUnanswered(),
    ConsentWaiting(),
    OverrideMade(),
    OpeningEnds(),
    ProposalOpen(),
    PileDue(),
    ErasureAhead(),
)

# Of these there may be thousands; pages that say how many count them.
COUNTED: tuple[Counted, ...] = (CountedCases(),)
LISTED: tuple[Listed, ...] = (ListedCases(),)

from incidents.models.addition import Addition
from incidents.models.agreement import Agreement
from incidents.models.attachment import Attachment
from incidents.models.case import Case
from incidents.models.clock import ClockRule
from incidents.models.consent import Consent
from incidents.models.draft import Draft
from incidents.models.entry import Entry
from incidents.models.fact import FactRow
from incidents.models.link import CaseLink
from incidents.models.order import ErasureOrder
from incidents.models.proposal import Proposal
from incidents.models.referral import Referral, ReferralBody
from incidents.models.reply_template import ReplyTemplate
from incidents.models.tally import MonthlyTally
from incidents.models.task import Task
from incidents.models.withdrawal import WithdrawnReceipt

__all__ = [
    "Addition",
    "Agreement",
    "Attachment",
    "Case",
    "CaseLink",
    "ClockRule",
    "Consent",
    "Draft",
    "Entry",
    "ErasureOrder",
    "FactRow",
    "MonthlyTally",
    "Proposal",
    "Referral",
    "ReferralBody",
    "ReplyTemplate",
    "Task",
    "WithdrawnReceipt",
]

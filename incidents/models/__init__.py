from incidents.models.case import Case
from incidents.models.consent import Consent
from incidents.models.entry import Entry
from incidents.models.fact import FactRow
from incidents.models.withdrawal import WithdrawnReceipt

__all__ = ["Case", "Consent", "Entry", "FactRow", "WithdrawnReceipt"]

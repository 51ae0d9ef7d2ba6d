from incidents.models.attachment import Attachment
from incidents.models.case import Case
from incidents.models.entry import Entry
from incidents.models.fact import FactRow
from incidents.models.withdrawal import WithdrawnReceipt

__all__ = ["Attachment", "Case", "Entry", "FactRow", "WithdrawnReceipt"]

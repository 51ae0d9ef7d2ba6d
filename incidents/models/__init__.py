from incidents.models.case import Case
from incidents.models.entry import Entry
from incidents.models.fact import FactRow

__all__ = ["Case", "Entry", "FactRow"]

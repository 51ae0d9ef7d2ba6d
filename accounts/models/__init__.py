from accounts.models.absence import Absence
from accounts.models.channel import TeamChannel
from accounts.models.former_account import FormerAccount
from accounts.models.import_run import ImportRun
from accounts.models.institution import Contact, Institution
from accounts.models.invitation import Invitation
from accounts.models.session import Session
from accounts.models.team import Membership, Team
from accounts.models.user import User

__all__ = [
    "Absence",
    "Contact",
    "FormerAccount",
    "ImportRun",
    "Institution",
    "Invitation",
    "Membership",
    "Session",
    "Team",
    "TeamChannel",
    "User",
]

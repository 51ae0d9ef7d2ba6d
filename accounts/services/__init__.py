from accounts.services.institutions import (
    create_institution,
    free_slug,
    save_contact,
    save_institution,
    save_team,
)
from accounts.services.invitations import (
    Invited,
    accept,
    invite,
    invite_many,
    resend,
    revoke,
)
from accounts.services.keys import Activation, activate_keys, make_key_pair
from accounts.services.links import accept_with_provider, link_account, unlink_account
from accounts.services.people import assign, change_profile, deactivate, reactivate
from accounts.services.second_factor import (
    note_codes_made,
    note_factor_added,
    note_factor_removed,
    reset_second_factor,
)
from accounts.services.sessions import end_other_sessions, end_session

__all__ = [
    "Activation",
    "Invited",
    "accept",
    "accept_with_provider",
    "activate_keys",
    "assign",
    "change_profile",
    "create_institution",
    "deactivate",
    "end_other_sessions",
    "end_session",
    "free_slug",
    "invite",
    "invite_many",
    "link_account",
    "make_key_pair",
    "note_codes_made",
    "note_factor_added",
    "note_factor_removed",
    "reactivate",
    "resend",
    "reset_second_factor",
    "revoke",
    "save_contact",
    "save_institution",
    "save_team",
    "unlink_account",
]

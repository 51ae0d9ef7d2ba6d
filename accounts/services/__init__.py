from accounts.services.absences import end_absence, set_absence
from accounts.services.cards import make_cards
from accounts.services.directory import publish_name, save_channels, withdraw_name
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
from accounts.services.key_change import carry_over, drop_next_key_pair, make_next_key_pair
from accounts.services.keys import Activation, activate_keys, make_key_pair
from accounts.services.links import accept_with_provider, link_account, unlink_account
from accounts.services.people import (
    assign,
    change_profile,
    deactivate,
    end_activation,
    end_membership,
    end_term,
    hand_over,
    leave_team,
    lock_account,
    reactivate,
    set_term,
)
from accounts.services.second_factor import (
    note_codes_made,
    note_factor_added,
    note_factor_removed,
    reset_second_factor,
)
from accounts.services.sessions import end_other_sessions, end_session
from accounts.services.words import change_words, set_recovery_code, use_recovery_code

__all__ = [
    "Activation",
    "Invited",
    "accept",
    "accept_with_provider",
    "activate_keys",
    "assign",
    "carry_over",
    "change_profile",
    "change_words",
    "create_institution",
    "deactivate",
    "drop_next_key_pair",
    "end_absence",
    "end_activation",
    "end_membership",
    "end_other_sessions",
    "end_session",
    "end_term",
    "free_slug",
    "hand_over",
    "invite",
    "invite_many",
    "leave_team",
    "link_account",
    "lock_account",
    "make_cards",
    "make_key_pair",
    "make_next_key_pair",
    "note_codes_made",
    "note_factor_added",
    "note_factor_removed",
    "publish_name",
    "reactivate",
    "resend",
    "reset_second_factor",
    "revoke",
    "save_channels",
    "save_contact",
    "save_institution",
    "save_team",
    "set_absence",
    "set_recovery_code",
    "set_term",
    "unlink_account",
    "use_recovery_code",
    "withdraw_name",
]

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
from accounts.services.people import (
    assign,
    change_profile,
    deactivate,
    end_membership,
    hand_over,
    lock_account,
    reactivate,
)
from accounts.services.words import change_words, set_recovery_code, use_recovery_code

__all__ = [
    "Activation",
    "Invited",
    "accept",
    "activate_keys",
    "assign",
    "carry_over",
    "change_profile",
    "change_words",
    "create_institution",
    "deactivate",
    "drop_next_key_pair",
    "end_membership",
    "free_slug",
    "hand_over",
    "invite",
    "invite_many",
    "lock_account",
    "make_key_pair",
    "make_next_key_pair",
    "reactivate",
    "resend",
    "revoke",
    "save_contact",
    "save_institution",
    "save_team",
    "set_recovery_code",
    "use_recovery_code",
]

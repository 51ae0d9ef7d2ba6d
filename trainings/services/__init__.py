from trainings.services.attendance import AttendanceMark, correct_head_count, mark_attendance
from trainings.services.certificates import (
    CertificateFacts,
    Certified,
    begin_certificates,
    issue_next,
    reissue_certificate,
    revoke_certificate,
)
from trainings.services.cohorts import add_to_cohort, remove_from_cohort, save_cohort
from trainings.services.confirming import confirm_many, confirm_training
from trainings.services.consents import (
    give_consent,
    handle_withdrawal,
    note_about_person,
    withdraw_consent,
)
from trainings.services.curriculum import (
    TopicHours,
    draft_curriculum,
    publish_curriculum,
    write_curriculum,
)
from trainings.services.details import SessionTime, TrainingDetails
from trainings.services.feedback import give_feedback
from trainings.services.feeds import end_feed, make_feed
from trainings.services.follow_up import handle_answer, record_follow_up_answer
from trainings.services.hours import approve_hours, take_hours_back
from trainings.services.materials import add_material, remove_material
from trainings.services.names import take_over_names
from trainings.services.recording import (
    cancel_training,
    change_training,
    fix_training,
    log_training,
    plan_training,
)
from trainings.services.requests import (
    TooManyRequests,
    Wish,
    answer_with_training,
    ask_for_training,
    decline_request,
)
from trainings.services.sign_ups import (
    SignUpClosed,
    TooMany,
    close_sign_up,
    come_after_all,
    excuse,
    open_sign_up,
    sign_up,
    sign_up_guest,
)
from trainings.services.successors import (
    NobodyNamedError,
    name_successor,
    take_over_successor,
)

__all__ = [
    "AttendanceMark",
    "CertificateFacts",
    "Certified",
    "NobodyNamedError",
    "SessionTime",
    "SignUpClosed",
    "TooMany",
    "TooManyRequests",
    "TopicHours",
    "TrainingDetails",
    "Wish",
    "add_material",
    "add_to_cohort",
    "answer_with_training",
    "approve_hours",
    "ask_for_training",
    "begin_certificates",
    "cancel_training",
    "change_training",
    "close_sign_up",
    "come_after_all",
    "confirm_many",
    "confirm_training",
    "correct_head_count",
    "decline_request",
    "draft_curriculum",
    "end_feed",
    "excuse",
    "fix_training",
    "give_consent",
    "give_feedback",
    "handle_answer",
    "handle_withdrawal",
    "issue_next",
    "log_training",
    "make_feed",
    "mark_attendance",
    "name_successor",
    "note_about_person",
    "open_sign_up",
    "plan_training",
    "publish_curriculum",
    "record_follow_up_answer",
    "reissue_certificate",
    "remove_from_cohort",
    "remove_material",
    "revoke_certificate",
    "save_cohort",
    "sign_up",
    "sign_up_guest",
    "take_hours_back",
    "take_over_names",
    "take_over_successor",
    "withdraw_consent",
    "write_curriculum",
]

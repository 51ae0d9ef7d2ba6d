from trainings.services.attendance import AttendanceMark, correct_head_count, mark_attendance
from trainings.services.certificates import (
    CertificateFacts,
    Certified,
    begin_certificates,
    issue_next,
    reissue_certificate,
    revoke_certificate,
)
from trainings.services.confirming import confirm_many, confirm_training
from trainings.services.consents import (
    give_consent,
    handle_withdrawal,
    note_about_person,
    withdraw_consent,
)
from trainings.services.details import SessionTime, TrainingDetails
from trainings.services.feedback import give_feedback
from trainings.services.follow_up import handle_answer, record_follow_up_answer
from trainings.services.hours import approve_hours, take_hours_back
from trainings.services.recording import (
    cancel_training,
    change_training,
    log_training,
    plan_training,
)

__all__ = [
    "AttendanceMark",
    "CertificateFacts",
    "Certified",
    "SessionTime",
    "TrainingDetails",
    "approve_hours",
    "begin_certificates",
    "cancel_training",
    "change_training",
    "confirm_many",
    "confirm_training",
    "correct_head_count",
    "give_consent",
    "give_feedback",
    "handle_answer",
    "handle_withdrawal",
    "issue_next",
    "log_training",
    "mark_attendance",
    "note_about_person",
    "plan_training",
    "record_follow_up_answer",
    "reissue_certificate",
    "revoke_certificate",
    "take_hours_back",
    "withdraw_consent",
]

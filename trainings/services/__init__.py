from trainings.services.attendance import AttendanceMark, correct_head_count, mark_attendance
from trainings.services.confirming import confirm_many, confirm_training
from trainings.services.details import SessionTime, TrainingDetails
from trainings.services.follow_up import handle_answer, record_follow_up_answer
from trainings.services.recording import (
    cancel_training,
    change_training,
    log_training,
    plan_training,
)

__all__ = [
    "AttendanceMark",
    "SessionTime",
    "TrainingDetails",
    "cancel_training",
    "change_training",
    "confirm_many",
    "confirm_training",
    "correct_head_count",
    "handle_answer",
    "log_training",
    "mark_attendance",
    "plan_training",
    "record_follow_up_answer",
]

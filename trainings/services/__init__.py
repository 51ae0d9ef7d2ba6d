from trainings.services.attendance import AttendanceMark, correct_head_count, mark_attendance
from trainings.services.cohorts import add_to_cohort, remove_from_cohort, save_cohort
from trainings.services.confirming import confirm_many, confirm_training
from trainings.services.curriculum import (
    TopicHours,
    draft_curriculum,
    publish_curriculum,
    write_curriculum,
)
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
    "TopicHours",
    "TrainingDetails",
    "add_to_cohort",
    "cancel_training",
    "change_training",
    "confirm_many",
    "confirm_training",
    "correct_head_count",
    "draft_curriculum",
    "handle_answer",
    "log_training",
    "mark_attendance",
    "plan_training",
    "publish_curriculum",
    "record_follow_up_answer",
    "remove_from_cohort",
    "save_cohort",
    "write_curriculum",
]

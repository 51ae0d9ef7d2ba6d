from trainings.services.attendance import AttendanceMark, correct_head_count, mark_attendance
from trainings.services.confirming import confirm_many, confirm_training
from trainings.services.details import SessionTime, TrainingDetails
from trainings.services.feeds import end_feed, make_feed
from trainings.services.follow_up import handle_answer, record_follow_up_answer
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

__all__ = [
    "AttendanceMark",
    "SessionTime",
    "SignUpClosed",
    "TooMany",
    "TooManyRequests",
    "TrainingDetails",
    "Wish",
    "answer_with_training",
    "ask_for_training",
    "cancel_training",
    "change_training",
    "close_sign_up",
    "come_after_all",
    "confirm_many",
    "confirm_training",
    "correct_head_count",
    "decline_request",
    "end_feed",
    "excuse",
    "fix_training",
    "handle_answer",
    "log_training",
    "make_feed",
    "mark_attendance",
    "open_sign_up",
    "plan_training",
    "record_follow_up_answer",
    "sign_up",
    "sign_up_guest",
]

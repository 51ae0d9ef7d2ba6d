from trainings.models.attendance import Attendance
from trainings.models.follow_up import FollowUpAnswer
from trainings.models.training import HeadCount, Session, Trainer, Training, TrainingTopic

__all__ = [
    "Attendance",
    "FollowUpAnswer",
    "HeadCount",
    "Session",
    "Trainer",
    "Training",
    "TrainingTopic",
]

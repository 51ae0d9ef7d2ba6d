from trainings.models.attendance import Attendance, HeadCount
from trainings.models.follow_up import FollowUpAnswer
from trainings.models.training import Session, Trainer, Training, TrainingTopic

__all__ = [
    "Attendance",
    "FollowUpAnswer",
    "HeadCount",
    "Session",
    "Trainer",
    "Training",
    "TrainingTopic",
]

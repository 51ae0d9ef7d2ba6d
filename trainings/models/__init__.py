from trainings.models.attendance import Attendance, HeadCount
from trainings.models.calendar import CalendarFeed, ChangeNotice, DroppedSession
from trainings.models.follow_up import FollowUpAnswer
from trainings.models.request import TrainingRequest
from trainings.models.sign_up import SignUp
from trainings.models.training import Session, Trainer, Training, TrainingTopic

__all__ = [
    "Attendance",
    "CalendarFeed",
    "ChangeNotice",
    "DroppedSession",
    "FollowUpAnswer",
    "HeadCount",
    "Session",
    "SignUp",
    "Trainer",
    "Training",
    "TrainingRequest",
    "TrainingTopic",
]

from trainings.models.attendance import Attendance, HeadCount
from trainings.models.calendar import CalendarFeed, ChangeNotice, DroppedSession
from trainings.models.cohort import Cohort, CohortMember
from trainings.models.curriculum import Curriculum, CurriculumTopic
from trainings.models.follow_up import FollowUpAnswer
from trainings.models.request import TrainingRequest
from trainings.models.sign_up import SignUp
from trainings.models.training import Session, Trainer, Training, TrainingTopic

__all__ = [
    "Attendance",
    "CalendarFeed",
    "ChangeNotice",
    "Cohort",
    "CohortMember",
    "Curriculum",
    "CurriculumTopic",
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

from trainings.models.attendance import Attendance, HeadCount
from trainings.models.cohort import Cohort, CohortMember
from trainings.models.curriculum import Curriculum, CurriculumTopic
from trainings.models.follow_up import FollowUpAnswer
from trainings.models.training import Session, Trainer, Training, TrainingTopic

__all__ = [
    "Attendance",
    "Cohort",
    "CohortMember",
    "Curriculum",
    "CurriculumTopic",
    "FollowUpAnswer",
    "HeadCount",
    "Session",
    "Trainer",
    "Training",
    "TrainingTopic",
]

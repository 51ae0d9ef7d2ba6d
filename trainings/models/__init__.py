from trainings.models.attendance import Attendance, HeadCount
from trainings.models.calendar import CalendarFeed, ChangeNotice, DroppedSession
from trainings.models.certificate import (
    BatchEntry,
    Certificate,
    CertificateBatch,
    CertificateHolder,
)
from trainings.models.cohort import Cohort, CohortMember
from trainings.models.consent import AboutPerson, PersonConsent
from trainings.models.curriculum import Curriculum, CurriculumTopic
from trainings.models.feedback import Feedback
from trainings.models.follow_up import FollowUpAnswer
from trainings.models.hours import ApprovedHours
from trainings.models.material import MaterialFile
from trainings.models.request import TrainingRequest
from trainings.models.sign_up import SignUp
from trainings.models.training import Session, Trainer, Training, TrainingTopic

__all__ = [
    "AboutPerson",
    "ApprovedHours",
    "Attendance",
    "BatchEntry",
    "CalendarFeed",
    "Certificate",
    "CertificateBatch",
    "CertificateHolder",
    "ChangeNotice",
    "Cohort",
    "CohortMember",
    "Curriculum",
    "CurriculumTopic",
    "DroppedSession",
    "Feedback",
    "FollowUpAnswer",
    "HeadCount",
    "MaterialFile",
    "PersonConsent",
    "Session",
    "SignUp",
    "Trainer",
    "Training",
    "TrainingRequest",
    "TrainingTopic",
]

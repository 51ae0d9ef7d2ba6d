from trainings.models.attendance import Attendance, HeadCount
from trainings.models.certificate import (
    BatchEntry,
    Certificate,
    CertificateBatch,
    CertificateHolder,
)
from trainings.models.consent import AboutPerson, PersonConsent
from trainings.models.feedback import Feedback
from trainings.models.follow_up import FollowUpAnswer
from trainings.models.hours import ApprovedHours
from trainings.models.training import Session, Trainer, Training, TrainingTopic

__all__ = [
    "AboutPerson",
    "ApprovedHours",
    "Attendance",
    "BatchEntry",
    "Certificate",
    "CertificateBatch",
    "CertificateHolder",
    "Feedback",
    "FollowUpAnswer",
    "HeadCount",
    "PersonConsent",
    "Session",
    "Trainer",
    "Training",
    "TrainingTopic",
]

"""Who may do what to one training. Pages start from `Training.objects.visible_to`."""

from __future__ import annotations

from accounts.access import Right, current_membership, has_right
from accounts.models import User
from trainings.enums import Answer, State
from trainings.models import FollowUpAnswer, MaterialFile, Training


def may_change(user: User, training: Training) -> bool:
    """Whoever plans may change and cancel; whoever logged it may until it is confirmed."""
    if training.state == State.CANCELLED:
        return False
    if has_right(user, Right.PLAN_TRAINING):
        return _is_theirs(user, training)
    return training.state == State.HELD and training.logged_by_id == user.id


def may_add_materials(user: User, training: Training) -> bool:
    """Whoever holds or organises the training may put files beside it; a cohort looks on."""
    if training.state == State.CANCELLED:
        return False
    holds = any(trainer.user_id == user.pk for trainer in training.trainers.all())
    return holds or _is_theirs(user, training)


def may_remove_material(user: User, file: MaterialFile) -> bool:
    """Whoever has added a file may take it back, and whoever plans there."""
    if file.added_by_id == user.pk:
        return True
    return has_right(user, Right.PLAN_TRAINING) and _is_theirs(user, file.training)


def may_mark(user: User, training: Training) -> bool:
    """Everybody of the institution may say who was there, until it is confirmed."""
    if training.state == State.CANCELLED or not _is_theirs(user, training):
        return False
    return training.state != State.CONFIRMED or has_right(user, Right.CONFIRM_TRAINING)


def may_confirm(user: User, training: Training) -> bool:
    """Coordinators and the office confirm what was held."""
    if training.state != State.HELD or not has_right(user, Right.CONFIRM_TRAINING):
        return False
    return _is_theirs(user, training)


def may_read_answers(user: User) -> bool:
    """Coordinator and office read what a contact writes: it may be about the team."""
    return has_right(user, Right.PLAN_TRAINING)


def may_handle_answers(user: User) -> bool:
    """Contacts ask the office for support, so the office says when that is done."""
    return user.works_in_office


def may_renew_contacts(user: User) -> bool:
    """Who answers for an institution is entered by those who keep its contacts, and read by them.

    Administrators keep contacts as well; they see no training and thus no answer.
    """
    return has_right(user, Right.MANAGE_CONTACTS) and may_read_answers(user)


def may_handle(user: User, answer: FollowUpAnswer) -> bool:
    """Let the office tick off any answer, who keeps the contacts one about a new contact."""
    if answer.answer == Answer.CONTACT_CHANGED and may_renew_contacts(user):
        return True
    return may_handle_answers(user)


def may_fix(user: User, training: Training) -> bool:
    """Whoever plans says that a planned training will take place."""
    return training.state == State.PLANNED and has_right(user, Right.PLAN_TRAINING)


def may_see_sign_ups(user: User, training: Training) -> bool:
    """Whoever plans, or holds the training, sees by name who wants to come."""
    return has_right(user, Right.PLAN_TRAINING) or any(
        trainer.user_id == user.id for trainer in training.trainers.all()
    )


def may_open_sign_up(user: User, training: Training) -> bool:
    """Whoever plans opens the sign-up of what is to come, and ends it."""
    return training.is_to_come and has_right(user, Right.PLAN_TRAINING)


def may_answer_requests(user: User) -> bool:
    """Whoever plans in the office answers what institutions ask for."""
    return user.works_in_office and has_right(user, Right.PLAN_TRAINING)


def _is_theirs(user: User, training: Training) -> bool:
    """Whether it is the office's or the own institution's: who is trained with a cohort looks on.

    What a cohort was trained in opens cases to its members; none of them says who was there.
    """
    if user.works_in_office:
        return True
    if training.cohort_id is not None:
        return False
    membership = current_membership(user)
    return membership is not None and membership.team.institution_id == training.institution_id


def may_issue(user: User, training: Training) -> bool:
    """Let the office issue certificates for what took place."""
    return training.took_place and has_right(user, Right.ISSUE_CERTIFICATES)


def may_keep_consents(user: User) -> bool:
    """Coordinators and the office note signed papers, and see to what is taken back."""
    return has_right(user, Right.KEEP_CONSENTS)


def may_read_feedback(user: User, training: Training) -> bool:
    """Whoever holds the training, coordinates the team or works in the office."""
    if has_right(user, Right.PLAN_TRAINING):
        return True
    return any(trainer.user_id == user.pk for trainer in training.trainers.all())

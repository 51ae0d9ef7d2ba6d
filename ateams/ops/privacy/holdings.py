"""Everything that is stored, package by package: one list for documents and tests."""

from __future__ import annotations

from django.apps import apps

from accounts.privacy import HOLDINGS as ACCOUNTS
from ateams.audit.privacy import HOLDINGS as AUDIT
from ateams.ops.privacy.own import HOLDINGS as OPS
from ateams.ops.privacy.third_party import THIRD_PARTY
from ateams.outbox.privacy import HOLDINGS as OUTBOX
from ateams.privacy import Holding
from ateams.sweeps.privacy import HOLDINGS as SWEEPS
from codelists.privacy import HOLDINGS as CODELISTS
from contactpoints.privacy import HOLDINGS as CONTACTPOINTS
from followups.privacy import HOLDINGS as FOLLOWUPS
from incidents.privacy import HOLDINGS as INCIDENTS
from trainings.privacy import HOLDINGS as TRAININGS
from vault.privacy import HOLDINGS as VAULT

OWN: tuple[Holding, ...] = (
    *INCIDENTS,
    *VAULT,
    *AUDIT,
    *ACCOUNTS,
    *TRAININGS,
    *CONTACTPOINTS,
    *CODELISTS,
    *FOLLOWUPS,
    *OUTBOX,
    *SWEEPS,
    *OPS,
)


def holdings() -> list[Holding]:
    """Return what this installation stores; of other makers' packages, those that are used."""
    labels = {config.label for config in apps.get_app_configs()}
    used = [holding for holding in THIRD_PARTY if holding.model.partition(".")[0] in labels]
    return [*OWN, *used]

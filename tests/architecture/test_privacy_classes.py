"""Every column of every table has a privacy class, and every class a column."""

from __future__ import annotations

from collections import Counter

from django.apps import apps
from django.db.models import BinaryField, Model

from ateams.ops.privacy.holdings import holdings
from ateams.ops.privacy.third_party import THIRD_PARTY
from ateams.privacy import PrivacyClass

# Sealed, wrapped and hashed values are bytes; bytes of another class are listed here.
PUBLIC_BYTES = {
    "incidents.Case.letter_key",
    "vault.KeyPair.public_key",
    "vault.RecoveryKey.public_key",
    "audit.Entry.previous",
    "audit.Entry.digest",
    "audit.Cut.digest",
    "audit.Cut.signature",
    "incidents.Case.receipt",
    "incidents.WithdrawnReceipt.receipt",
    "accounts.ImportRun.sealed",  # under a key of the server: not what only a reader can open
}


def columns(model: type[Model]) -> set[str]:
    """Return the names of a table's columns; rows of a many-to-many table are a model, too."""
    return {field.name for field in model._meta.concrete_fields}


def tables() -> dict[str, set[str]]:
    models = apps.get_models(include_auto_created=True)
    return {model._meta.label: columns(model) for model in models}


def test_every_table_is_declared_once() -> None:
    declared = Counter(holding.model for holding in holdings())
    assert declared == Counter(tables().keys())


def test_every_column_has_a_privacy_class() -> None:
    """Declare what is missing in `privacy.py` beside the model's package."""
    declared = {holding.model: set(holding.columns) for holding in holdings()}
    missing = {name: found - declared.get(name, set()) for name, found in tables().items()}
    assert {name: found for name, found in missing.items() if found} == {}


def test_every_declared_column_exists() -> None:
    there = tables()
    gone = {
        holding.model: set(holding.columns) - there.get(holding.model, set())
        for holding in holdings()
    }
    assert {name: found for name, found in gone.items() if found} == {}


def test_sealed_is_what_is_stored_as_bytes_and_nothing_else() -> None:
    secret_bytes, declared_sealed = set(), set()
    for holding in holdings():
        model = apps.get_model(holding.model) if "_" not in holding.model else None
        for name, column in holding.columns.items():
            label = f"{holding.model}.{name}"
            if column.privacy_class == PrivacyClass.SEALED:
                declared_sealed.add(label)
            if model and isinstance(model._meta.get_field(name), BinaryField):
                if column.privacy_class in {PrivacyClass.SEALED, PrivacyClass.SECRET}:
                    secret_bytes.add(label)
                else:
                    assert label in PUBLIC_BYTES
    assert declared_sealed <= secret_bytes


def test_every_column_that_is_more_than_technical_says_what_it_holds() -> None:
    silent = [
        f"{holding.model}.{name}"
        for holding in [*holdings(), *THIRD_PARTY]
        for name, column in holding.columns.items()
        if column.privacy_class != PrivacyClass.TECHNICAL and not column.meaning
    ]
    assert silent == []


def test_no_person_who_reports_is_known_in_the_clear() -> None:
    """In the tables of cases nothing is declared personal: what could be is sealed."""
    personal = {
        holding.model
        for holding in holdings()
        if holding.model.startswith("incidents.") and holding.of_class(PrivacyClass.PERSONAL)
    }
    assert personal == set()


def test_periods_name_the_settings_in_force() -> None:
    assert all("{" not in holding.period and holding.period for holding in holdings())

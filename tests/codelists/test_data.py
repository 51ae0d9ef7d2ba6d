"""The lists that come with the program fit together, and fit what the program acts on."""

from __future__ import annotations

import json

import pytest

from accounts.enums import InstitutionType
from codelists.enums import IN_GROUPS, CodeList
from codelists.models import CODE_LENGTH, Code, valid_code
from codelists.shipped import FOLDER, shipped, sources
from incidents.enums import CaseType, Channel, ClosingReason, State
from incidents.plain_words import QUESTIONS
from trainings.topics import Topic


def codes_of(name: CodeList) -> set[str]:
    return {code.code for code in shipped(name).codes}


def test_every_list_has_a_file_and_every_file_a_list() -> None:
    files = {path.stem for path in FOLDER.glob("*.json")}
    assert files == {*CodeList, "sources"}


def test_there_are_as_many_codes_as_there_were() -> None:
    """Codes are added and never taken away: something may have been counted under each."""
    assert len(CodeList) == 21
    assert sum(len(shipped(name).codes) for name in CodeList) >= 307


@pytest.mark.parametrize("name", CodeList)
def test_list_is_whole(name: CodeList) -> None:
    codes = shipped(name).codes
    assert len(codes_of(name)) == len(codes)
    for code in codes:
        valid_code(code.code)
        row = Code(list=name, position=0, code=code.code, de=code.de, en=code.en)
        row.definition = code.definition
        row.clean_fields()
        assert len(code.code) <= CODE_LENGTH
        assert code.sources
        assert set(code.sources) <= set(sources())


@pytest.mark.parametrize("name", CodeList)
def test_groups_are_codes_without_a_group(name: CodeList) -> None:
    groups = {code.code for code in shipped(name).codes if not code.parent}
    parents = {code.parent for code in shipped(name).codes if code.parent}
    assert parents <= groups
    assert not parents or name in IN_GROUPS


def test_every_source_is_named_by_some_code() -> None:
    used = {key for name in CodeList for code in shipped(name).codes for key in code.sources}
    assert used == set(sources())


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (CodeList.STATUS, State.values),
        (CodeList.CHANNEL, Channel.values),
        (CodeList.CASE_TYPE, CaseType.values),
        (CodeList.INSTITUTION_TYPE, InstitutionType.values),
        (CodeList.TRAINING_TOPIC, Topic.values),
    ],
)
def test_program_acts_on_the_codes_of_its_lists(name: CodeList, values: list[str]) -> None:
    assert codes_of(name) == set(values)


def test_reasons_that_the_program_acts_on_are_codes() -> None:
    assert set(ClosingReason) <= codes_of(CodeList.CLOSING_REASON)


@pytest.mark.parametrize("question", QUESTIONS)
def test_plain_words_stand_for_codes(question: str) -> None:
    name, answers = QUESTIONS[question]
    assert {answer.code for answer in answers if answer.code} <= codes_of(CodeList(name))


def test_each_code_stands_on_a_line_of_its_own() -> None:
    """So that a change of one code is a change of one line."""
    for name in CodeList:
        lines = (FOLDER / f"{name}.json").read_text().splitlines()
        codes = [line.strip().rstrip(",") for line in lines if '"code":' in line]
        assert len([json.loads(line) for line in codes]) == len(shipped(name).codes)

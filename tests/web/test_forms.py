"""How fields are rendered, and what a form does with text that is none."""

from datetime import date, time

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client

from ateams.web.forms import BaseForm


class MeetingForm(BaseForm):
    """One field of every kind."""

    mark_optional = True

    title = forms.CharField(label="Titel", help_text="Kurz.", max_length=5)
    note = forms.CharField(label="Notiz", required=False, widget=forms.Textarea)
    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    on = forms.DateField(label="Tag", initial=date(2026, 11, 22))
    at = forms.TimeField(label="Zeit", initial=time(9, 30))
    kind = forms.ChoiceField(label="Art", choices=[("a", "A"), ("b", "B")])
    topics = forms.MultipleChoiceField(
        label="Themen", choices=[("x", "X"), ("y", "Y")], widget=forms.CheckboxSelectMultiple
    )
    place = forms.ChoiceField(
        label="Ort", help_text="Wo?", choices=[("s", "S")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="Einverstanden")


class NoteForm(BaseForm):
    """One free text."""

    note = forms.CharField(label="Notiz", widget=forms.Textarea, max_length=5)


def test_field_links_label_hint_and_control() -> None:
    html = str(MeetingForm()["title"].as_field_group())

    assert '<label class="kern-label" for="id_title">Titel</label>' in html
    assert '<div class="kern-hint" id="id_title_helptext">Kurz.</div>' in html
    assert 'aria-describedby="id_title_helptext"' in html
    assert 'class="kern-form-input__input"' in html
    assert "aria-invalid" not in html


def test_error_is_linked_and_marked() -> None:
    html = str(MeetingForm({"title": "zu lang"})["title"].as_field_group())

    assert 'class="kern-form-input kern-form-input--error"' in html
    assert 'class="kern-form-input__input kern-form-input__input--error"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert '<div class="kern-error" id="id_title_error">' in html
    assert 'value="zu lang"' in html


def test_group_becomes_a_fieldset_with_a_legend() -> None:
    html = str(MeetingForm({})["place"].as_field_group())

    assert '<fieldset class="kern-fieldset kern-fieldset--error"' in html
    assert 'aria-describedby="id_place_helptext id_place_error"' in html
    assert '<legend class="kern-label">Ort</legend>' in html
    assert 'class="kern-form-check__radio kern-form-check__radio--error"' in html
    assert '<label class="kern-label" for="id_place_0">S</label>' in html


def test_single_checkbox_has_its_label_behind_it() -> None:
    html = str(MeetingForm()["agreed"].as_field_group())

    assert html.index("<input") < html.index("<label")
    assert 'class="kern-form-check__checkbox"' in html


def test_select_stands_in_its_wrapper() -> None:
    html = str(MeetingForm()["kind"].as_field_group())

    assert '<div class="kern-form-input__select-wrapper"><select name="kind"' in html
    assert 'class="kern-form-input__select"' in html


def test_attributes_of_a_widget_are_kept() -> None:
    assert 'autocomplete="email"' in str(MeetingForm()["email"])


def test_optional_field_says_so_where_the_form_wants_it() -> None:
    class QuietForm(MeetingForm):
        mark_optional = False

    assert "(freiwillig)" in MeetingForm()["note"].as_field_group()
    assert "(freiwillig)" not in MeetingForm()["title"].as_field_group()
    assert "(freiwillig)" not in QuietForm()["note"].as_field_group()


def test_dates_and_times_use_the_browsers_own_controls() -> None:
    form = MeetingForm()

    assert 'type="date" name="on" value="2026-11-22"' in str(form["on"])
    assert 'type="time" name="at" value="09:30"' in str(form["at"])


def test_placeholder_that_repeats_the_label_is_left_out() -> None:
    class EchoForm(forms.Form):
        mail = forms.CharField(
            label="E-Mail", widget=forms.TextInput(attrs={"placeholder": "E-Mail"})
        )
        phone = forms.CharField(
            label="Telefon", widget=forms.TextInput(attrs={"placeholder": "0511 …"})
        )

    assert "placeholder" not in str(EchoForm()["mail"])
    assert 'placeholder="0511 …"' in str(EchoForm()["phone"])


def test_form_begins_with_a_summary_that_leads_to_each_field() -> None:
    html = str(MeetingForm({"title": "zu lang", "email": "a@b.de", "on": "2026-11-22"}))

    summary = html[: html.index("kern-form-input")]
    assert 'role="alert"' in summary
    assert "Bitte 6 Angaben prüfen" in summary
    assert '<a href="#id_title">Titel</a>' in summary
    assert '<a href="#id_place_0">Ort</a>' in summary
    assert '<a href="#id_agreed">Einverstanden</a>' in summary


def test_form_without_errors_has_no_summary() -> None:
    assert "error-summary" not in str(MeetingForm())


def test_missing_answer_is_named_in_plain_words() -> None:
    assert NoteForm({}).errors == {"note": ["Diese Angabe fehlt noch."]}


@pytest.mark.parametrize("unreadable", ["\x00", "\ufffd"])
def test_bytes_that_are_no_text_are_named_and_the_rest_is_kept(unreadable: str) -> None:
    form = NoteForm({"note": f"ab{unreadable}c"})

    assert form.errors == {
        "note": ["Ein Teil des Textes war nicht lesbar und fehlt jetzt. Bitte prüfen."]
    }
    assert form["note"].value() == "abc"


def test_unreadable_bytes_are_found_behind_a_prefix() -> None:
    form = NoteForm({"new-note": "a\x00"}, prefix="new")

    assert list(form.errors) == ["note"]


def test_line_endings_count_once() -> None:
    form = NoteForm(QueryDict("note=a%0D%0Ab%0Dc"))

    assert form.is_valid()
    assert form.cleaned_data == {"note": "a\nb\nc"}


def test_several_values_of_a_field_are_kept() -> None:
    form = MeetingForm(QueryDict("topics=x&topics=y"))

    assert form["topics"].value() == ["x", "y"]


@pytest.mark.urls("tests.web.urls")
def test_broken_utf8_in_a_body_is_an_error_beside_the_field(client: Client) -> None:
    response = client.post(
        "/de/",
        b"story=caf%e9",
        content_type="application/x-www-form-urlencoded",
        headers={"Sec-Fetch-Site": "same-origin"},
    )

    html = response.content.decode()
    assert response.status_code == 200
    assert "<title>Fehler: Melden" in html
    assert "Ein Teil des Textes war nicht lesbar" in html
    assert ">\ncaf</textarea>" in html

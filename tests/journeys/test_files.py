"""A pupil adds a photo and a recording without JavaScript; a counsellor sees and hears them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from incidents.models import Case
from tests.factories.incidents import open_office
from tests.files import picture, sound_wave
from tests.personas import Persona, show_as, unlock
from tests.web.accessibility import flaws, overflow

pytestmark = pytest.mark.django_db(transaction=True)


def test_photo_and_recording_are_sent_seen_and_heard(
    counsellor: Persona, phone_without_javascript: Page, desk: Page, tmp_path: Path
) -> None:
    open_office(counsellor.user)
    photo, recording = tmp_path / "IMG_2041.jpg", tmp_path / "Neue Aufnahme.wav"
    photo.write_bytes(picture(orientation=6))
    recording.write_bytes(sound_wave(8000))

    pupil = phone_without_javascript
    pupil.goto("/de/report/")
    pupil.get_by_label("Was ist passiert?").fill("Im Klassenchat steht etwas über mich.")
    pupil.get_by_role("button", name="Meldung senden").click()
    pupil.get_by_text("Foto, Screenshot oder Aufnahme dazu").click()
    pupil.get_by_label("Dateien").set_input_files(photo)
    pupil.get_by_role("button", name="Dateien senden").click()
    expect(pupil.get_by_text("1 Datei ist angekommen.")).to_be_visible()
    assert overflow(pupil) == 0
    code = pupil.locator("[data-code]").inner_text()
    assert pupil.context.cookies() == []

    pupil.goto("/de/mailbox/")
    pupil.get_by_label("Dein Code").fill(code)
    pupil.get_by_role("button", name="Postfach öffnen").click()
    pupil.get_by_label("Dateien").set_input_files([photo, recording])
    pupil.get_by_role("button", name="Nachricht senden").click()
    expect(pupil.get_by_role("link", name="Aufnahme 3")).to_be_visible()
    assert overflow(pupil) == 0

    counsellor.user.refresh_from_db()
    unlock(counsellor)
    desk = show_as(desk, counsellor)
    desk.goto(f"/cases/{Case.objects.get().reference}/")
    desk.get_by_text("Ansehen").first.click()
    expect(desk.locator(".files img").first).not_to_have_js_property("naturalWidth", 0)
    size = desk.locator(".files img").first.evaluate("p => [p.naturalWidth, p.naturalHeight]")
    assert size == [48, 32]
    length = desk.locator("audio").evaluate(
        "player => new Promise((done, fail) => { player.onloadedmetadata = () =>"
        " done(player.duration); player.onerror = fail; player.load(); player.preload = 'auto'; })"
    )
    assert length == 1
    with desk.expect_download() as saving:
        desk.get_by_role("link", name="Bild 1").click()
    assert saving.value.suggested_filename == "Bild-1.jpg"
    assert flaws(desk) == []

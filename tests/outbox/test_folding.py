"""Lines of mails are short; addresses stay whole."""

from ateams.outbox.folding import folded


def test_long_lines_are_broken_between_words_and_addresses_are_not() -> None:
    link = "https://ateams.example/answer/" + "x" * 200 + "/"
    text = "Guten Tag,\n\n" + "Wörter " * 30 + f"\n\n{link}\n* " + "Punkt " * 20
    lines = folded(text).split("\n")
    assert max(len(line) for line in lines if line != link) <= 76
    assert link in lines
    assert lines[-1].startswith("  Punkt")
    assert folded(text).split() == text.split()
    assert folded("kurz\n\n--\nEnde\n") == "kurz\n\n--\nEnde\n"

"""What the codelists package stores, column by column."""

from ateams.privacy import Holding, organisational, technical

HOLDINGS = (
    Holding(
        model="codelists.Code",
        title="Eintrag einer Auswahlliste",
        purpose="Fälle und Schulungen einheitlich einordnen und zählen",
        readers="alle mit Konto, denen eine Seite die Auswahl zeigt",
        kept="dauerhaft, damit Gezähltes seinen Namen behält",
        columns={
            **technical("id", "position", "own_words"),
            **organisational(
                list="welche Liste",
                code="Kürzel",
                parent="Gruppe",
                de="Name auf Deutsch",
                en="Name auf Englisch",
                definition="Bedeutung",
                hidden="ob der Eintrag zur Auswahl steht",
                outward="welcher Schritt nach außen er ist; leer: keiner",
            ),
        },
    ),
)

"""What the contact points store, column by column."""

from ateams.privacy import Holding, organisational, personal, technical

HOLDINGS = (
    Holding(
        model="contactpoints.Attestation",
        title="Nachweis für die Anlaufstelle",
        purpose=(
            "nur freischalten, wer die Verschwiegenheitserklärung unterschrieben hat und von der "
            "Beratungsstelle bestätigt ist"
        ),
        readers="die Beratungsstelle, die Koordinierungsperson des Teams und die Person selbst",
        kept="mit der Mitgliedschaft, also mit dem Konto",
        columns={
            **technical("id", "membership"),
            **organisational(kind="Erklärung oder Bestätigung"),
            **personal(
                on="Tag der Unterschrift oder Bestätigung",
                by="wer eingetragen hat",
                at="eingetragen am",
                withdrawn_at="zurückgenommen am",
                withdrawn_by="wer zurückgenommen hat",
            ),
        },
    ),
)

"""What operation itself stores, column by column."""

from ateams.privacy import Holding, organisational, technical

HOLDINGS = (
    Holding(
        model="ops.ErasureReport",
        title="Löschbericht",
        purpose="zeigen, dass gelöscht wurde",
        readers="die Leitung",
        kept="dauerhaft; nur Zahlen",
        columns={
            **technical("id"),
            **organisational(day="Tag", kind="Art", count="Anzahl"),
        },
    ),
)

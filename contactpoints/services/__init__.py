from contactpoints.services.attestations import attest, withdraw_attestation

__all__ = ["attest", "withdraw_attestation"]

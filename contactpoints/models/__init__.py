from contactpoints.models.attestation import Attestation

__all__ = ["Attestation"]

"""The log, the proofs and the contracts: commits to bytes it never sees, for anyone to verify."""

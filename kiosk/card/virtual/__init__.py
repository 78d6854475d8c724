"""A PIV card in software, for tests, the demo and training: it signs for real, and nobody should trust it."""

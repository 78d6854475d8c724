"""Counts for research: noisy, over features without identifiers, within a study's budget."""

"""A page a file: what a patient or a member of staff sees at one state of the visit."""

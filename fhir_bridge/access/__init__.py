"""Who may read what, until when: a pure decision over grants that are followed from the chain."""

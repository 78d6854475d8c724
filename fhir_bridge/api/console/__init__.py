"""Pages for people: how the bridge stands, for operators; a receipt and its verifier, for whoever was given one."""

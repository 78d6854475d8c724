"""Who is who: identifiers to pseudonyms by keyed hash, as the sender's profile says."""

"""The narrow API: all that a kiosk and the bridge say to one another, and all that a kiosk knows of the bridge.

Every operation (`operations`) is a POST of one JSON object (`coding` spells it), signed by the kiosk's key (`signing`).
One that changes something also carries an `Idempotency-Key`, so that it can be sent again. A visit goes

    CHALLENGE -> TAP (card, no PIN) -> LOG_IN (PIN) -> DETAILS, APPOINTMENTS, CHECK_IN
              -> CONSENT_REQUESTS, CONSENT_TEXT -> DECIDE -> SUBMISSION until it is not pending -> LEAVE

A tap gives a visit that may check in at the desk and call staff, no more; log-in lifts the same visit to its card's
level. Instants are seconds since 1970 in UTC; appointments' times are the site's own, ISO 8601 with offset. Keys are
SubjectPublicKeyInfo, certificates X.509, signatures as the card gives them: all DER. Whatever is refused comes as a
`refusal.Problem`.
"""

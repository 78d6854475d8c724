"""Drives the Python face of the canonical form by atheris.

    python -m tests.anchor.fuzz_canonical_face -runs=1000000 -dict=native/fuzz/json.dict native/fuzz/corpus/canonical

Whatever the bytes, `CanonicalError` is all that comes out besides an answer; both profiles, forms, parts and
`digest_many` agree with one another. With `--control` a fault is planted, and the run must fail. Atheris is not among
the project's dependencies: install it where this is run.
"""

from __future__ import annotations

import hashlib
import sys

import atheris

with atheris.instrument_imports(include=["anchor"]):
    from anchor.canonical import Form, Profile, canonical, canonicalize, digest, digest_many
    from anchor.errors import CanonicalError

CONTROL = "--control" in sys.argv


class Disagreement(Exception):
    """Two functions of the face that must agree do not."""


def check(data: bytes) -> None:
    """One input through every function."""
    for profile in Profile:
        try:
            found = canonical(data, profile)
        except CanonicalError as error:
            _check_refusal(data, profile, error)
            continue
        whole = hashlib.sha256(found.data).digest()
        forms = [canonicalize(data, profile, form=form) for form in Form]
        agreed = (
            canonicalize(data, profile) == canonicalize(found.data, profile) == found.data
            and [whole] * 2
            == [found.digest, digest(data, profile)]
            == digest_many([data, found.data], profile)
            and all(
                part.digest == digest(found.data[part.start : part.stop], profile) for part in found.parts
            )
            and all(canonicalize(form, profile) == form for form in forms)
        )
        if not agreed or (CONTROL and len(data) > 8):
            raise Disagreement(profile)


def _check_refusal(data: bytes, profile: Profile, refusal: CanonicalError) -> None:
    try:
        digest_many([b"{}", data], profile)
    except CanonicalError as error:
        if (error.code, error.offset) == (refusal.code, refusal.offset) and error.offset <= len(data):
            return
    raise Disagreement(profile)


def main() -> None:
    """Hands over to libFuzzer."""
    atheris.Setup([argument for argument in sys.argv if argument != "--control"], check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

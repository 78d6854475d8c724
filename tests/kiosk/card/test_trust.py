from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.card.errors import CardError, Malformed, Trouble
from kiosk.card.face import Face, Slot
from kiosk.card.objects import CERTIFICATES, CHUID, read_certificate, read_chuid
from kiosk.card.roca import is_roca
from kiosk.card.trust import TrustStore, parsed, public_key
from kiosk.card.virtual.authority import TrainingAuthority
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued

Make = Callable[[Profile], Issued]


def face(card: Issued) -> Face:
    chuid = read_chuid(card.memory.objects[CHUID])
    return Face(
        chuid.guid,
        chuid.expires,
        {slot: read_certificate(card.memory.objects[CERTIFICATES[slot]]) for slot in Slot},
    )


def standing(authority: TrainingAuthority, shown: Face, **later: int) -> Trouble | None:
    return authority.store().standing(shown, datetime.now(UTC) + timedelta(**later))


@pytest.mark.parametrize(
    ("profile", "trouble"),
    [
        (Profile.GOOD, None),
        (Profile.RSA, None),
        (Profile.CLONED, None),  # what can be copied says nothing; its keys do
        (Profile.EXPIRED, Trouble.EXPIRED),
        (Profile.REVOKED, Trouble.REVOKED),
    ],
)
def test_t102_the_profiles_stand_as_they_say(
    authority: TrainingAuthority, made: Make, profile: Profile, trouble: Trouble | None
) -> None:
    assert standing(authority, face(made(profile))) is trouble


def test_a_card_that_is_not_issued_is_told_apart(authority: TrainingAuthority) -> None:
    assert standing(authority, Face(None, None)) is Trouble.UNISSUED


def test_another_clinics_card_is_not_trusted(authority: TrainingAuthority, made: Make) -> None:
    shown = face(made(Profile.GOOD))
    assert standing(TrainingAuthority.create(), shown) is Trouble.UNTRUSTED
    rootless = TrustStore((authority.issuer,), authority.store().revoked)
    assert rootless.standing(shown, datetime.now(UTC)) is Trouble.UNTRUSTED


def test_what_cannot_be_shown_fresh_is_not_trusted(authority: TrainingAuthority, made: Make) -> None:
    shown = face(made(Profile.GOOD))
    without = replace(authority.store(), revoked=())
    assert without.standing(shown, datetime.now(UTC)) is Trouble.UNTRUSTED
    assert standing(authority, shown, days=29) is None
    assert standing(authority, shown, days=31) is Trouble.UNTRUSTED


def test_t102_certificates_of_another_card_are_not_bound(authority: TrainingAuthority, made: Make) -> None:
    shown, other = face(made(Profile.GOOD)), face(made(Profile.GOOD))
    assert standing(authority, replace(shown, guid=other.guid)) is Trouble.NOT_BOUND
    mixed = {**shown.certificates, Slot.SIGNING: other.certificates[Slot.SIGNING]}
    assert standing(authority, replace(shown, certificates=mixed)) is Trouble.NOT_BOUND


def test_every_certificate_is_judged_not_the_first(authority: TrainingAuthority, made: Make) -> None:
    shown, expired = face(made(Profile.GOOD)), face(made(Profile.EXPIRED))
    for slot in Slot:
        mixed = {**shown.certificates, slot: expired.certificates[slot]}
        assert standing(authority, replace(shown, certificates=mixed)) is not None


@pytest.mark.parametrize(
    "key",
    [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(public_exponent=65537, key_size=3072)],
    ids=["P-384", "RSA-3072"],
)
def test_a_key_of_another_kind_is_not_taken(
    authority: TrainingAuthority, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
) -> None:
    guid = uuid4()
    der = authority.certify(key.public_key(), guid).public_bytes(Encoding.DER)
    expires = (authority.now + timedelta(days=9)).date()
    assert standing(authority, Face(guid, expires, {Slot.PRESENCE: der})) is Trouble.UNTRUSTED


def test_rsa_is_not_for_statements(authority: TrainingAuthority, made: Make) -> None:
    shown = face(made(Profile.RSA))
    mixed = {**shown.certificates, Slot.SIGNING: shown.certificates[Slot.PRESENCE]}
    assert standing(authority, replace(shown, certificates=mixed)) is Trouble.UNTRUSTED


def test_an_authority_is_no_card(authority: TrainingAuthority) -> None:
    shown = Face(
        uuid4(),
        (authority.now + timedelta(days=9)).date(),
        {Slot.PRESENCE: authority.issuer.public_bytes(Encoding.DER)},
    )
    assert standing(authority, shown) is Trouble.UNTRUSTED


def test_the_folder_holds_the_same(authority: TrainingAuthority, made: Make, trust: Path) -> None:
    store = TrustStore.load(trust)
    assert store.authorities == authority.store().authorities
    assert store.standing(face(made(Profile.GOOD)), datetime.now(UTC)) is None
    (trust / "broken.crt").write_text("nothing")
    with pytest.raises(ValueError, match="PEM"):
        TrustStore.load(trust)


def test_bytes_that_are_no_certificate_are_malformed(authority: TrainingAuthority, made: Make) -> None:
    shown = face(made(Profile.GOOD))
    der = shown.certificates[Slot.PRESENCE]
    for broken in (b"", b"\x30", der[:-1], der + b"\0", der[:200] + bytes(100) + der[300:]):
        mixed = {**shown.certificates, Slot.PRESENCE: broken}
        assert standing(authority, replace(shown, certificates=mixed)) in (
            Trouble.MALFORMED,
            Trouble.UNTRUSTED,
        )


def test_a_key_of_no_known_kind_is_malformed(made: Make) -> None:
    """What the fuzzer found: the library raises an error of its own when the key is asked for."""
    der = face(made(Profile.GOOD)).certificates[Slot.PRESENCE]
    ec_public_key = bytes.fromhex("06072A8648CE3D0201")
    broken = der.replace(ec_public_key, bytes.fromhex("06072A5648CE3D0201"))
    assert broken != der
    with pytest.raises(Malformed):
        public_key(parsed(broken))


def test_every_flipped_byte_of_a_certificate_is_a_refusal(authority: TrainingAuthority, made: Make) -> None:
    shown, store, now = face(made(Profile.GOOD)), authority.store(), datetime.now(UTC)
    der = shown.certificates[Slot.PRESENCE]
    for at in range(len(der)):
        broken = der[:at] + bytes((der[at] ^ 0x81,)) + der[at + 1 :]
        mixed = {**shown.certificates, Slot.PRESENCE: broken}
        assert store.standing(replace(shown, certificates=mixed), now) is not None
        with suppress(CardError):
            public_key(parsed(broken))


def test_rocas_mark_is_seen() -> None:
    product = 1
    for prime in [p for p in range(2, 168) if all(p % q for q in range(2, p))]:
        product *= prime
    marked = [pow(65537, power, product) for power in (3, 1000, 123456)]
    assert all(is_roca(modulus) for modulus in marked)
    assert is_roca(marked[0] * marked[1])
    assert not any(is_roca(modulus + 2) for modulus in marked)
    sound = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    assert not is_roca(sound.public_numbers().n)


def test_a_card_with_rocas_mark_is_weak(
    authority: TrainingAuthority, made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.card.trust.is_roca", lambda _: True)
    assert standing(authority, face(made(Profile.RSA))) is Trouble.WEAK_KEY
    assert standing(authority, face(made(Profile.GOOD))) is None


def test_a_certificate_says_whose_it_is(authority: TrainingAuthority) -> None:
    guid = uuid4()
    certificate = authority.certify(ec.generate_private_key(ec.SECP256R1()).public_key(), guid)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == [f"urn:uuid:{guid}"]

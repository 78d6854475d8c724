"""From a patient's signed revocation to the first answer that denies, on the embedded chain.

    PYTHONPATH=. .venv/bin/python benchmarks/revoking.py [--rounds 100]

A card signs at a kiosk, another hospital's system reads over and over meanwhile. The time runs from when the kiosk
begins to send what was signed, until the first read that is denied is answered; `turn` then carries it to the chain.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from fhir_bridge.api.wire.consent import DECIDE
from tests.fhir_bridge.api.clinic import KioskClient, SoftCard
from tests.fhir_bridge.api.records.ward import System, Ward, observation, patient_bundle, ward_at

READ = "/fhir/Observation/o0"


def revoked(ward: Ward, system: System, kiosk: KioskClient, card: SoftCard) -> float:
    """Milliseconds of one round: granted, read, revoked, denied."""
    ward.clinic.time += 1
    ward.clinic.request(card)
    kiosk.ask(DECIDE, kiosk.consent(kiosk.log_in(card), card))
    ward.clinic.turn()
    given, desk = system.ask().get(READ).status_code, ward.clinic.desk
    live = [one for one in desk.grants.of(ward.clinic.pseudonym(card)) if one.live(desk.now())]
    visit = kiosk.log_in(card)
    signed = kiosk.consent(visit, card, revoke=tuple(one.commitment for one in live))
    begun = time.perf_counter()
    kiosk.ask(DECIDE, signed)
    while (denied := system.get(READ).status_code) == given:
        pass
    took = (time.perf_counter() - begun) * 1000
    ward.clinic.turn()
    if (given, denied) != (200, 404):
        raise SystemExit(f"a read was answered {given}, and after the revocation {denied}")
    return took


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder, ward_at(Path(folder)) as ward:
        ward.take(patient_bundle(0, observation("o0")))
        kiosk = ward.clinic.kiosk()
        card, system = ward.clinic.enrol(kiosk, 0), ward.system("other")
        took = sorted(revoked(ward, system, kiosk, card) for _ in range(rounds))
    p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
    print(f"revoked to denied: p50 {p50:.1f} ms, p99 {p99:.1f} ms, longest {took[-1]:.1f} ms")


if __name__ == "__main__":
    main()

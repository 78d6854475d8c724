"""Works through what was accepted: claims a lane, makes records of its messages in their order, writes them together.

Any number of workers, threads or processes, may do so at once. A message that our own code stumbles over is tried
again alone, and after `TRIES` it is set aside: the others go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from anchor.errors import AnchorError
from fhir_bridge.errors import BridgeError, Reason, Refused, Tampered
from fhir_bridge.pipeline import Pipeline
from fhir_bridge.store.faults import LaneLost, Overtaken
from fhir_bridge.store.finishing import Finished
from fhir_bridge.store.journal import Accepted
from fhir_bridge.store.lanes import Claim, Lanes

TRIES = 3
"""How often a message may stop whoever works on it before it is set aside."""
TOGETHER = 8 << 20
"""Bytes of envelopes that are written in one transaction."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """One worker."""

    pipeline: Pipeline
    lanes: Lanes

    def step(self) -> int:
        """Work through one claim; how many messages are finished, -1 where none waits.

        An error of the bridge or the anchor (a keyring that cannot be asked, a full disk) is nobody's fault: the
        messages keep their place, and it is raised.
        """
        claim = self.lanes.claim()
        if claim is None:
            return -1
        done, left = 0, False
        try:
            for group in self._groups(claim):
                left = done + len(group) == len(claim.messages)
                self.pipeline.journal.finish(group, lane=(claim.sender, self.lanes.name), leaving=left)
                done += len(group)
        except LaneLost:
            return done
        except Overtaken:
            self.lanes.release(claim, untried=claim.messages[done:])
            return done
        except (BridgeError, AnchorError):
            self.lanes.release(claim, untried=claim.messages[done:])
            raise
        if not left:  # nor is it where others finished every message just before the lane was taken
            self.lanes.release(claim, untried=claim.messages[done + 1 :])
        return done

    def all(self) -> int:
        """Work until nothing waits that is not another worker's; how many messages were finished."""
        done, total = 0, 0
        while done >= 0:
            total += done
            done = self.step()
        return total

    def _groups(self, claim: Claim) -> Iterator[list[Finished]]:
        """What the messages have become, in order; it ends before one that has to be tried again."""
        group: list[Finished] = []
        room = TOGETHER
        for message in self.pipeline.journal.messages(claim.messages):
            finished = self.made_of(message, claim.attempts)
            if finished is None:
                break
            group.append(finished)
            room -= sum(len(sealed.envelope) for sealed in finished.records)
            if (
                room < 0 or finished.changes.leads or finished.changes.bonds
            ):  # the next may ask for what this says
                yield group
                group, room = [], TOGETHER
        if group:
            yield group

    def made_of(self, message: Accepted, attempts: int = TRIES) -> Finished | None:
        """What becomes of a message; None where our own code stumbled over it and it may be tried again."""
        if attempts > TRIES:  # whoever tried it did not live to count
            return self._poison(message, "every worker that tried it ended")
        try:
            return self.pipeline.made_of(message)
        except Tampered:
            spoilt = Refused(Reason.SPOILT, "what was kept does not open")
            return self.pipeline.aside(message, spoilt)
        except (BridgeError, AnchorError):
            raise
        except Exception as fault:  # noqa: BLE001 -- the outermost loop over messages: a poison one must not stop it
            return None if attempts < TRIES else self._poison(message, type(fault).__name__)

    def _poison(self, message: Accepted, why: str) -> Finished:
        return self.pipeline.aside(message, Refused(Reason.INTERNAL_FAULT, why))

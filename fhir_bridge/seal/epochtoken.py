"""Epoch keys in a PKCS#11 token (an HSM, or SoftHSM): they are put in once and never come out.

Each is a generic secret of 32 bytes, sensitive, not extractable, labelled `fa-epoch 0001` and on, with the epoch's id
as its CKA_ID. The one thing asked of the token is CKM_SHA256_HMAC. A key that is destroyed in a token is gone, which
on a disk nobody can promise.

Source: PKCS #11 v2.40, sections 2.31 (generic secret keys) and 2.12.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import pkcs11
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import (
    PinExpired,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
    UserAlreadyLoggedIn,
)
from pkcs11.types import SignMixin

from fhir_bridge.errors import Unavailable
from fhir_bridge.seal.faults import EpochMissing, KeyringFault
from fhir_bridge.seal.keyring import epoch_id
from fhir_bridge.seal.secret import Secret

_LABEL = "fa-epoch "
_KIND: dict[Attribute, Any] = {
    Attribute.CLASS: ObjectClass.SECRET_KEY,
    Attribute.KEY_TYPE: KeyType.GENERIC_SECRET,
}
_KEPT: dict[Attribute, Any] = {
    Attribute.TOKEN: True,
    Attribute.PRIVATE: True,
    Attribute.SENSITIVE: True,
    Attribute.EXTRACTABLE: False,
    Attribute.SIGN: True,
}
_WRONG_PIN = (PinIncorrect, PinLocked, PinExpired, PinInvalid, PinLenRange)


class TokenEpochs:
    """The epoch keys of one token, over one session that is opened anew when the token was gone and has come back.

    A PIN that was refused once is not tried again: three tries lock a token, and a queue that retries makes three soon.
    """

    def __init__(self, module: Path, label: str, pin: Callable[[], bytes]) -> None:
        self._module = module
        self._label = label
        self._pin = pin
        self._refused = False
        self._gone = False
        self._open: pkcs11.Session | None = None
        self._mutex = threading.Lock()

    @classmethod
    def create(cls, module: Path, label: str, pin: Callable[[], bytes], *, first: Secret) -> Self:
        """Put a first epoch key into a token that holds none; KeyringFault where it holds one.

        The key is given, not made here: its shares are printed before it goes where nobody can read it.
        """
        keys = cls(module, label, pin)
        if keys.held():
            raise KeyringFault(f"the token {label} holds epoch keys already")
        keys.add(first)
        return keys

    def held(self) -> Sequence[str]:
        """The epochs, oldest first."""
        with self._session() as session:
            return [epoch for _number, epoch in _found(session)]

    def expand(self, epoch: str, info: bytes) -> Secret:
        """HMAC-SHA256 in the token, under an epoch's key; EpochMissing."""
        with self._session() as session:
            found = [key for key in session.get_objects(_named(epoch)) if isinstance(key, SignMixin)]
            if found:
                return Secret(found[0].sign(info + b"\x01", mechanism=Mechanism.SHA256_HMAC))
            self._forget()  # destroyed, or of a token that was pulled out: the next call looks anew
        raise EpochMissing(epoch)

    def add(self, key: Secret) -> str:
        """Put one more key into the token."""
        epoch = epoch_id(key)
        with self._session() as session:
            number = max((number for number, _epoch in _found(session)), default=0) + 1
            names = {Attribute.LABEL: f"{_LABEL}{number:04}", Attribute.ID: bytes.fromhex(epoch)}
            session.create_object(_KIND | _KEPT | names | {Attribute.VALUE: key.reveal()})
        return epoch

    def remove(self, epoch: str) -> None:
        """Destroy a key in the token."""
        with self._session() as session:
            for key in list(session.get_objects(_named(epoch))):
                key.destroy()

    def close(self) -> None:
        """Log out."""
        with self._mutex:
            self._forget()

    @contextmanager
    def _session(self) -> Iterator[pkcs11.Session]:
        if self._refused:
            raise KeyringFault(f"the token {self._label} refused its PIN; correct it and start again")
        with self._mutex:
            try:
                yield self._opened()
            except _WRONG_PIN as error:
                self._refused = True
                raise KeyringFault(
                    f"the token {self._label} refuses its PIN ({type(error).__name__})"
                ) from error
            except PKCS11Error as error:
                self._forget()
                raise Unavailable(
                    f"the token {self._label} does not serve: {type(error).__name__}"
                ) from error

    def _opened(self) -> pkcs11.Session:
        if self._open is None:
            library = pkcs11.lib(str(self._module))
            if self._gone:
                library.reinitialize()
            token = library.get_token(token_label=self._label)
            try:
                self._open = token.open(rw=True, user_pin=self._pin().decode())
            except UserAlreadyLoggedIn:  # by another session of this process, for all of them
                self._open = token.open(rw=True)
        return self._open

    def _forget(self) -> None:
        session, self._open, self._gone = self._open, None, True
        if session is not None:
            with suppress(PKCS11Error):
                session.close()


def _named(epoch: str) -> dict[Attribute, Any]:
    return _KIND | {Attribute.ID: bytes.fromhex(epoch)}


def _found(session: pkcs11.Session) -> list[tuple[int, str]]:
    """(number, epoch) of every epoch key in the token, oldest first."""
    keys = [(str(key[Attribute.LABEL]), bytes(key[Attribute.ID])) for key in session.get_objects(_KIND)]
    return sorted(
        (int(label.removeprefix(_LABEL)), id_.hex()) for label, id_ in keys if label.startswith(_LABEL)
    )

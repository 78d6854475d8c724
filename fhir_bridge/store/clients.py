"""The gateway's clients, the assertions they used, their tokens, the glass they broke: plain rows, no decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from sqlalchemy import bindparam, select

from anchor.database import Database, put
from fhir_bridge.store.gateway import ASSERTION, CLIENT, EMERGENCY, TOKEN


@dataclass(frozen=True, slots=True)
class Client:
    """A system that may ask.

    `organisation` is whom it belongs to (`system|value`), `own` says that this is the custodian itself;
    `practitioners` is the system of the people it may name, empty where it names none. `keys` is a JWKS.
    """

    id: str
    role: str
    organisation: str
    own: bool
    practitioners: str
    scopes: str
    keys: bytes = field(repr=False)
    revoked: int = 0


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, known by the hash of its bytes."""

    tag: bytes = field(repr=False)
    client: str
    scopes: str
    purpose: str
    practitioner: str
    end: int


@dataclass(frozen=True, slots=True)
class Emergency:
    """A glass that was broken, until `end`; the reason is sealed."""

    client: str
    practitioner: str
    pseudonym: str
    end: int
    sealed: bytes = field(repr=False)


# asked with every read: built once
_BEARER = (
    select(CLIENT, *(TOKEN.c[name].label(f"token_{name}") for name in Token.__slots__))
    .join(CLIENT, CLIENT.c.id == TOKEN.c.client)
    .where(TOKEN.c.tag == bindparam("shown"), TOKEN.c.end > bindparam("now"), CLIENT.c.revoked == 0)
)


class Clients:
    """The tables `client`, `assertion`, `token` and `emergency`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Sequence[Client]:
        """Every client, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(CLIENT).order_by(CLIENT.c.id)).mappings().all()
        return [Client(**row) for row in rows]

    def find(self, id_: str) -> Client | None:
        """The client with this id."""
        with self._database.reading() as connection:
            row = connection.execute(select(CLIENT).where(CLIENT.c.id == id_)).mappings().first()
        return Client(**row) if row else None

    def add(self, client: Client) -> bool:
        """One more client; False where there is one of this id, revoked or not."""
        with self._database.writing() as connection:
            if connection.execute(select(CLIENT.c.id).where(CLIENT.c.id == client.id)).first():
                return False
            connection.execute(CLIENT.insert().values(asdict(client)))
        return True

    def revoke(self, id_: str, at: int) -> bool:
        """Revoke a client and its tokens; False when there is none that was not revoked before."""
        with self._database.writing() as connection:
            which = CLIENT.update().where(CLIENT.c.id == id_, CLIENT.c.revoked == 0)
            connection.execute(TOKEN.delete().where(TOKEN.c.client == id_))
            return connection.execute(which.values(revoked=at)).rowcount == 1

    def use_assertion(self, client: str, jti: str, *, end: int, now: int) -> bool:
        """Whether this assertion was not used before; it is from now on, until it could not be sent again."""
        same = ASSERTION.c.client == client, ASSERTION.c.jti == jti
        with self._database.writing() as connection:
            connection.execute(ASSERTION.delete().where(ASSERTION.c.end < now))
            if connection.execute(select(ASSERTION.c.end).where(*same)).first():
                return False
            connection.execute(ASSERTION.insert().values(client=client, jti=jti, end=end))
        return True

    def issue(self, token: Token, now: int) -> None:
        """One more token; those that have ended go."""
        with self._database.writing() as connection:
            connection.execute(TOKEN.delete().where(TOKEN.c.end <= now))
            connection.execute(TOKEN.insert().values(asdict(token)))

    def bearer(self, tag: bytes, now: int) -> tuple[Token, Client] | None:
        """A token that has not ended, and its client, where that is not revoked."""
        with self._database.reading() as connection:
            row = connection.execute(_BEARER, {"shown": tag, "now": now}).mappings().first()
        if row is None:
            return None
        token = Token(*(row[f"token_{name}"] for name in Token.__slots__))
        return token, Client(*(row[name] for name in Client.__slots__))

    def break_glass(self, emergency: Emergency) -> None:
        """Keep it, in place of an earlier one of the same three."""
        with self._database.writing() as connection:
            put(connection, EMERGENCY, [asdict(emergency)])

    def emergency(self, client: str, practitioner: str, pseudonym: str, *, now: int) -> Emergency | None:
        """The glass that this reader broke for this patient, if that has not ended."""
        same = EMERGENCY.c.client == client, EMERGENCY.c.practitioner == practitioner
        mine = EMERGENCY.c.pseudonym == pseudonym, EMERGENCY.c.end > now
        with self._database.reading() as connection:
            row = connection.execute(select(EMERGENCY).where(*same, *mine)).mappings().first()
        return Emergency(**row) if row else None

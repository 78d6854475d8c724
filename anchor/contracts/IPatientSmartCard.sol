// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Patients' cards
/// @notice Binds a patient's pseudonym to a card by the hash of the card's P-256 key, and says whether a card signed something.
/// Officers enrol cards, and are trusted to know whose card it is; the card proves that it holds its key. A card is replaced by the
/// old card's signature, or by two officers with a delay in between, during which the patient can see it coming and object.
/// A representative (a parent, a guardian) has a card of their own and stands for the patient within a scope, up to an end.
/// Signatures are over EIP-712 digests in the domain ("fhir-anchor", "1", chain, contract), with s in the lower half; every statement
/// carries the patient's next nonce, whichever contract it is for, so that it counts once and none that is held back outlives the next.
interface IPatientSmartCard {
    /// @notice Where a card stands: `None` was never enrolled, `Suspended` may come back, `Revoked` may only be replaced.
    enum Status {
        None,
        Active,
        Suspended,
        Revoked
    }

    /// @notice A P-256 signature and the key that it verifies under; of the key only the hash is stored.
    struct Proof {
        bytes32 r;
        bytes32 s;
        bytes32 x;
        bytes32 y;
    }

    /// @notice A card: the first 23 bytes of keccak256(x, y), where it stands, and the nonce that the patient's next statement carries.
    /// One storage slot.
    struct Card {
        bytes23 key;
        Status status;
        uint64 nonce;
    }

    /// @notice What a representative may do, as a sum: 1 to grant, 2 to revoke; until `end` (seconds since 1970, excluded).
    struct Mandate {
        uint8 scope;
        uint64 end;
    }

    /// @notice A change that one officer asked for: its hash, the officer, and from when another may confirm it.
    struct Change {
        bytes32 change;
        uint64 officer;
        uint64 ready;
    }

    /// @notice The patient's card is now the one with this key.
    event CardSet(bytes32 indexed patient, bytes23 key);

    /// @notice The patient's card now stands so.
    event StatusSet(bytes32 indexed patient, Status status);

    /// @notice The representative now has this mandate; scope zero when it is ended.
    event MandateSet(bytes32 indexed patient, bytes32 indexed representative, uint8 scope, uint64 end);

    /// @notice An officer asks for another card for the patient; it can be confirmed from `ready` on.
    event ReplacementRequested(bytes32 indexed patient, bytes23 key, uint64 officer, uint64 ready);

    /// @notice An officer asks for a mandate; it can be confirmed from `ready` on.
    event MandateRequested(
        bytes32 indexed patient, bytes32 indexed representative, uint8 scope, uint64 end, uint64 officer, uint64 ready
    );

    /// @notice What was asked for will not happen.
    event ChangeWithdrawn(bytes32 indexed patient, bytes32 change);

    /// @notice The patient has a card already.
    error AlreadyRegistered(bytes32 patient);

    /// @notice The patient has no card that this can be done to.
    error WrongStatus(bytes32 patient, Status status);

    /// @notice The signature is not by this holder's active card, or not over what was given.
    error NotSigned(bytes32 holder);

    /// @notice The nonce is not the patient's next one: the statement was used, or another one came first.
    error WrongNonce(uint64 expected);

    /// @notice The signer is neither the patient nor a live representative with this scope.
    error NotEntitled(bytes32 signer);

    /// @notice Zero is no pseudonym.
    error NoPatient();

    /// @notice The mandate has no scope, an unknown one, or an end that has passed.
    error WrongMandate();

    /// @notice Another change waits; it must be confirmed or withdrawn first.
    error ChangeWaits(bytes32 patient);

    /// @notice Nothing like this was asked for.
    error NotRequested(bytes32 patient);

    /// @notice It is too early to confirm the change.
    error NotReady(uint64 ready);

    /// @notice The officer who asked for a change cannot confirm it.
    error SameOfficer(uint64 officer);

    /// @notice Lets an account act for an officer. Only the governance.
    function registerOfficer(uint64 officer, address account) external;

    /// @notice Enrols a patient's first card. Only an officer. Mandates made while the patient had no card end.
    /// @param proof by the card, over `Possession(bytes32 patient,bytes23 key,uint64 nonce)`
    function registerPatient(bytes32 patient, Proof calldata proof) external;

    /// @notice Stops a card until it is reinstated. Only an officer.
    function suspend(bytes32 patient) external;

    /// @notice Lets a suspended card sign again. Only an officer.
    function reinstate(bytes32 patient) external;

    /// @notice Stops a card for ever. Only an officer.
    function revoke(bytes32 patient) external;

    /// @notice Replaces a card by its own signature; whoever has both may send this. Mandates given under the old card end.
    /// @param proof by the old card, over `Replacement(bytes32 patient,bytes23 key,uint64 nonce)`
    /// @param possession by the new card, over `Possession(bytes32 patient,bytes23 key,uint64 nonce)`
    function replaceCard(bytes32 patient, Proof calldata proof, Proof calldata possession) external;

    /// @notice Asks for another card for a patient whose card is lost. Only an officer.
    /// @param possession by the new card, over `Possession(bytes32 patient,bytes23 key,uint64 nonce)`
    function requestReplacement(bytes32 patient, Proof calldata possession) external;

    /// @notice Replaces the card as another officer has asked, after the delay. Mandates given under the old card end.
    function confirmReplacement(bytes32 patient, bytes23 key) external;

    /// @notice Sets a mandate by the patient's card; scope and end of zero end it. Anyone may send this.
    /// @param proof by the card, over `Appointment(bytes32 patient,bytes32 representative,uint8 scope,uint64 end,uint64 nonce)`
    function appoint(bytes32 patient, bytes32 representative, Mandate calldata mandate, Proof calldata proof) external;

    /// @notice Sets a mandate for a patient who has no card, such as a child. Only an officer.
    function appointGuardian(bytes32 patient, bytes32 representative, Mandate calldata mandate) external;

    /// @notice Asks for a mandate for a patient who has a card and cannot use it. Only an officer.
    function requestMandate(bytes32 patient, bytes32 representative, Mandate calldata mandate) external;

    /// @notice Sets a mandate as another officer has asked, after the delay.
    function confirmMandate(bytes32 patient, bytes32 representative, Mandate calldata mandate) external;

    /// @notice Ends a mandate. Only an officer.
    function dismiss(bytes32 patient, bytes32 representative) external;

    /// @notice Withdraws what was asked for. Only an officer, any.
    function withdrawChange(bytes32 patient) external;

    /// @notice The patient's card objects to what was asked for. Anyone may send this.
    /// @param proof by the card, over `Objection(bytes32 patient,bytes32 change,uint64 nonce)`
    function objectTo(bytes32 patient, Proof calldata proof) external;

    /// @notice Takes a statement made to the calling contract, and uses up the patient's nonce; reverts unless the patient's active card
    /// signed it, or that of a representative who may do what `scope` says. The domain's contract is the caller, so
    /// nobody else can use the statement up.
    /// @param statement the hash of the EIP-712 structure, which holds this nonce
    function useStatement(
        bytes32 patient, bytes32 signer, uint8 scope, uint64 nonce, bytes32 statement, Proof calldata proof
    ) external;

    /// @notice The patient's card.
    function getPatientInfo(bytes32 patient) external view returns (Card memory card);

    /// @notice The change that waits for the patient; all zero when there is none.
    function pendingChange(bytes32 patient) external view returns (Change memory change);

    /// @notice The mandate of a representative under the patient's present card; it may have ended.
    function mandateOf(bytes32 patient, bytes32 representative) external view returns (Mandate memory mandate);

    /// @notice Whether `signer` may now do for the patient what `scope` says: the patient may, and a live representative.
    function speaksFor(bytes32 signer, bytes32 patient, uint8 scope) external view returns (bool);

    /// @notice Whether the holder's active card signed this digest.
    function isSigned(bytes32 holder, bytes32 digest, Proof calldata proof) external view returns (bool);

    /// @notice Seconds between an officer's request and its confirmation.
    function delay() external view returns (uint64);
}

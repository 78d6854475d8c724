-- A journal as version 1 of its format made it.
BEGIN TRANSACTION;
CREATE TABLE audit (
    number INTEGER NOT NULL, 
    id VARCHAR NOT NULL, 
    patient BLOB NOT NULL, 
    sealed BLOB NOT NULL, 
    commitment BLOB NOT NULL, 
    log_index INTEGER, 
    PRIMARY KEY (number), 
    UNIQUE (id)
);
CREATE TABLE erasure (
    pseudonym VARCHAR NOT NULL, 
    tombstone INTEGER NOT NULL, 
    at DATETIME NOT NULL, 
    officers VARCHAR NOT NULL, 
    epochs VARCHAR NOT NULL, 
    stage VARCHAR NOT NULL, 
    certificate VARCHAR NOT NULL, 
    PRIMARY KEY (pseudonym), 
    UNIQUE (tombstone)
);
CREATE TABLE handover (
    number INTEGER NOT NULL, 
    record_id VARCHAR NOT NULL, 
    pseudonym VARCHAR NOT NULL, 
    organisation VARCHAR NOT NULL, 
    at DATETIME NOT NULL, 
    PRIMARY KEY (number)
);
CREATE TABLE hold (
    pseudonym VARCHAR NOT NULL, 
    since DATETIME NOT NULL, 
    PRIMARY KEY (pseudonym), 
    FOREIGN KEY(pseudonym) REFERENCES patient (pseudonym)
);
CREATE TABLE identifier (
    tag BLOB NOT NULL, 
    pseudonym VARCHAR NOT NULL, 
    PRIMARY KEY (tag), 
    FOREIGN KEY(pseudonym) REFERENCES patient (pseudonym)
);
INSERT INTO "identifier" VALUES(X'09','site');
CREATE TABLE message (
    id INTEGER NOT NULL, 
    tag BLOB NOT NULL, 
    format VARCHAR NOT NULL, 
    sealed BLOB NOT NULL, 
    wrapped_key BLOB NOT NULL, 
    pseudonym VARCHAR NOT NULL, 
    state VARCHAR NOT NULL, 
    reason VARCHAR NOT NULL, 
    accepted_at DATETIME NOT NULL, 
    PRIMARY KEY (id), 
    UNIQUE (tag), 
    FOREIGN KEY(pseudonym) REFERENCES patient (pseudonym)
);
INSERT INTO "message" VALUES(1,X'01','hl7v2',X'7365616C6564',X'6B','site','accepted','','2026-01-02 03:04:05.000000');
INSERT INTO "message" VALUES(2,X'02','hl7v2',X'7365616C6564',X'6B','site','refused','no-patient','2026-01-02 03:04:05.000000');
CREATE TABLE officer (
    name VARCHAR NOT NULL, 
    public_key BLOB NOT NULL, 
    PRIMARY KEY (name), 
    UNIQUE (public_key)
);
CREATE TABLE patient (
    pseudonym VARCHAR NOT NULL, 
    wrapped_key BLOB NOT NULL, 
    PRIMARY KEY (pseudonym)
);
INSERT INTO "patient" VALUES('site',X'77');
CREATE TABLE record (
    id VARCHAR NOT NULL, 
    message_id INTEGER NOT NULL, 
    part INTEGER NOT NULL, 
    pseudonym VARCHAR NOT NULL, 
    version INTEGER NOT NULL, 
    cid VARCHAR NOT NULL, 
    commitment BLOB NOT NULL, 
    wrapped_key BLOB NOT NULL, 
    wrapped_seed BLOB NOT NULL, 
    facts BLOB NOT NULL, 
    stored BOOLEAN NOT NULL, 
    log_index INTEGER, 
    PRIMARY KEY (id), 
    FOREIGN KEY(message_id) REFERENCES message (id), 
    FOREIGN KEY(pseudonym) REFERENCES patient (pseudonym)
);
CREATE TABLE setting (
    name VARCHAR NOT NULL, 
    value BLOB NOT NULL, 
    PRIMARY KEY (name)
);
CREATE TABLE spool (
    record_id VARCHAR NOT NULL, 
    envelope BLOB NOT NULL, 
    PRIMARY KEY (record_id), 
    FOREIGN KEY(record_id) REFERENCES record (id)
);
CREATE TABLE warrant (
    number INTEGER NOT NULL, 
    act VARCHAR NOT NULL, 
    subject VARCHAR NOT NULL, 
    text VARCHAR NOT NULL, 
    signatures BLOB NOT NULL, 
    PRIMARY KEY (number)
);
CREATE INDEX ix_audit_log_index ON audit (log_index);
CREATE INDEX ix_audit_patient ON audit (patient);
CREATE INDEX ix_warrant_subject ON warrant (subject);
CREATE INDEX ix_handover_pseudonym ON handover (pseudonym);
CREATE INDEX ix_identifier_pseudonym ON identifier (pseudonym);
CREATE INDEX ix_message_state ON message (state);
CREATE INDEX ix_record_stored ON record (stored);
CREATE INDEX ix_record_pseudonym ON record (pseudonym);
CREATE INDEX ix_record_message_id ON record (message_id);
CREATE INDEX ix_record_log_index ON record (log_index);
COMMIT;
PRAGMA user_version = 1;

-- The tables of a Tacet ledger, made in the first schema of search_path.
-- The first `budget create` runs this; an administrator may run it before, as in docs/ledger-postgresql.md.

CREATE TABLE ledger_documents (
  account text COLLATE "C" NOT NULL,
  number bigint NOT NULL CHECK (number >= 0),
  document bytea NOT NULL,
  PRIMARY KEY (account, number)
);

CREATE TABLE ledger_snapshots (
  account text COLLATE "C" PRIMARY KEY,
  snapshot bytea NOT NULL
);

CREATE TABLE ledger_format (
  version integer PRIMARY KEY
);

CREATE FUNCTION ledger_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: a ledger is only added to', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE TRIGGER ledger_is_only_added_to
  BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_documents
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_only_added_to();

-- Also for sessions that replicate, which triggers are off for otherwise.
ALTER TABLE ledger_documents ENABLE ALWAYS TRIGGER ledger_is_only_added_to;

INSERT INTO ledger_format VALUES (1);

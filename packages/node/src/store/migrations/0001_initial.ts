/** The first schema. Migrations are append-only: never edit one that was released. Amounts are decimal TEXT: uint128 does not fit INTEGER. */
export const sql = `
CREATE TABLE cursor (id INTEGER PRIMARY KEY CHECK (id = 1), block INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE TABLE blocks (number INTEGER PRIMARY KEY, hash TEXT NOT NULL, parent_hash TEXT NOT NULL, timestamp INTEGER NOT NULL) STRICT;
CREATE TABLE chain_logs (
  block INTEGER NOT NULL, log_index INTEGER NOT NULL, block_hash TEXT NOT NULL, block_time INTEGER NOT NULL,
  transaction_hash TEXT NOT NULL, name TEXT NOT NULL, args TEXT NOT NULL, PRIMARY KEY (block, log_index)
) STRICT;
CREATE TABLE orders (
  id TEXT PRIMARY KEY, corridor TEXT NOT NULL, payer TEXT NOT NULL, state TEXT NOT NULL, record TEXT NOT NULL,
  created_block INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, version INTEGER NOT NULL
) STRICT;
CREATE INDEX orders_state ON orders (state);
CREATE INDEX orders_payer ON orders (payer);
CREATE TABLE order_events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL, type TEXT NOT NULL, name TEXT, state TEXT NOT NULL, data TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE INDEX order_events_order ON order_events (order_id, seq);
CREATE TABLE effects (
  id INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL, kind TEXT NOT NULL, data TEXT NOT NULL, due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, leased_until INTEGER NOT NULL DEFAULT 0, done_at INTEGER, last_error TEXT
) STRICT;
CREATE INDEX effects_due ON effects (due_at) WHERE done_at IS NULL;
CREATE UNIQUE INDEX effects_one ON effects (order_id, kind) WHERE done_at IS NULL;
CREATE TABLE snapshots (order_id TEXT PRIMARY KEY, block INTEGER NOT NULL, inputs TEXT NOT NULL) STRICT;
CREATE TABLE rankings (order_id TEXT PRIMARY KEY, digest TEXT NOT NULL, bundle_digest TEXT NOT NULL, result TEXT NOT NULL) STRICT;
CREATE TABLE reports (
  corridor TEXT NOT NULL, epoch INTEGER NOT NULL, provider TEXT NOT NULL, signature TEXT NOT NULL, report TEXT NOT NULL,
  received_at INTEGER NOT NULL, PRIMARY KEY (corridor, epoch, provider, signature)
) STRICT;
CREATE TABLE payouts (
  order_id TEXT PRIMARY KEY, reference TEXT NOT NULL UNIQUE, psp TEXT NOT NULL, state TEXT NOT NULL, currency TEXT NOT NULL, amount TEXT NOT NULL,
  request TEXT, psp_id TEXT, paid_at INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE payout_events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL, state TEXT NOT NULL, evidence TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE TABLE reservations (
  order_id TEXT PRIMARY KEY, psp TEXT NOT NULL, currency TEXT NOT NULL, amount TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('reserved', 'posted', 'voided')), created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE recipients (
  order_id TEXT NOT NULL, provider TEXT NOT NULL, sealed TEXT NOT NULL, received_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
  PRIMARY KEY (order_id, provider)
) STRICT;
CREATE TABLE attestations_given (order_id TEXT PRIMARY KEY, attestation TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE transactions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, purpose TEXT NOT NULL, nonce INTEGER NOT NULL, target TEXT NOT NULL, data TEXT NOT NULL,
  hash TEXT, raw TEXT, state TEXT NOT NULL CHECK (state IN ('signed', 'sent', 'mined', 'reverted', 'dropped')), created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
`

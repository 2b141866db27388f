/** What the gateway remembers: who may use it, what it sent for payers, and whom it tells. Times are unix milliseconds. */
export const sql = `
CREATE TABLE gateway_secrets (name TEXT PRIMARY KEY, secret BLOB NOT NULL) STRICT;
CREATE TABLE api_keys (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, hash BLOB NOT NULL, scopes TEXT NOT NULL, created_at INTEGER NOT NULL, revoked_at INTEGER
) STRICT;
CREATE TABLE auth_nonces (nonce TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX auth_nonces_expiry ON auth_nonces (expires_at);
CREATE TABLE idempotent_answers (
  scope TEXT NOT NULL, key TEXT NOT NULL, request BLOB NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (scope, key)
) STRICT;
CREATE INDEX idempotent_answers_at ON idempotent_answers (at);
CREATE TABLE relays (
  order_id TEXT PRIMARY KEY, payer TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('accepted', 'sent', 'refused')),
  transaction_hash TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX relays_payer ON relays (payer, created_at);
CREATE TABLE webhooks (
  id TEXT PRIMARY KEY, owner TEXT NOT NULL, url TEXT NOT NULL, events TEXT NOT NULL, payer TEXT, secret TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'disabled')), created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX webhooks_owner ON webhooks (owner, created_at);
CREATE TABLE webhook_cursor (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL) STRICT;
CREATE TABLE webhook_deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT, webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE, event_id TEXT NOT NULL,
  type TEXT NOT NULL, order_id TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL, last_status INTEGER, last_error TEXT,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX webhook_deliveries_event ON webhook_deliveries (webhook_id, event_id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due_at) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_age ON webhook_deliveries (updated_at) WHERE state <> 'waiting';
CREATE INDEX orders_created ON orders (created_block DESC, id);
CREATE INDEX orders_payer_created ON orders (payer COLLATE NOCASE, created_block DESC, id);
`

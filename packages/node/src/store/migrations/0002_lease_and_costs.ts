/** Who owns the database, and what transactions cost. */
export const sql = `
CREATE TABLE lease (id INTEGER PRIMARY KEY CHECK (id = 1), token INTEGER NOT NULL, holder TEXT NOT NULL, until INTEGER NOT NULL) STRICT;
ALTER TABLE transactions ADD COLUMN cost TEXT;
CREATE INDEX transactions_open ON transactions (nonce, id) WHERE state IN ('signed', 'sent');
CREATE INDEX transactions_updated ON transactions (updated_at);
`

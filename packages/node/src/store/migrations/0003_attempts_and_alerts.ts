/** Payouts that failed at one PSP before another made them, and what waits for the operator. */
export const sql = `
CREATE TABLE payout_attempts (
  attempt INTEGER PRIMARY KEY, order_id TEXT NOT NULL, reference TEXT NOT NULL, psp TEXT NOT NULL, state TEXT NOT NULL,
  currency TEXT NOT NULL, amount TEXT NOT NULL, request TEXT, psp_id TEXT, paid_at INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX payout_attempts_order ON payout_attempts (order_id);
CREATE INDEX payout_attempts_reference ON payout_attempts (psp, reference);
CREATE INDEX payouts_state ON payouts (state, created_at);
CREATE INDEX reservations_state ON reservations (psp, state);
CREATE TABLE alerts (
  subject TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL, raised_at INTEGER NOT NULL, PRIMARY KEY (subject, kind)
) STRICT;
CREATE TABLE webhook_notices (psp TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (psp, key)) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_notices_at ON webhook_notices (at);
`

/** What people decide about payouts. Not fenced: the command line writes here while the daemon runs, which judges and acts. And an index for the caps. */
export const sql = `
CREATE TABLE resolutions (
  id INTEGER PRIMARY KEY, order_id TEXT NOT NULL REFERENCES payouts (order_id), verdict TEXT NOT NULL CHECK (verdict IN ('paid', 'failed')),
  paid_at INTEGER, why TEXT NOT NULL, decided_by TEXT NOT NULL, decided_at INTEGER NOT NULL,
  outcome TEXT NOT NULL DEFAULT 'waiting' CHECK (outcome IN ('waiting', 'applied', 'refused')), answer TEXT, judged_at INTEGER,
  CHECK ((verdict = 'paid') = (paid_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX resolutions_waiting ON resolutions (order_id) WHERE outcome = 'waiting';
CREATE INDEX payouts_spent ON payouts (currency, created_at);
`

/** Epochs that outlive a restart: what was agreed, voted for and anchored, the model it names, and proofs of double dealing. */
export const sql = `
CREATE TABLE bundles (
  corridor TEXT NOT NULL, epoch INTEGER NOT NULL, digest TEXT NOT NULL, body BLOB NOT NULL, agreed INTEGER NOT NULL, saved_at INTEGER NOT NULL,
  PRIMARY KEY (corridor, epoch, digest)
) STRICT;
CREATE TABLE statements (
  digest TEXT PRIMARY KEY, corridor TEXT NOT NULL, epoch INTEGER NOT NULL, bundle TEXT NOT NULL, height INTEGER NOT NULL, root TEXT NOT NULL
) STRICT;
CREATE INDEX statements_epoch ON statements (corridor, epoch);
CREATE TABLE votes (
  corridor TEXT NOT NULL, epoch INTEGER NOT NULL, operator TEXT NOT NULL, digest TEXT NOT NULL, signature TEXT NOT NULL,
  PRIMARY KEY (corridor, epoch, operator, digest)
) STRICT;
CREATE TABLE models (root TEXT PRIMARY KEY, height INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
CREATE TABLE equivocations (
  provider TEXT NOT NULL, corridor TEXT NOT NULL, epoch INTEGER NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('reports', 'votes')),
  first TEXT NOT NULL, first_signature TEXT NOT NULL, second TEXT NOT NULL, second_signature TEXT NOT NULL, found_at INTEGER NOT NULL,
  PRIMARY KEY (provider, corridor, epoch, kind)
) STRICT;
`

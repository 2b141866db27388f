/** A block's parent is looked at when the block is read, never later. What was over before this database existed is told by the chain. */
export const sql = `
ALTER TABLE blocks DROP COLUMN parent_hash;
CREATE TABLE history (id INTEGER PRIMARY KEY CHECK (id = 1), block INTEGER NOT NULL) STRICT;
`

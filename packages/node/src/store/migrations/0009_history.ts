/** A block's parent is looked at when the block is read, never later. What was over before this database existed is told by the chain. Claims under way are counted before each claim. */
export const sql = `
ALTER TABLE blocks DROP COLUMN parent_hash;
CREATE TABLE history (id INTEGER PRIMARY KEY CHECK (id = 1), block INTEGER NOT NULL) STRICT;
CREATE INDEX reservations_open ON reservations (order_id) WHERE state = 'reserved';
`

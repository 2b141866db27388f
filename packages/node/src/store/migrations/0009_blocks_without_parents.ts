/** A block's parent is looked at when the block is read, never later. */
export const sql = `
ALTER TABLE blocks DROP COLUMN parent_hash;
`

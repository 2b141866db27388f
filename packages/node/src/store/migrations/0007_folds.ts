/** What the projections made of the chain so far, so that a start need not read it all again; and each order's events by its id. */
export const sql = `
CREATE TABLE folds (height INTEGER PRIMARY KEY, form TEXT NOT NULL, body TEXT NOT NULL) STRICT;
ALTER TABLE chain_logs ADD COLUMN order_id TEXT;
UPDATE chain_logs SET order_id = json_extract(args, '$.orderId');
CREATE INDEX chain_logs_order ON chain_logs (order_id) WHERE order_id IS NOT NULL;
DROP INDEX orders_payer;
`

/** The `models` table: the model as of the heights that statements name, for daemons and payers that were not there. */
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Hex } from 'viem'
import type { Store } from './store.ts'

/** Heights that are kept. */
const KEEP = 8
const MAX_MODEL_BYTES = 256 * 1_024 * 1_024

/** Saves a model's text under its root, and forgets the oldest. */
export function saveModel({ db }: Store, root: Hex, height: number, text: string): void {
  db.prepare(
    'INSERT INTO models (root, height, body) VALUES (?, ?, ?) ON CONFLICT (root) DO UPDATE SET height = max(height, excluded.height)',
  ).run(root, height, gzipSync(text))
  db.prepare('DELETE FROM models WHERE root NOT IN (SELECT root FROM models ORDER BY height DESC LIMIT ?)').run(KEEP)
}

/** Whether a model is here. */
export function hasModel({ db }: Store, root: Hex): boolean {
  return db.prepare('SELECT 1 FROM models WHERE root = ?').get(root) !== undefined
}

/** A model's text as it is sent: gzipped. */
export function getModelBody({ db }: Store, root: Hex): Uint8Array | undefined {
  return db.prepare<[string], { body: Buffer }>('SELECT body FROM models WHERE root = ?').get(root)?.body
}

/** Unpacks a body. @throws when it is no gzip, or larger than any model. */
export const toModelText = (body: Uint8Array): string => gunzipSync(body, { maxOutputLength: MAX_MODEL_BYTES }).toString('utf8')

/** The `votes` and `equivocations` tables: who signed which digest of an epoch, and who signed two. */
import type { Corridor, ProviderId } from '@paynode/sdk/protocol'
import type { Hex } from 'viem'
import type { Store } from './store.ts'

/** A node key's signature over an epoch's digest. */
export type Vote = {
  readonly corridor: Corridor
  readonly epoch: number
  readonly operator: ProviderId
  readonly digest: Hex
  readonly signature: Hex
}

/** Two statements of one signer that exclude each other, each with its signature. For reports `first` and `second` are their JSON, for votes digests. */
export type EquivocationProof = {
  readonly provider: ProviderId
  readonly corridor: Corridor
  readonly epoch: number
  readonly kind: 'reports' | 'votes'
  readonly first: string
  readonly firstSignature: Hex
  readonly second: string
  readonly secondSignature: Hex
  /** Unix milliseconds. */
  readonly foundAt: number
}

/** Saves a vote. Durable before anybody hears of it, so that a daemon never votes twice. */
export function saveVote({ db }: Store, { corridor, epoch, operator, digest, signature }: Vote): void {
  db.prepare('INSERT INTO votes (corridor, epoch, operator, digest, signature) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING').run(
    corridor,
    epoch,
    operator,
    digest,
    signature,
  )
}

/** An operator's votes in an epoch. More than one is equivocation. */
export function listVotes({ db }: Store, corridor: Corridor, epoch: number, operator: ProviderId): readonly Vote[] {
  return db
    .prepare<[string, number, string], { digest: string; signature: string }>(
      'SELECT digest, signature FROM votes WHERE corridor = ? AND epoch = ? AND operator = ? ORDER BY digest',
    )
    .all(corridor, epoch, operator)
    .map((row) => ({ corridor, epoch, operator, digest: row.digest as Hex, signature: row.signature as Hex })) // written by saveVote only
}

/** Keeps a proof; the first one of a provider, epoch and kind. True when it is new. */
export function saveEquivocation({ db }: Store, proof: EquivocationProof): boolean {
  const { provider, corridor, epoch, kind, first, firstSignature, second, secondSignature, foundAt } = proof
  const result = db
    .prepare(
      `INSERT INTO equivocations (provider, corridor, epoch, kind, first, first_signature, second, second_signature, found_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    .run(provider, corridor, epoch, kind, first, firstSignature, second, secondSignature, foundAt)
  return result.changes > 0
}

/** Proofs, newest first. */
export function listEquivocations({ db }: Store, limit = 100): readonly EquivocationProof[] {
  return db
    .prepare<[number], EquivocationProof>(
      `SELECT provider, corridor, epoch, kind, first, first_signature AS firstSignature, second, second_signature AS secondSignature,
         found_at AS foundAt FROM equivocations ORDER BY found_at DESC, provider LIMIT ?`,
    )
    .all(limit)
}

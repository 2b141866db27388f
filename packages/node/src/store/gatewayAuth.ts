/** What the gateway's sign-in needs to remember: its signing secret, nonces until they are used, hashes of API keys. */
import { z } from 'zod'
import type { Store } from './store.ts'

/** A secret under a name: the stored one, or `create`'s, which is kept from then on. */
export function getGatewaySecret(store: Store, name: string, create: () => Uint8Array): Uint8Array {
  return store.transaction(() => {
    const find = store.db.prepare<[string], { secret: Buffer }>('SELECT secret FROM gateway_secrets WHERE name = ?')
    const known = find.get(name)
    if (known) return known.secret
    const secret = create()
    store.db.prepare('INSERT INTO gateway_secrets (name, secret) VALUES (?, ?)').run(name, Buffer.from(secret))
    return secret
  })
}

/** Keeps a nonce until `expiresAt` (unix milliseconds) and forgets those that are over at `now`. */
export function addNonce(
  store: Store,
  { nonce, expiresAt, now }: { readonly nonce: string; readonly expiresAt: number; readonly now: number },
): void {
  store.transaction(() => {
    store.db.prepare('DELETE FROM auth_nonces WHERE expires_at <= ?').run(now)
    store.db.prepare('INSERT INTO auth_nonces (nonce, expires_at) VALUES (?, ?)').run(nonce, expiresAt)
  })
}

/** Nonces that wait to be used. */
export function countNonces({ db }: Store): number {
  return db.prepare<[], { total: number }>('SELECT count(*) AS total FROM auth_nonces').get()?.total ?? 0
}

/** Uses a nonce up: true once, and only before it is over. */
export function useNonce({ db }: Store, nonce: string, now: number): boolean {
  return db.prepare('DELETE FROM auth_nonces WHERE nonce = ? AND expires_at > ?').run(nonce, now).changes === 1
}

/** Whether a nonce waits to be used. */
export function hasNonce({ db }: Store, nonce: string, now: number): boolean {
  return db.prepare('SELECT 1 FROM auth_nonces WHERE nonce = ? AND expires_at > ?').get(nonce, now) !== undefined
}

/** What a key may do. */
export const apiScopes = ['orders:write', 'recipients:write', 'accounts:verify', 'webhooks:manage'] as const
export type ApiScope = (typeof apiScopes)[number]

/** A key as it is kept: never the key itself. Times are unix milliseconds. */
export type ApiKey = {
  readonly id: string
  readonly name: string
  readonly hash: Uint8Array
  readonly scopes: readonly ApiScope[]
  readonly createdAt: number
  readonly revokedAt?: number | undefined
}

const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    hash: z.instanceof(Uint8Array),
    scopes: z.string().transform((text) => z.array(z.enum(apiScopes)).parse(JSON.parse(text))),
    created_at: z.int(),
    revoked_at: z.int().nullable(),
  })
  .transform(
    ({ id, name, hash, scopes, created_at, revoked_at }): ApiKey => ({
      id,
      name,
      hash,
      scopes,
      createdAt: created_at,
      revokedAt: revoked_at ?? undefined,
    }),
  )

/** Adds a key. */
export function addApiKey({ db }: Store, { id, name, hash, scopes, createdAt }: ApiKey): void {
  db.prepare('INSERT INTO api_keys (id, name, hash, scopes, created_at) VALUES (?, ?, ?, ?, ?)').run(
    id,
    name,
    Buffer.from(hash),
    JSON.stringify(scopes),
    createdAt,
  )
}

/** A key by its id, revoked ones too. */
export function getApiKey({ db }: Store, id: string): ApiKey | undefined {
  const row = db.prepare('SELECT * FROM api_keys WHERE id = ?').get(id)
  return row === undefined ? undefined : keySchema.parse(row)
}

/** Every key, oldest first. */
export function listApiKeys({ db }: Store): readonly ApiKey[] {
  return db
    .prepare('SELECT * FROM api_keys ORDER BY created_at, id')
    .all()
    .map((row) => keySchema.parse(row))
}

/** Ends a key; false when there is none that still counts. */
export function revokeApiKey({ db }: Store, id: string, now: number): boolean {
  return db.prepare('UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL').run(now, id).changes === 1
}

/** API keys: shown once, kept as a hash, scoped, revocable at once. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { type ApiKey, type ApiScope, addApiKey, getApiKey } from '../../store/gatewayAuth.ts'
import type { Store } from '../../store/store.ts'

/** `pnk_<id>_<secret>`: 64 and 256 random bits. */
const pattern = /^pnk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/

/** Makes a key. `key` is nowhere else: give it to its user now. `now` is unix milliseconds. */
export function createApiKey(
  store: Store,
  { name, scopes, now }: { readonly name: string; readonly scopes: readonly ApiScope[]; readonly now: number },
): { readonly id: string; readonly key: string } {
  const id = randomBytes(8).toString('hex')
  const secret = randomBytes(32).toString('base64url')
  addApiKey(store, { id, name, hash: toHash(secret), scopes, createdAt: now })
  return { id, key: `pnk_${id}_${secret}` }
}

/** The key that a text is; undefined when there is none, or it was revoked. */
export function findApiKey(store: Store, text: string): ApiKey | undefined {
  const [, id, secret] = pattern.exec(text) ?? []
  if (id === undefined || secret === undefined) return undefined
  const key = getApiKey(store, id)
  const isRight = timingSafeEqual(key?.hash ?? Buffer.alloc(32), toHash(secret))
  return key && isRight && key.revokedAt === undefined ? key : undefined
}

/** The secret has 256 random bits, so nothing slower than SHA-256 is needed. */
const toHash = (secret: string): Buffer => createHash('sha256').update(secret).digest()

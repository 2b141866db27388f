/** Reads a 32-byte key from the text of its file: a keystore, or hex on one line. */
import { type Hex, isHex } from 'viem'
import { parseJson } from '../runtime/parseJson.ts'
import { decryptKey } from './decryptKey.ts'
import { keystoreSchema } from './schema.ts'

/** Why a key could not be read. The text and the passphrase are in none of them. */
export type OpenKeyProblem = 'noKey' | 'noKeystore' | 'noPassphrase' | 'wrongPassphrase'
export type OpenKeyResult = { readonly type: 'opened'; readonly key: Hex } | { readonly type: OpenKeyProblem }

/** True when the text is meant to be a keystore, and so wants a passphrase. */
export const isKeystore = (text: string): boolean => text.trimStart().startsWith('{')

/** Opens the key. `passphrase` is asked for only when the text is a keystore. */
export async function openKey(text: string, passphrase: () => string | undefined | Promise<string | undefined>): Promise<OpenKeyResult> {
  if (!isKeystore(text)) return toPlain(text.trim())
  const keystore = keystoreSchema.safeParse(toLowerKeys(parseJson(text)))
  if (!keystore.success) return { type: 'noKeystore' }
  const secret = await passphrase()
  if (secret === undefined) return { type: 'noPassphrase' }
  const key = await decryptKey(keystore.data, secret)
  return key === undefined ? { type: 'wrongPassphrase' } : { type: 'opened', key }
}

function toPlain(text: string): OpenKeyResult {
  const key = text.startsWith('0x') ? text : `0x${text}`
  return isHex(key) && key.length === 66 ? { type: 'opened', key } : { type: 'noKey' }
}

/** Old wallets write `Crypto`. */
function toLowerKeys(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name.toLowerCase(), item]))
}

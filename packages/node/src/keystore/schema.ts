/**
 * A key file as the Web3 Secret Storage Definition, version 3, has it (ethereum.org, "Web3 Secret Storage Definition").
 * Costs of the key derivation are bounded, so that a planted file cannot hang the daemon.
 */
import { z } from 'zod'

const hex = (bytes?: number) =>
  z.string().regex(bytes === undefined ? /^([0-9a-fA-F]{2})+$/ : new RegExp(`^[0-9a-fA-F]{${bytes * 2}}$`), 'must be hex bytes')

const scryptSchema = z.object({
  kdf: z.literal('scrypt'),
  kdfparams: z.object({
    dklen: z.literal(32),
    n: z.int().min(2).max(1_048_576),
    r: z.int().min(1).max(16),
    p: z.int().min(1).max(16),
    salt: hex(),
  }),
})
const pbkdf2Schema = z.object({
  kdf: z.literal('pbkdf2'),
  kdfparams: z.object({ dklen: z.literal(32), c: z.int().min(1).max(10_000_000), prf: z.literal('hmac-sha256'), salt: hex() }),
})
const cipherSchema = z.object({
  cipher: z.literal('aes-128-ctr'),
  cipherparams: z.object({ iv: hex(16) }),
  ciphertext: hex(32),
  mac: hex(32),
})

export const keystoreSchema = z.object({
  version: z.literal(3),
  id: z.string().optional(),
  crypto: z.intersection(z.discriminatedUnion('kdf', [scryptSchema, pbkdf2Schema]), cipherSchema),
})

export type Keystore = z.output<typeof keystoreSchema>

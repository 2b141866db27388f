/** Whose money: the key that signs for the payer. */
import type { Hex } from 'viem'
import type { Context } from '../context.ts'
import { usageError } from '../errors.ts'
import { openKeyFile } from '../keys/openKeyFile.ts'
import { createPassphrase } from '../keys/passphrase.ts'
import { toKey } from '../keys/secretFile.ts'
import type { NetworkDescription } from '../network/types.ts'

/** `--key-file`, then PAYNODE_PRIVATE_KEY, then the local network's own payer. @throws usage error when there is none. */
export async function getPayerKey(
  network: NetworkDescription,
  keyFile: string | undefined,
  { env, signal }: Pick<Context, 'env' | 'signal'>,
): Promise<Hex> {
  if (keyFile) return openKeyFile(keyFile, createPassphrase(undefined, signal))
  if (env.PAYNODE_PRIVATE_KEY) return toKey(env.PAYNODE_PRIVATE_KEY, 'PAYNODE_PRIVATE_KEY')
  if (network.payer) return network.payer.privateKey
  throw usageError("no payer: give --key-file, set PAYNODE_PRIVATE_KEY, or use a local network's file")
}

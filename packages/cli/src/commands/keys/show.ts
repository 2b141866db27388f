/** Who a directory's keys are. */

import { toHpkePublicKey } from '@paynode/node/keystore'
import type { Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { openKeyFile } from '../../keys/openKeyFile.ts'
import type { Passphrase } from '../../keys/passphrase.ts'
import { toCompressedKey, toPeerId } from '../../keys/toPeerId.ts'
import { toKeyFiles } from '../../keys/writeProviderKeys.ts'

/** Addresses and public keys; private keys only when `what` is `private`. */
export async function showKeyFiles(
  directory: string,
  what: 'public' | 'private',
  passphrase: Passphrase,
): Promise<Readonly<Record<string, string>>> {
  const files = toKeyFiles(directory)
  const { operatorKeyFile, nodeKeyFile, hpkeKeyFile } = files
  const [operator, node, hpke] = await Promise.all(
    [operatorKeyFile, nodeKeyFile, hpkeKeyFile].map((file) => openKeyFile(file, passphrase)) as [Promise<Hex>, Promise<Hex>, Promise<Hex>],
  )
  const nodeKey = toCompressedKey(node)
  return {
    operator: privateKeyToAccount(operator).address,
    node: privateKeyToAccount(node).address,
    nodeKey,
    peerId: toPeerId(nodeKey),
    hpkeKey: toHpkePublicKey(hpke),
    ...files,
    ...(what === 'private' ? { operatorPrivateKey: operator, nodePrivateKey: node, hpkePrivateKey: hpke } : {}),
  }
}

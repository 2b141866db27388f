/** Who a directory's keys are. */
import { privateKeyToAccount } from 'viem/accounts'
import { readKeyFile } from '../../keys/secretFile.ts'
import { toHpkePublicKey } from '../../keys/toHpkePublicKey.ts'
import { toCompressedKey, toPeerId } from '../../keys/toPeerId.ts'
import { toKeyFiles } from '../../keys/writeProviderKeys.ts'

/** Addresses and public keys; private keys only when `what` is `private`. */
export function showKeyFiles(directory: string, what: 'public' | 'private'): Readonly<Record<string, string>> {
  const files = toKeyFiles(directory)
  const operator = readKeyFile(files.operatorKeyFile)
  const node = readKeyFile(files.nodeKeyFile)
  const hpke = readKeyFile(files.hpkeKeyFile)
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

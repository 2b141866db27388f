/** A provider's three keys: operator (hot: claims, settles), node (libp2p, reports, attestations), HPKE (opens recipients). */
import { createHpkeKeyPair } from '@paynode/sdk/protocol'
import type { Hex } from 'viem'
import { generatePrivateKey } from 'viem/accounts'

/** Private keys and what the registry needs of them. */
export type ProviderKeys = {
  readonly operatorKey: Hex
  readonly nodeKey: Hex
  readonly hpkeKey: Hex
  readonly hpkePublicKey: Hex
}

/** Creates fresh keys. */
export async function createProviderKeys(): Promise<ProviderKeys> {
  const hpke = await createHpkeKeyPair()
  return { operatorKey: generatePrivateKey(), nodeKey: generatePrivateKey(), hpkeKey: hpke.privateKey, hpkePublicKey: hpke.publicKey }
}

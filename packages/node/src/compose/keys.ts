/** Reads the daemon's keys from their files. They stay in closures: nothing else of the daemon sees key bytes. */
import { hashReport, type PayoutAttestation, type Report, toAttestationTypedData } from '@paynode/sdk/protocol'
import { type Hex, isHex, type LocalAccount } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { readSecretFile } from '../config/load.ts'
import type { NodeConfig } from '../config/schema.ts'

/** What the daemon signs with. */
export type Keys = {
  /** Hot key: claims and settles. Its address is the provider's id. */
  readonly operator: LocalAccount
  readonly nodePrivateKey: Hex
  readonly hpkePrivateKey: Hex
  signReport(report: Report): Promise<Hex>
  readonly attester: { readonly address: Hex; sign(attestations: readonly PayoutAttestation[]): Promise<Hex> }
}

/** @throws when a file is missing, readable by others, or holds no 32-byte hex key. The key is not repeated. */
export function readKeys(config: NodeConfig): Keys {
  const read = (file: string): Hex => {
    const text = readSecretFile(file)
    const key = text.startsWith('0x') ? text : `0x${text}`
    if (!isHex(key) || key.length !== 66) throw new Error(`${file} holds no 32-byte hex key`)
    return key
  }
  const { chainId, escrow, verifier } = config.chain
  const nodePrivateKey = read(config.keys.nodeKeyFile)
  const node = privateKeyToAccount(nodePrivateKey)
  return {
    operator: privateKeyToAccount(read(config.keys.operatorKeyFile)),
    nodePrivateKey,
    hpkePrivateKey: read(config.keys.hpkeKeyFile),
    signReport: (report) => node.sign({ hash: hashReport(report, { chainId, escrow }) }),
    attester: {
      address: node.address,
      sign: (attestations) => node.signTypedData(toAttestationTypedData(attestations, { chainId, verifier })),
    },
  }
}

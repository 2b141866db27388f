/** Reads the daemon's keys from their files. They stay in closures: nothing else of the daemon sees key bytes. */
import {
  type Corridor,
  hashAnchorVote,
  hashReport,
  type PayoutAttestation,
  type Report,
  toAttestationTypedData,
} from '@paynode/sdk/protocol'
import type { Hex, LocalAccount } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { ConfigError } from '../config/ConfigError.ts'
import { readSecretFile } from '../config/load.ts'
import type { NodeConfig } from '../config/schema.ts'
import { openKey } from '../keystore/openKey.ts'
import { toOpenKeyText } from '../keystore/toOpenKeyText.ts'

/** What the daemon signs with. */
export type Keys = {
  /** Hot key: claims and settles. Its address is the provider's id. */
  readonly operator: LocalAccount
  readonly nodePrivateKey: Hex
  readonly hpkePrivateKey: Hex
  signReport(report: Report): Promise<Hex>
  /** A seat's vote for what an epoch's digest is, for the anchor contract. */
  signVote(vote: { readonly corridor: Corridor; readonly epoch: number; readonly digest: Hex }, anchor: Hex): Promise<Hex>
  readonly attester: { readonly address: Hex; sign(attestations: readonly PayoutAttestation[]): Promise<Hex> }
}

/** Asks whoever starts the daemon for the passphrase; undefined when there is nobody to ask. */
export type AskPassphrase = () => Promise<string | undefined>

/** @throws ConfigError when a file is missing, readable by others, or does not open. Neither key nor passphrase is repeated. */
export async function readKeys(config: NodeConfig, ask?: AskPassphrase): Promise<Keys> {
  const { operatorKeyFile, nodeKeyFile, hpkeKeyFile, passphraseFile } = config.keys
  let asked: Promise<string | undefined> | undefined
  const passphrase = () => {
    asked ??= passphraseFile === undefined ? Promise.resolve(ask?.()) : Promise.resolve(readSecretFile(passphraseFile))
    return asked
  }
  const read = async (file: string): Promise<Hex> => {
    const opened = await openKey(readSecretFile(file), passphrase)
    if (opened.type !== 'opened') throw new ConfigError(file, [toOpenKeyText(file, opened.type)])
    return opened.key
  }
  const [operatorKey, nodePrivateKey, hpkePrivateKey] = await Promise.all([read(operatorKeyFile), read(nodeKeyFile), read(hpkeKeyFile)])
  const { chainId, escrow, verifier } = config.chain
  const node = privateKeyToAccount(nodePrivateKey)
  return {
    operator: privateKeyToAccount(operatorKey),
    nodePrivateKey,
    hpkePrivateKey,
    signReport: (report) => node.sign({ hash: hashReport(report, { chainId, escrow }) }),
    signVote: (vote, anchor) => node.sign({ hash: hashAnchorVote(vote, { chainId, anchor }) }),
    attester: {
      address: node.address,
      sign: (attestations) => node.signTypedData(toAttestationTypedData(attestations, { chainId, verifier })),
    },
  }
}

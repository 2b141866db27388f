/** Opens the PSPs of the configuration: an adapter and a float ledger per corridor, receipt access per corridor. */
import type { Corridor } from '@paynode/sdk/protocol'
import { readSecretFile } from '../config/load.ts'
import type { NodeConfig } from '../config/schema.ts'
import { createSandboxReceipts } from '../payout/adapters/sandbox.ts'
import type { PspAdapter, ReceiptSource } from '../payout/psp.ts'
import type { Exchange } from '../payout/transport/types.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { openAdapter } from './openAdapter.ts'

/** The daemon's PSPs. */
export type Psps = {
  adapterFor(corridor: Corridor): PspAdapter | undefined
  /** The corridor's PSPs, the preferred one first. */
  adaptersFor(corridor: Corridor): readonly PspAdapter[]
  receiptsFor(corridor: Corridor): ReceiptSource | undefined
}

/** Reads the credentials and builds the adapters. @throws when a secret file is missing or readable by others. */
export function openPsps(config: NodeConfig, clock: Clock, logger?: Logger): Psps {
  const adapters = new Map<string, PspAdapter>()
  for (const { corridor, psp } of config.corridors) {
    const id = `${psp.vendor}:${corridor}`
    const onExchange = (exchange: Exchange) => logger?.debug({ psp: id, ...exchange }, 'PSP exchange')
    adapters.set(corridor, openAdapter(psp, { id, clock, onExchange }))
  }
  const receipts = new Map<string, ReceiptSource>()
  for (const [corridor, { url, tokenFile }] of Object.entries(config.attestation.receipts)) {
    receipts.set(corridor, createSandboxReceipts({ url, token: readSecretFile(tokenFile) }))
  }
  return {
    adapterFor: (corridor) => adapters.get(corridor),
    adaptersFor: (corridor) => [adapters.get(corridor) ?? []].flat(),
    receiptsFor: (corridor) => receipts.get(corridor),
  }
}

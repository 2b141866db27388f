/** Opens the PSPs of the configuration: adapters per corridor in order of preference, and receipt access. */
import type { Corridor } from '@paynode/sdk/protocol'
import { readSecretFile } from '../config/load.ts'
import { listPsps } from '../config/psp/listPsps.ts'
import { toPspId } from '../config/psp/toPspId.ts'
import type { NodeConfig } from '../config/schema.ts'
import { createSandboxReceipts } from '../payout/adapters/sandbox.ts'
import type { PspAdapter, ReceiptSource } from '../payout/psp.ts'
import type { Exchange } from '../payout/transport/types.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { openAdapter } from './openAdapter.ts'

/** The daemon's PSPs. */
export type Psps = {
  /** The corridor's PSPs, the preferred one first. */
  adaptersFor(corridor: Corridor): readonly PspAdapter[]
  receiptsFor(corridor: Corridor): ReceiptSource | undefined
  /** What is available at a PSP, by its id; undefined when it does not say. */
  balanceOf(psp: string, currency: string, signal: AbortSignal): ReturnType<PspAdapter['balance']>
}

/** Reads the credentials and builds the adapters. @throws when a secret file is missing or readable by others. */
export async function openPsps(config: NodeConfig, clock: Clock, logger?: Logger): Promise<Psps> {
  const adapters = new Map<string, readonly PspAdapter[]>()
  for (const item of config.corridors) {
    const { corridor } = item
    const opened = listPsps(item).map((psp) => {
      const id = toPspId(psp, corridor)
      const onExchange = (exchange: Exchange) => logger?.debug({ psp: id, ...exchange }, 'PSP exchange')
      return openAdapter(psp, { id, clock, onExchange })
    })
    adapters.set(corridor, await Promise.all(opened))
  }
  const receipts = new Map<string, ReceiptSource>()
  for (const [corridor, { url, tokenFile }] of Object.entries(config.attestation.receipts)) {
    receipts.set(corridor, createSandboxReceipts({ url, token: readSecretFile(tokenFile) }))
  }
  const byId = new Map([...adapters.values()].flat().map((adapter) => [adapter.id, adapter]))
  return {
    adaptersFor: (corridor) => adapters.get(corridor) ?? [],
    receiptsFor: (corridor) => receipts.get(corridor),
    balanceOf: async (psp, currency, signal) => byId.get(psp)?.balance(currency, signal) ?? { type: 'unknown' },
  }
}

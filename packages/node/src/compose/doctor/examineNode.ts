/** Looks at everything a daemon stands on, before it starts or while it runs. Changes nothing and moves no money. */
import { listPsps } from '../../config/psp/listPsps.ts'
import type { PspConfig } from '../../config/psp/schema.ts'
import { toPspId } from '../../config/psp/toPspId.ts'
import type { CorridorConfig, NodeConfig } from '../../config/schema.ts'
import { type Clock, systemClock } from '../../runtime/clock.ts'
import { noMetrics } from '../../runtime/metrics.ts'
import { silentLogger } from '../../runtime/silentLogger.ts'
import { openChain } from '../chain.ts'
import { type AskPassphrase, type Keys, readKeys } from '../keys.ts'
import { testPsp } from '../testPsp.ts'
import { checkDisk } from './checkDisk.ts'
import { checkGateway, checkPorts } from './checkPorts.ts'
import { checkRegistry } from './checkRegistry.ts'
import { checkRpcs } from './checkRpcs.ts'
import type { Finding } from './types.ts'

/** `onStep` hears what is looked at next. */
export type ExamineOptions = {
  readonly signal: AbortSignal
  readonly passphrase?: AskPassphrase | undefined
  readonly clock?: Clock
  onStep?(area: Finding['area']): void
}

/** Goes from the machine outwards. What cannot be looked at because something before it failed is left out. */
export async function examineNode(config: NodeConfig, options: ExamineOptions): Promise<readonly Finding[]> {
  const { signal, clock = systemClock, onStep } = options
  onStep?.('keys')
  const { keys, findings: keyFindings } = await checkKeys(config, options.passphrase)
  onStep?.('disk')
  const { running, findings: diskFindings } = checkDisk(config)
  onStep?.('rpc')
  const { reachable, findings: rpcFindings } = await checkRpcs(config, clock, signal)
  onStep?.('registry')
  const { client } = openChain(config, { clock, logger: silentLogger, metrics: noMetrics })
  const chainFindings = keys && reachable ? await checkRegistry({ config, client, keys }, signal) : []
  onStep?.('psp')
  const pspFindings = await checkPsps(config, clock, signal)
  onStep?.('ports')
  const portFindings = await checkPorts(config, running, signal)
  const gateway = keys ? await checkGateway(config, keys.operator.address, running, signal) : []
  return [
    ...keyFindings,
    ...diskFindings,
    ...rpcFindings,
    ...chainFindings,
    ...pspFindings,
    ...portFindings,
    ...gateway,
    ...checkPayouts(config),
    ...checkLeast(config),
  ]
}

async function checkKeys(
  config: NodeConfig,
  ask?: AskPassphrase,
): Promise<{ readonly keys?: Keys; readonly findings: readonly Finding[] }> {
  try {
    const keys = await readKeys(config, ask)
    const { address } = keys.operator
    if (address.toLowerCase() !== keys.attester.address.toLowerCase())
      return { keys, findings: [{ area: 'keys', subject: address, result: 'ok', detail: 'operator, node and recipient keys open' }] }
    const detail = 'operator and node key are the same: whoever gets one has both'
    return {
      keys,
      findings: [
        {
          area: 'keys',
          subject: address,
          result: 'warning',
          detail,
          next: 'paynode keys new --dir <directory>, take its node key, then paynode register --config <file>',
        },
      ],
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'a key does not open'
    return { findings: [{ area: 'keys', subject: 'files', result: 'failed', detail, next: 'see keys in the configuration' }] }
  }
}

async function checkPsps(config: NodeConfig, clock: Clock, signal: AbortSignal): Promise<readonly Finding[]> {
  const { webhooks } = config
  const one = async ({ corridor }: CorridorConfig, psp: PspConfig) => {
    const subject = `${corridor} ${toPspId(psp, corridor)}`
    const checks = await testPsp({ corridor: { corridor, psp }, webhooks, clock, signal })
    return checks.flatMap(({ check, result, detail }): readonly Finding[] => {
      if (check === 'account') return []
      const next = 'paynode psp test <name> --config <file> looks again at this PSP alone'
      return [
        { area: 'psp', subject: `${subject} ${check}`, result, detail, ...(result === 'failed' || result === 'warning' ? { next } : {}) },
      ]
    })
  }
  const found = await Promise.all(config.corridors.flatMap((item) => listPsps(item).map((psp) => one(item, psp))))
  if (found.length > 0) return found.flat()
  return [
    {
      area: 'psp',
      subject: 'corridors',
      result: 'warning',
      detail: 'none configured: this daemon attests and pays nobody',
      next: 'add one to corridors',
    },
  ]
}

/** The payer names the amount, the claimer pays the gas. */
function checkLeast({ corridors }: Pick<NodeConfig, 'corridors'>): readonly Finding[] {
  return corridors.flatMap(({ corridor, minPayout }): readonly Finding[] => {
    if (minPayout > 1n) return []
    const detail = 'no least payout: an order may be worth less than the gas of its claim'
    return [{ area: 'payouts', subject: corridor, result: 'warning', detail, next: `set minPayout of ${corridor}, minor units` }]
  })
}

function checkPayouts({ payouts, corridors }: Pick<NodeConfig, 'payouts' | 'corridors'>): readonly Finding[] {
  if (corridors.length === 0) return []
  if (payouts === 'on') return [{ area: 'payouts', subject: 'switch', result: 'ok', detail: 'on' }]
  return [
    {
      area: 'payouts',
      subject: 'switch',
      result: 'warning',
      detail: 'off: a dry run, nothing is claimed',
      next: 'set payouts to "on" when the rest is well',
    },
  ]
}

/** The demo: a whole network, 24 orders, three faults, and the proof that nothing was paid twice or lost. */
import type { Corridor } from '@paynode/sdk/protocol'
import { toPaymentReference } from '@paynode/sdk/protocol'
import type { OrderFacts } from '../flow/followOrders.ts'
import { readOrders } from '../flow/followOrders.ts'
import { getJson } from '../gateway/getJson.ts'
import { explanationSchema } from '../gateway/schemas.ts'
import { type LocalNetwork, startLocalNetwork } from '../network/startLocalNetwork.ts'
import { createReader } from '../network/wallets.ts'
import type { Progress } from '../output/progress.ts'
import { auditLedger, isBalanced, readLedger } from './auditLedgers.ts'
import { compareRankings, type RankingVerdict } from './compareRankings.ts'
import { findViolations } from './findViolations.ts'
import { type PlacedOrder, payPlan } from './payPlan.ts'
import { planOrders } from './plan.ts'
import type { DemoResult, DemoRow } from './types.ts'

const CORRIDORS: readonly Corridor[] = ['NGN/bank', 'KES/mpesa', 'GHS/mobile']
const PAYERS = 6

/** Runs the demo and stops its network, whatever happens. */
export async function runDemo({ story, signal }: { readonly story: Progress; readonly signal: AbortSignal }): Promise<DemoResult> {
  story.line('Starting a chain, the contracts, 3 payment services and 4 providers …')
  const network = await startLocalNetwork({
    providers: 4,
    corridors: CORRIDORS,
    payers: PAYERS,
    signal,
    onProgress: (text) => story.update(text),
  })
  try {
    story.line('Ready. Paying 24 orders:')
    const placed = await payPlan(network, planOrders(CORRIDORS), { story, signal })
    story.line('All orders have ended. Asking every daemon for its rankings, and every payment service for its ledger …')
    return await inspect(network, placed, signal)
  } finally {
    story.update('stopping …')
    await network.stop()
    story.close()
  }
}

async function inspect(network: LocalNetwork, placed: readonly PlacedOrder[], signal: AbortSignal): Promise<DemoResult> {
  const { contracts, gateways, psps } = network.description
  const orders = await readOrders(createReader(network.description), contracts.OrderEscrow)
  const verdicts = await compareRankings(
    gateways,
    placed.map(({ orderId }) => orderId),
    { timeoutMs: 60_000, signal },
  )
  const ledgers = await Promise.all(psps.map(async (psp) => auditLedger(psp.corridor, await readLedger(psp, signal), [...orders.values()])))
  const explained = placed.find(({ kind }) => kind === 'plain') ?? placed[0]
  const explanation = await getJson({
    gateway: gateways[0] ?? '',
    path: `/v1/orders/${explained?.orderId}/explain`,
    schema: explanationSchema,
    signal,
  })
  const rows = placed.map((item, index) => toRow(item, orders.get(item.orderId), verdicts[index]))
  const agreed = verdicts.filter((verdict) => verdict.agreed).length
  const rankings = { agreed, total: verdicts.length, percent: verdicts.length === 0 ? 0 : Math.floor((100 * agreed) / verdicts.length) }
  const violations = findViolations(rows, rankings, ledgers)
  return { ok: violations.length === 0 && ledgers.every(isBalanced), orders: rows, rankings, ledgers, explanation, violations }
}

function toRow(item: PlacedOrder, facts: OrderFacts | undefined, verdict: RankingVerdict | undefined): DemoRow {
  const end = facts?.settled ?? facts?.refunded
  return {
    number: item.number,
    kind: item.kind,
    orderId: item.orderId,
    corridor: item.corridor,
    amount: item.amount,
    ranking: verdict?.ranking ?? [],
    claimers: facts?.claims.map(({ provider }) => provider) ?? [],
    killed: item.killed,
    outcome: facts?.settled ? 'settled' : facts?.refunded ? 'refunded' : 'open',
    reference: facts?.settled ? toPaymentReference(item.orderId) : undefined,
    transaction: end?.transaction,
    seconds: facts && end ? end.time - facts.locked.time : undefined,
  }
}

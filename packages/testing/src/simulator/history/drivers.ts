/** What makes things happen: blocks, payers, and the faults that strike machines and links rather than requests. */
import type { OrderId } from '@paynode/sdk/protocol'
import { toPaymentReference } from '@paynode/sdk/protocol'
import { isSame } from '../escrow/steps.ts'
import type { Call, Terms } from '../escrow/types.ts'
import type { FaultKind } from '../world/faults.ts'
import { foreignArbiter, payer } from '../world/setting.ts'
import type { Machine, Shared } from './machines.ts'

/** Mines for ever; `onBlock` may end it by returning false. Reorgs come here. */
export function driveChain({ time, plan, chaos, blocks, trace }: Shared, onBlock: () => void): void {
  const next = () => {
    if (blocks.tip().header.number > plan.confirmations + 2 && chaos.has('reorg') && chaos.random.chance(0.15) && chaos.hits('reorg')) {
      const depth = chaos.random.int(1, plan.confirmations)
      blocks.reorg(depth)
      trace(`the chain reorganises, ${depth} deep`)
    } else blocks.mine()
    onBlock()
    time.at(time.now() + chaos.random.int(plan.blockMs / 2, plan.blockMs * 1.5), next)
  }
  time.at(time.now() + plan.blockMs, next)
}

/** Strikes every few seconds until the history is calm. */
export function driveFaults(shared: Shared, machines: readonly Machine[]): void {
  const { time, chaos, plan, links, blocks, trace } = shared
  const { random } = chaos
  const every = (kind: FaultKind, lowMs: number, highMs: number, strike: (machine: Machine) => void) => {
    if (!chaos.has(kind)) return
    const next = () => {
      if (chaos.isCalm()) return
      const machine = random.pick(machines)
      if (chaos.hits(kind)) strike(machine)
      time.at(time.now() + random.int(lowMs, highMs), next)
    }
    time.at(time.now() + random.int(0, highMs), next)
  }
  const forAWhile = (lowMs: number, highMs: number, end: () => void) => time.at(time.now() + random.int(lowMs, highMs), end)

  every('crash', 2_000, 40_000, (machine) => {
    chaos.counts.crash -= 1 // counted when it happens
    const downMs = random.pick([random.int(100, 2_000), random.int(2_000, 20_000), random.int(20_000, 100_000)])
    machine.killAfter(random.int(1, random.pick([5, 40, 300])), downMs)
  })
  every('rpcDown', 5_000, 40_000, ({ rpc, index }) => {
    rpc.setDown(true)
    trace(`${index} its RPC is down`)
    forAWhile(1_000, 30_000, () => rpc.setDown(false))
  })
  every('rpcLag', 5_000, 40_000, ({ rpc }) => {
    rpc.setLag(random.int(1, 12))
    forAWhile(2_000, 30_000, () => rpc.setLag(0))
  })
  every('rpcLie', 5_000, 40_000, ({ rpc, index }) => {
    const depth = random.int(0, plan.confirmations)
    rpc.setBranch(blocks.branch(depth, random.int(1, plan.confirmations)))
    trace(`${index} its RPC shows a side branch`)
    forAWhile(1_000, 15_000, () => rpc.setBranch(undefined))
  })
  every('partition', 5_000, 40_000, () => {
    links.partition(new Set(machines.filter(() => random.chance(0.5)).map(({ index }) => index)))
    forAWhile(1_000, 30_000, () => links.partition(undefined))
  })
  every('clockSkew', 10_000, 60_000, (machine) => {
    machine.setSkew(random.int(-1, 1) * random.pick([2_000, 15_000, 90_000]))
    forAWhile(5_000, 60_000, () => machine.setSkew(0))
  })
  every('diskFull', 10_000, 60_000, (machine) => {
    machine.setDiskFull(true)
    trace(`${machine.index} its disk is full`)
    forAWhile(500, 20_000, () => machine.setDiskFull(false))
  })
}

/** Webhooks of the PSP: in any order, twice, late, or from somebody else. */
export function driveWebhooks({ time, chaos, psp }: Shared, machines: readonly Machine[], ids: () => readonly OrderId[]): void {
  const kinds = ['webhookDuplicate', 'webhookLate', 'webhookForged'] as const
  if (!kinds.some((kind) => chaos.has(kind))) return
  const next = () => {
    for (const orderId of ids()) {
      const isKnown = psp.receipt(toPaymentReference(orderId)) !== undefined
      if (isKnown ? chaos.hits('webhookDuplicate') || chaos.hits('webhookLate') : chaos.hits('webhookForged'))
        chaos.random.pick(machines).daemon()?.hint(orderId)
    }
    if (!chaos.isCalm()) time.at(time.now() + chaos.random.int(200, 4_000), next)
  }
  time.at(time.now() + 1_000, next)
}

/** The payer of one order: funds it, may confirm what arrived, may contest a proof, may take the money back when nobody served it. */
export function drivePayer({ time, chaos, blocks, psp }: Shared, terms: Terms, reclaimsAfter: number | undefined): void {
  const { random } = chaos
  const send = (call: Call, sender = payer) => blocks.send({ sender, call, key: `${call.fn} ${terms.id}` })
  const statusOf = () => blocks.tip().state.orders.get(terms.id)?.status
  const arrived = () => {
    const receipt = psp.receipt(toPaymentReference(terms.id))
    return receipt !== undefined && receipt.failure === undefined && psp.statusOf(receipt) === 'SUCCEEDED'
  }
  send({ fn: 'create', terms })
  if (reclaimsAfter !== undefined) {
    const at = (terms.order.reclaimAfter + reclaimsAfter) * 1_000
    time.at(at, () => void (statusOf() === 'open' && send({ fn: 'reclaim', terms })))
  }
  const { arbiter } = terms.order
  const isFraud = isSame(arbiter, foreignArbiter)
  const confirms = !isFraud && chaos.hits('payerConfirms')
  const challenges = BigInt(terms.order.arbiter) !== 0n && (isFraud || chaos.hits('payerChallenges'))
  if (!confirms && !challenges) return
  let isContested = false
  const look = () => {
    const status = statusOf()
    if (status === 'settled' || status === 'refunded') return
    if (challenges && status === 'submitted' && !isContested) {
      isContested = true
      send({ fn: 'challenge', terms })
    }
    if (status === 'disputed') {
      send({ fn: 'resolve', terms, ruling: arrived() && !isFraud ? 'payClaimer' : 'refundPayer' }, arbiter)
    } else if (confirms && !isContested && (status === 'claimed' || status === 'submitted') && arrived() && random.chance(0.3)) {
      send({ fn: 'confirm', terms, isSigned: false })
      return
    }
    time.at(time.now() + random.int(500, 3_000), look)
  }
  look()
}

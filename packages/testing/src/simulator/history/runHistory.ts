/** Runs one seeded history from its first block until everything has come to rest, then says what is wrong with it. */
import { getCredited, hashRecipient, type OrderId, orderDefaults, type Recipient } from '@paynode/sdk/protocol'
import { type Hex, pad, toHex } from 'viem'
import { getOrderRecord, listOrderRecords } from '../../../../node/src/store/orders.ts'
import { listPayouts } from '../../../../node/src/store/payouts.ts'
import type { Store } from '../../../../node/src/store/store.ts'
import { createBlocks } from '../chain/blocks.ts'
import { createTermsBook } from '../chain/terms.ts'
import { createPspModel } from '../psp/pspModel.ts'
import { createChaos } from '../world/chaos.ts'
import type { FaultCounts } from '../world/faults.ts'
import type { Hostility } from '../world/hostility.ts'
import { createLinks } from '../world/network.ts'
import { createPlan, type OrderPlan, type Plan } from '../world/plan.ts'
import { createRandom } from '../world/random.ts'
import * as setting from '../world/setting.ts'
import { createVirtualTime } from '../world/virtualTime.ts'
import { driveChain, driveFaults, drivePayer, driveWebhooks } from './drivers.ts'
import { type Finding, inspect } from './inspect.ts'
import type { Created, DeskFigures } from './inspectDesks.ts'
import { createMachines, type Shared } from './machines.ts'

/** What became of a history. `steps` counts port calls, sleeps and commits of each daemon; `virtualMs` is how long it lasted. */
export type HistoryResult = DeskFigures & {
  readonly seed: number
  readonly orders: number
  readonly settled: number
  readonly refunded: number
  /** Why orders wait for a person, one text per order and daemon. */
  readonly flags: readonly string[]
  readonly faults: FaultCounts
  readonly findings: readonly Finding[]
  readonly steps: readonly number[]
  readonly virtualMs: number
}

const START = 1_900_000_000_000
const LAST_MS = 900_000

/**
 * Runs the history of a seed. `plan` replaces the one that the seed draws; `killAt` ends one daemon's process at its n-th step, once.
 * `trace` hears every event as it happens.
 */
export async function runHistory(
  seed: number,
  options: {
    readonly plan?: Plan
    readonly killAt?: { readonly machine: number; readonly step: number; readonly downMs: number }
    readonly trace?: (text: string) => void
  } = {},
): Promise<HistoryResult> {
  const random = createRandom(seed)
  const plan = options.plan ?? createPlan(random.fork('plan'))
  const time = createVirtualTime(START)
  const calmAt = START + plan.calmAfterMs
  const chaos = createChaos({ random: random.fork('chaos'), rates: plan.rates, isCalm: () => time.now() >= calmAt, now: time.now })
  const rules = setting.createRules(plan.providers)
  const blocks = createBlocks({ genesis: setting.createGenesis(plan.providers), rules, random: random.fork('blocks'), now: time.now })
  const terms = createTermsBook({ chainId: setting.chainId, escrow: setting.escrow })
  const psp = createPspModel({ now: time.now, openingBalance: setting.openingBalance })
  const details = new Map<OrderId, ReturnType<Shared['detailsOf']>>()
  const trace = (text: string) => options.trace?.(`${((time.now() - START) / 1_000).toFixed(1).padStart(7)} s  ${text}`)
  const shared: Shared = { time, plan, chaos, blocks, rules, terms, psp, links: createLinks(), detailsOf: (id) => details.get(id), trace }
  const machines = createMachines(shared)
  const created: Created[] = []
  if (options.killAt) machines[options.killAt.machine]?.killAfter(options.killAt.step, options.killAt.downMs)

  const create = (orderPlan: OrderPlan, number: number) => {
    const { recipient, salt, terms: made } = createOrder(shared, orderPlan, number)
    const arrivesAt = machines.map(
      () => time.now() + (chaos.hits('recipientLate') ? chaos.random.int(1_000, 60_000) : chaos.random.int(0, 800)),
    )
    details.set(made.id, { recipient, salt, arrivesAt })
    created.push({ terms: made, plan: orderPlan })
    trace(`payer creates ${made.id.slice(0, 8)}`)
    const { account } = orderPlan.hostility
    if (account !== 'known') psp.close(recipient, account)
    drivePayer(shared, made, orderPlan.reclaimsAfter)
  }
  for (const [number, orderPlan] of plan.orders.entries()) time.at(START + orderPlan.atMs, () => create(orderPlan, number))
  driveFaults(shared, machines)
  driveWebhooks(shared, machines, () => created.map(({ terms: { id } }) => id))

  let restedAt: number | undefined
  let isDone = false
  driveChain(shared, () => {
    const rests =
      created.length === plan.orders.length && created.every(({ terms: { id } }) => isOver(blocks.tip().state.orders.get(id)?.status))
    restedAt = rests ? (restedAt ?? blocks.tip().header.number) : undefined
    if (restedAt === undefined || blocks.tip().header.number < restedAt + plan.confirmations + 3) return
    isDone = machines.every((machine) => machine.daemon()?.isCaughtUp() && isAtRest({ db: machine.db } as Store, created))
  })
  await time.run({ until: START + LAST_MS, isDone: () => isDone })
  const { findings, ...figures } = inspect(shared, machines, created)
  const statuses = created.map(({ terms: { id } }) => blocks.tip().state.orders.get(id)?.status)
  const flags = machines.flatMap(({ db, index }) =>
    listOrderRecords({ db } as Store, { state: 'flagged' }).map(({ id, reason }) => `${index} ${id.slice(0, 8)} ${reason}`),
  )
  for (const machine of machines) machine.close()
  return {
    seed,
    orders: created.length,
    settled: statuses.filter((status) => status === 'settled').length,
    refunded: statuses.filter((status) => status === 'refunded').length,
    flags,
    ...figures,
    faults: chaos.counts,
    findings,
    steps: machines.map((machine) => machine.steps()),
    virtualMs: time.now() - START,
  }
}

const isOver = (status: string | undefined) => status === 'settled' || status === 'refunded'

/** Nothing is left to happen: every order is known and has ended, or waits for a person who knows how its payout ended. */
function isAtRest(store: Store, created: readonly Created[]): boolean {
  return (
    created.every(({ terms: { id } }) => getOrderRecord(store, id) !== undefined) &&
    listOrderRecords(store).every(({ state }) => isOver(state) || state === 'flagged') &&
    listPayouts(store).every(({ state }) => state === 'SUCCEEDED' || state === 'FAILED' || state === 'REJECTED')
  )
}

function createOrder({ time, terms }: Shared, plan: OrderPlan, number: number) {
  const { hostility } = plan
  const { recipient, sealed } = toRecipients(hostility, number)
  const salt: Hex = pad(toHex(number + 1), { size: 32 })
  const now = Math.floor(time.now() / 1_000)
  const claimBy = now + plan.claimFor
  const amount = plan.isLarge ? setting.instantCap + 1n : setting.instantCap / 4n
  const fees = plan.feeBps > 0 ? { integrator: setting.payer, integratorFeeBps: plan.feeBps } : {}
  const price =
    (getCredited({ ...orderDefaults, ...fees, amount }) * (hostility.greed === 'public' ? setting.rate : setting.agreedRate)) / 1_000_000n
  const made = terms.add({
    ...orderDefaults,
    ...fees,
    payer: setting.payer,
    refundTo: setting.payer,
    token: setting.token,
    amount,
    payout: plan.isGreedy ? price + 1n : plan.payout,
    corridor: hostility.corridor,
    recipientHash: hashRecipient({ recipient, salt }),
    verifier: verifiers[hostility.verifier],
    arbiter: plan.isLarge ? arbiters[hostility.arbiter] : orderDefaults.arbiter,
    challengeWindow: plan.isLarge && hostility.challenge === 'long' ? 7 * 86_400 : plan.challengeWindow,
    reclaimAfter: claimBy + plan.payWindow + plan.slack,
    pinned: plan.pinned.map(setting.toProvider),
    turnSeconds: plan.turnSeconds,
    claimBy,
    payWindow: plan.payWindow,
    salt: BigInt(number + 1),
  })
  return { recipient: sealed, salt, terms: made }
}

const verifiers = { own: setting.verifier, foreign: setting.foreignVerifier, none: orderDefaults.verifier }
const arbiters = { trusted: setting.arbiter, foreign: setting.foreignArbiter, none: orderDefaults.arbiter }

/** `recipient` is what the order's hash binds, `sealed` what the desks are told. */
function toRecipients({ corridor, spelling }: Hostility, number: number): { readonly recipient: Recipient; readonly sealed: Recipient } {
  const usual = setting.toRecipient(number, corridor)
  if (spelling === 'other') return { recipient: usual, sealed: setting.toRecipient(number + 1_000, corridor) }
  if (spelling === 'capitals') return { recipient: { ...usual, account: usual.account.toUpperCase() }, sealed: usual }
  const recipient = spelling === 'spaces' ? { ...usual, account: ` ${usual.account} ` } : usual
  return { recipient, sealed: recipient }
}

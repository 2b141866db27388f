/** Plays one seeded script: claims orders, runs their effects in virtual time, kills and restarts the daemon on the way, until nothing is left to do. */
import type { OrderId } from '@paynode/sdk/protocol'
import { createRandom } from '../simulators/base/createRandom.ts'
import { makeScript } from '../simulators/base/makeScript.ts'
import type { Script } from '../simulators/base/types.ts'
import { cancelEffects, completeEffect, leaseDueEffects, releaseLeases, rescheduleEffect } from '../store/effects.ts'
import type { Harness } from './openHarness.ts'
import type { ConformanceSubject } from './types.ts'

/** One order of a script. */
export type PlayedOrder = { readonly id: OrderId; readonly destination: string; readonly account: string; readonly amount: bigint }
export type PlayedScript = {
  /** One per vendor, the preferred one's first. */
  readonly scripts: readonly Script[]
  readonly orders: readonly PlayedOrder[]
  readonly kills: number
  readonly settled: boolean
}

const MOST_STEPS = 600
const LEASE_MS = 86_400_000
/** After the last effect: late requests, notices and returns are over. */
const REST_MS = 4 * 3_600_000

/** Plays the script of a seed. `number` is the first order's; every order has its own recipient. */
export async function runScript(harness: Harness, subject: ConformanceSubject, seed: number, number: number): Promise<PlayedScript> {
  const { clock, store, engine, simulators } = harness
  const random = createRandom(seed ^ 0x5eed)
  const count = random.chance(0.2) ? 2 : 1
  const kills = random.chance(0.4) ? random.between(1, 2) : 0
  let boot = harness.boot(kills > 0 ? random.between(1, 12) : undefined)
  const subjects = [subject, ...(subject.fallbacks ?? [])]
  const scripts = subjects.map(({ canCancel = false }, index) =>
    makeScript(seed + index * 1_000_003, { canReturn: boot.adapters[index]?.capabilities.canReturn ?? false, canCancel, payouts: count }),
  )
  for (const [index, script] of scripts.entries()) simulators[index]?.play(script)
  const flush = () => Promise.all(simulators.map((simulator) => simulator.flush()))
  const nextDue = () => simulators.flatMap((simulator) => simulator.nextDue() ?? [])
  const orders = Array.from({ length: count }, (_, index): PlayedOrder => {
    const { recipient, destination } = subject.makeRecipient(number + index)
    const amount = subject.makeAmount?.(number + index) ?? 10_000n + BigInt(number + index)
    const id = harness.claim(number + index, amount, recipient, random.pick([600, 1_800, 7_200]))
    return { id, destination, account: recipient.account, amount }
  })
  let died = 0

  const run = async (effect: ReturnType<typeof leaseDueEffects>[number]) => {
    const record = harness.getRecord(effect.orderId)
    if (!record || (effect.kind !== 'payout' && effect.kind !== 'query')) return completeEffect(store, effect, clock.now())
    const { handlers, killer, abort } = boot
    const outcome = await Promise.race([
      handlers[effect.kind]({ record, attempts: effect.attempts, signal: abort.signal }),
      killer.died.then(() => undefined),
    ])
    if (!outcome) {
      died += 1
      releaseLeases(store)
      boot = harness.boot(died < kills ? random.between(1, 8) : undefined)
      return
    }
    store.transaction(() => {
      if (outcome.type === 'events') completeEffect(store, effect, clock.now())
      else rescheduleEffect(store, effect, outcome.at, outcome.reason)
      for (const event of outcome.events ?? []) engine.dispatch(effect.orderId, event)
    })
  }
  const isDone = () => orders.every(({ id }) => ended.has(harness.getRecord(id)?.state ?? ''))

  let settled = isDone()
  for (let steps = 0; steps < MOST_STEPS && !settled; steps++) {
    await flush()
    const effects = leaseDueEffects(store, clock.now(), LEASE_MS, 1)
    const [effect] = effects
    if (effect) {
      await run(effect)
      settled = isDone()
    } else {
      const due = [getNextWork(harness) ?? [], nextDue()].flat()
      if (due.length === 0) break
      clock.advance(Math.min(...due) - clock.now())
    }
  }
  for (const until = clock.now() + REST_MS; clock.now() < until; ) {
    await flush()
    clock.advance(Math.max(1, Math.min(...nextDue(), until) - clock.now()))
  }
  await flush()
  for (const { id } of orders)
    for (const kind of ['payout', 'query', 'settle', 'giveUp', 'expire', 'reclaim', 'finish', 'claim', 'route'] as const)
      cancelEffects(store, id, [kind])
  boot.abort.abort()
  return { scripts, orders, kills: died, settled }
}

function getNextWork({ store }: Harness): number | undefined {
  const row = store.db
    .prepare<[], { due: number | null }>(
      `SELECT min(due_at) AS due FROM effects WHERE done_at IS NULL AND leased_until = 0 AND kind IN ('payout', 'query')`,
    )
    .get()
  return row?.due ?? undefined
}

const ended: ReadonlySet<string> = new Set(['paid', 'failed', 'flagged', 'settled', 'refunded'])

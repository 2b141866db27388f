/** Makes a script of faults, endings and notices from a seed. */
import { createRandom, type Random } from './createRandom.ts'
import type { Ending, Fault, Script } from './types.ts'

/** What the vendor can do at all. */
export type ScriptLimits = { readonly canReturn: boolean; readonly canCancel: boolean; readonly payouts: number }

/** Late requests are carried out within this time. Milliseconds. */
export const LATEST_MS = 20_000

/** Creates the script of a seed. Faults are finite: after them the vendor works, so every payout must come to an end. */
export function makeScript(seed: number, limits: ScriptLimits): Script {
  const random = createRandom(seed)
  const faults = [
    ...(random.chance(0.75) ? [makeFault(random, 'submit', submitKinds)] : []),
    ...Array.from({ length: random.between(0, 3) }, () => makeFault(random, 'query', readKinds)),
    ...(random.chance(0.2) ? [makeFault(random, 'prepare', readKinds)] : []),
    ...(random.chance(0.15) ? [makeFault(random, 'resolve', readKinds)] : []),
    ...(random.chance(0.15) ? [makeFault(random, 'balance', readKinds)] : []),
    ...(random.chance(0.15) ? [makeFault(random, 'token', readKinds)] : []),
    ...(random.chance(0.2) ? [makeFault(random, 'submit', submitKinds)] : []),
  ]
  return {
    seed,
    faults,
    endings: Array.from({ length: limits.payouts }, () => makeEnding(random, limits)),
    notices: {
      copies: random.pick([1, 1, 2, 3]),
      delayMs: random.pick([0, 10, 1_000, 60_000]),
      drop: random.chance(0.2),
      forge: random.chance(0.3),
      reorder: random.chance(0.2),
    },
    poor: random.chance(0.04),
  }
}

function makeFault(random: Random, on: Fault['on'], kinds: readonly [Fault['kind'], ...Fault['kind'][]]): Fault {
  return { on, kind: random.pick(kinds), ms: random.between(1, LATEST_MS) }
}

function makeEnding(random: Random, { canReturn, canCancel }: ScriptLimits): Ending {
  const status = random.pick<Ending['status']>(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'FAILED', canCancel ? 'CANCELLED' : 'FAILED'])
  return {
    status,
    settleMs: random.pick([0, 5, 500, 5_000, 30_000]),
    returnAfterMs: canReturn && status === 'SUCCEEDED' && random.chance(0.15) ? random.pick([1, 20_000, 3_600_000]) : undefined,
    waits: random.chance(0.1) ? 'NEEDS_ACTION' : 'PENDING',
    strangeLooks: random.chance(0.1) ? random.between(1, 3) : 0,
    regresses: random.chance(0.15),
  }
}

const readKinds = [
  'delay',
  'hang',
  'dropBefore',
  'dropAfter',
  'errorBefore',
  'html',
  'html200',
  'huge',
  'truncated',
  'refused200',
  'strange',
  'throttle',
  'redirect',
] as const
const submitKinds = [...readKinds, 'errorAfter', 'errorAfter', 'dropAfter', 'late', 'late'] as const

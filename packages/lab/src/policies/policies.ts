/** Every policy of the benchmark, by name; the baselines as they are and with our gates. */
import type { PolicyMaker } from '../run/types.ts'
import { createDTs } from './dTs.ts'
import { createDUcb } from './dUcb.ts'
import { createGreedy } from './greedy.ts'
import { createJuspay } from './juspay.ts'
import { createLnd } from './lnd.ts'
import { oracle } from './oracle.ts'
import { paynode } from './paynode.ts'
import { random } from './random.ts'
import { roundRobin } from './roundRobin.ts'
import { staticWeights } from './static.ts'
import { createSwUcb } from './swUcb.ts'
import { told } from './told.ts'
import { tuning } from './tuning.ts'
import { withGates } from './withGates.ts'

/** The baselines without gates. */
export const baselines: readonly PolicyMaker[] = [
  random,
  roundRobin,
  staticWeights,
  createGreedy(tuning.greedy),
  createSwUcb(tuning.swUcb),
  createDUcb(tuning.dUcb),
  createDTs(tuning.dTs),
  createJuspay(tuning.juspay),
  createLnd(tuning.lnd),
]

/** Ours, the baselines with equal information, the baselines as they are, and two that know more: of the world's distributions, of everything. */
export const policies: readonly PolicyMaker[] = [paynode, ...baselines.map(withGates), ...baselines, told, oracle]

/** Policies whose names contain one of the texts, without regard to case; all for no texts. */
export function findPolicies(texts: readonly string[]): readonly PolicyMaker[] {
  if (texts.length === 0) return policies
  return policies.filter(({ name }) => texts.some((text) => name.toLowerCase().includes(text.toLowerCase())))
}

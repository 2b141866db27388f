/** The settings that baselines are tuned over, each with our gates. */
import { createDTs } from '../policies/dTs.ts'
import { createDUcb } from '../policies/dUcb.ts'
import { createGreedy } from '../policies/greedy.ts'
import { createJuspay } from '../policies/juspay.ts'
import { createLnd } from '../policies/lnd.ts'
import { createSwUcb } from '../policies/swUcb.ts'
import type { Scope } from '../policies/tuning.ts'
import type { PolicyMaker } from '../run/types.ts'

/** One setting of a baseline. */
export type Setting = { readonly family: string; readonly parameters: string; readonly maker: PolicyMaker }

const scopes: readonly Scope[] = ['provider', 'cell']

/** Every combination, family by family. */
export function listSettings(): readonly Setting[] {
  return [
    ...cross('greedy', createGreedy, { scope: scopes }),
    ...cross('swUcb', createSwUcb, { scope: scopes, window: [400, 800, 1_600, 3_200], width: [0.02, 0.005, 0.001] }),
    ...cross('dUcb', createDUcb, { scope: scopes, decay: [0.997, 0.999, 0.9997], width: [0.02, 0.005, 0.001] }),
    ...cross('dTs', createDTs, { scope: scopes, decay: [0.98, 0.995, 0.999, 0.9997] }),
    ...cross('juspay', createJuspay, { scope: scopes, queue: [60, 125, 250], hedge: [0.01, 0.02, 0.05] }),
    ...cross('lnd', createLnd, { scope: scopes, prior: [0.6, 0.9, 0.95], halfLifeEpochs: [10, 40, 160], weight: [0.5, 0.9] }),
  ]
}

function cross<options extends Readonly<Record<string, string | number>>>(
  family: string,
  create: (options: options) => PolicyMaker,
  grid: { readonly [name in keyof options]: readonly options[name][] },
): readonly Setting[] {
  let all: Record<string, string | number>[] = [{}]
  for (const [name, values] of Object.entries<readonly (string | number)[]>(grid))
    all = all.flatMap((known) => values.map((value) => ({ ...known, [name]: value })))
  return all.map((options) => ({ family, parameters: JSON.stringify(options), maker: create(options as options) })) // the grid has every option
}

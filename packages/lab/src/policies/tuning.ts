/** The baselines' parameters, chosen on seeds 1–20 by their regret summed over S1–S9; never on the seeds that are reported. */

/** What statistics are kept for: a provider in a corridor, or a provider. */
export type Scope = 'cell' | 'provider'

export const tuning = {
  greedy: { scope: 'provider' },
  swUcb: { scope: 'provider', window: 3_200, width: 0.001 },
  dUcb: { scope: 'provider', decay: 0.9997, width: 0.001 },
  dTs: { scope: 'provider', decay: 0.9997 },
  juspay: { scope: 'provider', queue: 60, hedge: 0.01 },
  lnd: { scope: 'provider', prior: 0.95, halfLifeEpochs: 40, weight: 0.5 },
} as const satisfies Readonly<Record<string, { readonly scope: Scope; readonly [parameter: string]: string | number }>>

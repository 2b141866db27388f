/**
 * The router: a model that is driven by events, and rankings that follow from it. Pure integers, the same on every machine.
 *
 * ```ts
 * const state = createState({ epochSeconds: 60, tokenDecimals: 6 })
 * applyEvent(state, { type: 'registered', provider, corridors: ['NGN/bank'], time })
 * applyEvent(state, { type: 'account', provider, free: 5_000_000_000n, locked: 0n, time })  // `inFlight` sets the count absolutely
 * applyEvent(state, { type: 'bundle', corridor: 'NGN/bank', epoch, entries: [{ provider, report, probe }], time })
 * const { ranked } = rankProviders(state, { orderId, corridor, amount, payout, bondRequired, seed, among }, { limit: 3 })
 * applyEvent(state, { type: 'assigned', orderId, provider, corridor, amount, payer, time })  // each attempt, in chain order
 * applyEvent(state, { type: 'claimed', orderId, provider, time })                            // optional: measures latency
 * applyEvent(state, { type: 'outcome', orderId, provider, corridor, amount, payer, success, cause, time })
 * applyEvent(state, { type: 'epoch', time })                                                 // when time passes without news
 * ```
 *
 * Rules of the stream: chain order; `time` in unix seconds; the clock is the latest time heard and never goes back. An outcome without
 * an `assigned` is learned from as the state stands then. Without a bundle of the corridor in the last three epochs gossip counts for
 * nothing and everybody registered with enough stake is eligible; with one, who has no report in it is not. `ranked` is best first; gated
 * providers stand at its end. Bundle numbers: probes in basis points failed and milliseconds, one number per witness, at least three.
 * `copyState` before a block and go back to the copy when the block is undone.
 */
// biome-ignore-all lint/performance/noBarrelFile: entrypoint module
export * from '../router/digest.ts'
export { type Feature, type FeatureName, type FeatureSource, features } from '../router/features.ts'
export { applyEvent } from '../router/model/apply.ts'
export type * from '../router/model/events.ts'
export { stateRoot } from '../router/model/root.ts'
export * from '../router/model/serialise.ts'
export { createState, type State, type StateOptions } from '../router/model/state.ts'
export { toBundleEntries } from '../router/model/toBundleEntries.ts'
export { rankProviders } from '../router/rank.ts'
export { rules } from '../router/rules.ts'
export { rulesetHash } from '../router/ruleset.ts'
export type * from '../router/types.ts'

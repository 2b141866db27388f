// biome-ignore-all lint/performance/noBarrelFile: entrypoint module
export { rulesetHash } from '../router/digest.ts'
export * from '../router/explain.ts'
export * from '../router/features.ts'
export type { Counters } from '../router/model/counters.ts'
export * from '../router/model/model.ts'
export * from '../router/model/serialise.ts'
export * from '../router/rank.ts'
export type * from '../router/types.ts'

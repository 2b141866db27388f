// biome-ignore-all lint/performance/noBarrelFile: entrypoint module
export * from '../router/explain.ts'
export * from '../router/features.ts'
export * from '../router/model/counters.ts'
export * from '../router/model/model.ts'
export * from '../router/rank.ts'

// biome-ignore-all lint/performance/noBarrelFile: entrypoint module
export { openAdapter } from '../compose/openAdapter.ts'
export { type PspCheck, testPsp } from '../compose/testPsp.ts'
export { loadConfig, readSecretFile } from '../config/load.ts'
export { type PspConfig, pspVendors } from '../config/psp/schema.ts'
export { configSchema, type NodeConfig, type NodeConfigInput } from '../config/schema.ts'
export { createNode, type PaynodeNode } from '../node.ts'
export { systemClock } from '../runtime/clock.ts'

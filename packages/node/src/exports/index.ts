// biome-ignore-all lint/performance/noBarrelFile: entrypoint module
export { loadConfig, readSecretFile } from '../config/load.ts'
export { configSchema, type NodeConfig, type NodeConfigInput } from '../config/schema.ts'
export { createNode, type PaynodeNode } from '../node.ts'

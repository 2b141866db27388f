// biome-ignore-all lint/performance/noBarrelFile: entrypoint module
export * from '../contracts/abi.ts'
export * from '../contracts/bytecode.ts'

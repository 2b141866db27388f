/** The networks that Paynode is deployed to, and where its contracts are. For viem and wagmi: chains come from `viem/chains` by id. */
// biome-ignore-all lint/performance/noBarrelFile: entrypoint module
export { addresses } from '../contracts/addresses.ts'
export type { DeployedAddresses } from '../contracts/deployedAddresses.ts'
export { type NetworkName, type NetworkPreset, networkPresets } from '../deployment/networks.ts'

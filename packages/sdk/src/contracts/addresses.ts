// Written by `npm run deploy`. Do not edit.
import type { DeployedAddresses } from './deployedAddresses.ts'

/** Where the contracts are, by chain id. */
export const addresses: Readonly<Record<number, DeployedAddresses>> = {}

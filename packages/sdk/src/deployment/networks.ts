/** The networks that Paynode is deployed to by name, with what cannot be read from them: which token is the real USDC. */
import type { Address } from 'viem'

/** A network by name. `usdc` is Circle's own contract there (developers.circle.com/stablecoins/usdc-contract-addresses). */
export type NetworkPreset = {
  readonly name: string
  readonly chainId: number
  readonly usdc: Address | undefined
  /** True where nothing is worth anything, so that a token anyone can mint harms nobody. */
  readonly isPlayMoney: boolean
  /** True where transactions also pay for their bytes on another chain, which gas estimates leave out. */
  readonly hasDataFee: boolean
}

export const networkPresets = {
  anvil: { name: 'anvil', chainId: 31_337, usdc: undefined, isPlayMoney: true, hasDataFee: false },
  base: { name: 'base', chainId: 8_453, usdc: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', isPlayMoney: false, hasDataFee: true },
  'base-sepolia': {
    name: 'base-sepolia',
    chainId: 84_532,
    usdc: '0x036CbD53842c5426634e7929541eC2318f3dCF7e',
    isPlayMoney: true,
    hasDataFee: true,
  },
  polygon: { name: 'polygon', chainId: 137, usdc: '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359', isPlayMoney: false, hasDataFee: false },
  amoy: { name: 'amoy', chainId: 80_002, usdc: '0x41E94Eb019C0762f9Bfcf9Fb1E58725BfB0e7582', isPlayMoney: true, hasDataFee: false },
} as const satisfies Record<string, NetworkPreset>

/** A name that `networkPresets` knows. */
export type NetworkName = keyof typeof networkPresets

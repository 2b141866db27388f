/** How deep an order and its claim must be before money leaves: the more there is to lose, the deeper. */

/** Up to `upTo` token units, this many blocks on top. Ascending; the last one also holds beyond. */
export type ConfirmationStep = { readonly upTo: bigint; readonly confirmations: number }

/** Blocks by whole tokens. Beyond the last step its own depth is doubled. */
type KnownChain = { readonly blockMs: number; readonly steps: readonly (readonly [wholeTokens: bigint, confirmations: number])[] }

/**
 * Base has one sequencer, whose blocks change only when it fails over; Polygon has reorganised by dozens of blocks. The depths follow what
 * relayers of like sums wait for.
 */
const base: KnownChain = {
  blockMs: 2_000,
  steps: [
    [1_000n, 2],
    [10_000n, 10],
    [100_000n, 60],
  ],
}
const polygon: KnownChain = {
  blockMs: 2_000,
  steps: [
    [100n, 16],
    [1_000n, 64],
    [10_000n, 128],
  ],
}
/** A chain on this machine, for development and tests. */
const local: KnownChain = { blockMs: 1_000, steps: [] }
const knownChains: Readonly<Record<number, KnownChain>> = { 8453: base, 84532: base, 137: polygon, 80002: polygon, 31337: local }
/** Ethereum's: hardly any chain is slower, and waiting that is thought too long costs an order, too short a bond. */
const SLOWEST_BLOCK_MS = 12_000

/** What the depth depends on. `steps` are the operator's own and replace the chain's. */
export type ConfirmationRules = {
  readonly chainId: number
  readonly tokenDecimals: number
  /** Never fewer than these. */
  readonly least: number
  readonly steps?: readonly ConfirmationStep[] | undefined
}

/** Blocks on top of an order of `amount` token units, and of its claim. */
export function getConfirmations({ chainId, tokenDecimals, least, steps }: ConfirmationRules, amount: bigint): number {
  const unit = 10n ** BigInt(tokenDecimals)
  const known = knownChains[chainId]?.steps.map(([whole, confirmations]) => ({ upTo: whole * unit, confirmations }))
  const rules = steps ?? known ?? []
  const rule = rules.find(({ upTo }) => amount <= upTo)
  const beyond = (rules.at(-1)?.confirmations ?? 0) * (steps ? 1 : 2)
  return Math.max(least, rule?.confirmations ?? beyond)
}

/** Milliseconds that those blocks take; on a chain that is not known, what they take on a slow one. */
export function getConfirmationMs(rules: ConfirmationRules, amount: bigint): number {
  return getConfirmations(rules, amount) * (knownChains[rules.chainId]?.blockMs ?? SLOWEST_BLOCK_MS)
}

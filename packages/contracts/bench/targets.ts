/** What each step must reach and what others and physics reach: gas, per order in batches. */

/** One row of the printed table. */
export type Target = {
  readonly step: string
  readonly title: string
  readonly must?: number
  readonly stretch?: number
  /** Best of the peers that were measured in the same way on real USDC; in the token's rows, real USDC itself. */
  readonly peer?: number
  /** A rig that only locks and pays: no bonds, registry, fees or attestation. */
  readonly floor?: number
}

/** All rows, in the order of an order's life. */
export const targets: readonly Target[] = [
  { step: 'transfer', title: 'token: transfer', peer: 45_071 },
  { step: 'transferFrom', title: 'token: transferFrom', peer: 53_304 },
  { step: 'create', title: 'create (allowance)', must: 92_000, stretch: 76_000, peer: 144_373, floor: 80_019 },
  { step: 'createFor', title: 'createFor (relayed allowance)' },
  { step: 'createWithPermit', title: 'create (ERC-2612, relayed)' },
  { step: 'createWithAuthorization', title: 'create (ERC-3009, relayed)', must: 126_000, stretch: 110_000, peer: 144_373, floor: 114_072 },
  {
    step: 'createWithPermit2',
    title: 'create (Permit2 sequential, relayed)',
    must: 110_000,
    stretch: 95_000,
    peer: 139_622,
    floor: 99_830,
  },
  { step: 'createBatchAuthorization', title: 'createBatch 50 (ERC-3009), each', floor: 57_152 },
  { step: 'createBatchPermit2', title: 'createBatch 50 (Permit2), each', floor: 43_087 },
  { step: 'claim', title: 'claim', must: 46_000, stretch: 40_000, peer: 131_434, floor: 32_291 },
  { step: 'claimBatch', title: 'claimBatch 50, each', must: 18_000, stretch: 14_000, floor: 10_061 },
  { step: 'giveUp', title: 'giveUp' },
  { step: 'expireClaim', title: 'expireClaim' },
  { step: 'submit', title: 'submit (k = 2), settles at once', must: 56_000, stretch: 48_000, peer: 68_525, floor: 30_448 },
  { step: 'submitWindow', title: 'submit (k = 2), opens the window' },
  { step: 'settle', title: 'settle after the window' },
  { step: 'confirm', title: 'confirm (relayed)' },
  { step: 'submitBatchOne', title: 'submitBatch 50, one provider, each', must: 12_000, stretch: 9_500, peer: 23_697, floor: 7_729 },
  {
    step: 'submitBatchDistinct',
    title: 'submitBatch 50, distinct providers, each',
    must: 15_000,
    stretch: 12_500,
    peer: 14_524,
    floor: 11_363,
  },
  { step: 'submitBatchWindow', title: 'submitBatch 50, opens windows, each' },
  { step: 'settleBatch', title: 'settleBatch 50 after the window, each' },
  { step: 'challenge', title: 'challenge' },
  { step: 'resolvePay', title: 'resolve for the claimer' },
  { step: 'resolveRefund', title: 'resolve for the payer' },
  { step: 'deposit', title: 'deposit' },
  { step: 'withdraw', title: 'withdraw' },
  { step: 'collectFees', title: 'collectFees' },
  { step: 'reclaim', title: 'reclaim', must: 60_000, stretch: 56_000, peer: 66_056, floor: 50_735 },
  { step: 'lifecycle', title: 'lifecycle: create, claim, submit', must: 190_000, stretch: 165_000, peer: 212_898, floor: 153_388 },
  { step: 'lifecycleBatched', title: 'lifecycle: create, then batches of 50', must: 122_000, stretch: 100_000, peer: 212_898 },
]

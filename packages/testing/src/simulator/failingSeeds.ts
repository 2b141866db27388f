/**
 * Seeds whose histories once broke a law; CI runs them for ever. A seed stands for a history only as long as the code draws the same
 * choices from it, so each comes with what it found, and the mend has a test of its own beside the code.
 */
export const failingSeeds: readonly number[] = [
  404, // a node that lagged refused `expireClaim`, nobody tried again: the claim of a provider that could not pay stayed for ever
  518, // the same, after giving up came too late for the contract
  839, // a throttled payout was sent again in the pay window of the provider that had claimed the order meanwhile: paid twice
  7743, // a clock that stepped forward ended the wait for a payout that had only arrived late: given up, then paid
  7927, // the same
  9, // a pay window a second above what the payout needs was claimed, then given up for a price that the payer gets, by one desk after the other
  37, // the same
]

/** What can go wrong, and how often it did. */

export const faultKinds = [
  'crash',
  'reorg',
  'rpcDown',
  'rpcLag',
  'rpcLie',
  'transactionLate',
  'transactionRefused',
  'partition',
  'clockSkew',
  'diskFull',
  'pspAnswerLost',
  'pspErrorBefore',
  'pspSlow',
  'pspLateArrival',
  'pspFails',
  'pspRejects',
  'pspThrottled',
  'pspSilent',
  'pspStaleRead',
  'pspNoBalance',
  'receiptsDown',
  'webhookDuplicate',
  'webhookLate',
  'webhookForged',
  'recipientLate',
  'payerConfirms',
  'payerChallenges',
] as const
export type FaultKind = (typeof faultKinds)[number]
export type FaultCounts = { [kind in FaultKind]: number }

/** Nothing happened yet. */
export const noFaults = (): FaultCounts => Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as FaultCounts

/** Adds up. */
export function addFaults(sum: FaultCounts, more: FaultCounts): void {
  for (const kind of faultKinds) sum[kind] += more[kind]
}

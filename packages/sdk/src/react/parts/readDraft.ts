/** What was typed, as values; undefined where it is not complete yet. */
import { getCorridor } from '../../protocol/corridor.ts'
import { parsePayout } from '../../protocol/payout.ts'
import { type Recipient, validateRecipient } from '../../protocol/recipient.ts'
import type { Draft } from './types.ts'

/** The payout in minor units; `problem` when the text is no amount of the currency. */
export function readAmount({ corridor, amount }: Draft): { readonly payout: bigint; readonly problem?: string | undefined } {
  const info = getCorridor(corridor)
  if (amount.trim() === '' || !info) return { payout: 0n }
  try {
    return { payout: parsePayout(amount, info.currency as Parameters<typeof parsePayout>[1]) }
  } catch (error) {
    return { payout: 0n, problem: error instanceof Error ? error.message : String(error) }
  }
}

/** The recipient, once it is one that its rail can pay. */
export function readRecipient({ corridor, institution, account }: Draft): Recipient | undefined {
  const hasInstitution = getCorridor(corridor)?.institution !== undefined
  const recipient: Recipient = { corridor, account: account.replace(/\s/g, ''), ...(hasInstitution ? { institution } : {}) }
  return validateRecipient(recipient) === undefined ? recipient : undefined
}

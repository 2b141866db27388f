/** An error in the payer's words. */
import { BaseError } from '../../errors/base.ts'
import type { CheckoutTexts } from '../texts.ts'
import { toCode } from '../toCode.ts'

/** The SDK's own short message, which says what to do; the first line of anything else. */
export function toErrorText(error: unknown, texts: CheckoutTexts): string {
  if (error instanceof BaseError) return error.code === 'NO_QUOTE' ? texts.quoteNone : capitalise(error.shortMessage)
  if (toCode(error) === 'OTHER_TAB') return texts.otherTab
  const message =
    (error as { readonly shortMessage?: string } | null)?.shortMessage ?? (error instanceof Error ? error.message : String(error))
  return capitalise(message.split('\n')[0] ?? message)
}

const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

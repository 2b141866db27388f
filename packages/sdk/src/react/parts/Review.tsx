/** Everything once more, with a price that stays fresh. */
import { useEffect, useRef, useState } from 'react'
import type { PayoutQuote } from '../../actions/getPayoutQuote.ts'
import { usePayoutQuote } from '../hooks/usePayoutQuote.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { QUOTE_MS } from '../query/queries.ts'
import { fill } from '../texts.ts'
import { toLocalMoney, toMoney } from '../toMoney.ts'
import { Facts } from './Facts.tsx'
import { Notice } from './Notice.tsx'
import { readAmount } from './readDraft.ts'
import { toErrorText } from './toErrorText.ts'
import type { Draft } from './types.ts'

export function Review({
  draft,
  accountName,
  masked,
  onBack,
  onPay,
}: {
  draft: Draft
  accountName: string | undefined
  masked: string
  onBack: () => void
  onPay: (quote: PayoutQuote) => void
}) {
  const { texts, network } = usePaynode()
  const {
    data: quote,
    error,
    isFetching,
    dataUpdatedAt,
    refetch,
  } = usePayoutQuote({ corridor: draft.corridor, payout: readAmount(draft).payout })
  const seconds = useCountdown(dataUpdatedAt + QUOTE_MS)
  const first = useRef<bigint>(undefined)
  first.current ??= quote?.amount
  const moved = quote !== undefined && first.current !== undefined && quote.amount > first.current
  if (!quote)
    return (
      <>
        {error ? (
          <Notice
            kind="error"
            action={
              <button type="button" className="pn-button" onClick={() => void refetch()}>
                {texts.retryAction}
              </button>
            }
          >
            {toErrorText(error, texts)}
          </Notice>
        ) : (
          <p className="pn-hint" role="status">
            <span className="pn-spinner" aria-hidden="true" /> {texts.quoteLoading}
          </p>
        )}
        <button type="button" className="pn-button" onClick={onBack}>
          {texts.backAction}
        </button>
      </>
    )
  return (
    <>
      <Facts
        rows={[
          [texts.recipientGets, <strong key="gets">{toLocalMoney(draft.corridor, quote.payout)}</strong>],
          [texts.youPay, <strong key="pay">{toMoney(network, quote.amount)}</strong>],
          [texts.rate, `1 ${network.token.symbol} = ${toLocalMoney(draft.corridor, quote.rate)}`],
          [texts.to, accountName ? `${accountName} · ${masked}` : masked],
        ]}
      />
      <p className="pn-hint pn-countdown">
        <span className="pn-bar" style={{ transform: `scaleX(${(seconds * 1_000) / QUOTE_MS})` }} aria-hidden="true" />
        {isFetching ? texts.quoteLoading : fill(texts.quoteExpires, { seconds })}
      </p>
      {moved && <Notice>{texts.priceMoved}</Notice>}
      <div className="pn-row">
        <button type="button" className="pn-button" onClick={onBack}>
          {texts.backAction}
        </button>
        <button type="button" className="pn-button pn-primary" disabled={isFetching} onClick={() => onPay(quote)}>
          {fill(texts.payAction, { amount: toMoney(network, quote.amount) })}
        </button>
      </div>
    </>
  )
}

/** Whole seconds until a moment of this machine's clock, never below zero. */
function useCountdown(until: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  return Math.min(QUOTE_MS / 1_000, Math.max(0, Math.ceil((until - now) / 1_000)))
}

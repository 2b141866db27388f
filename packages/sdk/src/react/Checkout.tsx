/** The drop-in checkout: amount, recipient, price, wallet, timeline, receipt. */

import { useState } from 'react'
import { useConnection } from 'wagmi'
import type { KnownCorridor } from '../protocol/corridor.ts'
import { useCheckout } from './checkout/useCheckout.ts'
import { useOnline } from './hooks/useOnline.ts'
import { usePaynode } from './PaynodeProvider.tsx'
import { Connect } from './parts/Connect.tsx'
import { Form } from './parts/Form.tsx'
import { Heading } from './parts/Heading.tsx'
import { Notice } from './parts/Notice.tsx'
import { Paying } from './parts/Paying.tsx'
import { Receipt } from './parts/Receipt.tsx'
import { Track } from './parts/Track.tsx'
import { toErrorText } from './parts/toErrorText.ts'
import type { Entry } from './parts/types.ts'
import { Unfinished } from './parts/Unfinished.tsx'
import { WrongChain } from './parts/WrongChain.tsx'
import { toCode } from './toCode.ts'

export type CheckoutProps = {
  /** Where the money goes at first; the payer may choose another. */
  readonly corridor?: KnownCorridor | undefined
  /** What the recipient gets at first, as text in the corridor's currency, like `25000`. */
  readonly amount?: string | undefined
  /** `auto` follows the system. */
  readonly theme?: 'light' | 'dark' | 'auto' | undefined
  readonly className?: string | undefined
}

/**
 * Put it inside wagmi's, TanStack Query's and Paynode's providers, and import `@paynode/sdk/react/style.css` (or bring your own).
 * @example
 * <PaynodeProvider network={network}>
 *   <Checkout corridor="NGN/bank" amount="25000" />
 * </PaynodeProvider>
 */
export function Checkout({ corridor = 'NGN/bank', amount = '', theme = 'auto', className = '' }: CheckoutProps) {
  return (
    <section className={`pn-checkout ${className}`} data-theme={theme}>
      <Screens corridor={corridor} amount={amount} />
    </section>
  )
}

function Screens({ corridor, amount }: { corridor: KnownCorridor; amount: string }) {
  const { texts, network } = usePaynode()
  const { isConnected, chainId } = useConnection()
  const online = useOnline()
  const { stage, step, record, order, error, now, pay, reset, show } = useCheckout()
  const blank: Entry = { draft: { corridor, amount, institution: '', account: '' }, screen: 'amount' }
  const [entry, setEntry] = useState(blank)
  if (!isConnected) return <Connect />
  const isElsewhere = chainId !== undefined && chainId !== network.chainId
  const restart = () => {
    setEntry(blank)
    reset()
  }
  const again = (
    <button type="button" className="pn-button pn-primary" onClick={restart}>
      {texts.startAgain}
    </button>
  )
  return (
    <>
      {!online && <Notice kind="error">{texts.offline}</Notice>}
      {isElsewhere && <WrongChain />}
      {error !== undefined && (
        <Notice kind="error" action={stage === 'form' && again}>
          {toErrorText(error, texts)}
        </Notice>
      )}
      {stage === 'form' && (
        <>
          <Form entry={entry} onEntry={setEntry} onPay={(payment) => void pay(payment)} />
          <Unfinished onShow={show} />
        </>
      )}
      {stage === 'paying' && (
        <>
          <Heading>{texts.reviewTitle}</Heading>
          <Paying step={step} />
        </>
      )}
      {stage === 'unsent' && <Notice action={again}>{texts.unsent}</Notice>}
      {order.data && record && (stage === 'settled' || stage === 'refunded') && (
        <>
          <Heading>{stage === 'settled' ? texts.settledTitle : texts.refundedTitle}</Heading>
          <Receipt order={order.data} record={record} onNew={restart} />
        </>
      )}
      {order.data && (stage === 'open' || stage === 'claimed' || stage === 'submitted' || stage === 'disputed') && (
        <>
          <Heading>{texts.trackTitle}</Heading>
          <p className="pn-sum">
            {record?.payout} <small>{record?.recipient}</small>
          </p>
          <Track order={order.data} now={now} />
        </>
      )}
      {order.isError && stage !== 'unsent' && stage !== 'form' && online && toCode(order.error) !== 'ORDER_NOT_FOUND' && (
        <Notice kind="error">{texts.chainAway}</Notice>
      )}
    </>
  )
}

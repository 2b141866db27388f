/** A locked order until it ends: where it is, how long that may take, and what its payer can do. */
import type { OrderOnChain } from '../../actions/getOrder.ts'
import type { TimelineEvent } from '../../actions/getOrderTimeline.ts'
import { toProgress } from '../checkout/stage.ts'
import { useChallengeOrder } from '../hooks/useChallengeOrder.ts'
import { useConfirmOrder } from '../hooks/useConfirmOrder.ts'
import { useReclaimOrder } from '../hooks/useReclaimOrder.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { fill } from '../texts.ts'
import { Notice } from './Notice.tsx'
import { Steps } from './Steps.tsx'
import { toDuration } from './toDuration.ts'
import { toErrorText } from './toErrorText.ts'

export function Track({ order, now }: { order: OrderOnChain & { readonly events: readonly TimelineEvent[] }; now: number | undefined }) {
  const { texts } = usePaynode()
  const confirm = useConfirmOrder()
  const challenge = useChallengeOrder()
  const reclaim = useReclaimOrder()
  const { orderId, order: terms, status, changedAt, events } = order
  const isBusy = confirm.isPending || challenge.isPending || reclaim.isPending
  const error = confirm.error ?? challenge.error ?? reclaim.error
  const left = (until: number) => (now === undefined ? undefined : until - now)
  const reached = toProgress(status, events)
  const labels = [texts.timelineLocked, texts.timelineTaken, texts.timelinePaid, texts.timelineProven, texts.timelineSettled]
  const button = (label: string, act: () => void, isPrimary = false) => (
    <button type="button" className={`pn-button ${isPrimary ? 'pn-primary' : ''}`} disabled={isBusy} aria-busy={isBusy} onClick={act}>
      {label}
    </button>
  )
  const reclaimIn = left(terms.reclaimAfter)
  const payIn = left(changedAt + terms.payWindow)
  const disputeIn = left(changedAt + terms.challengeWindow)
  return (
    <>
      <Steps steps={labels.map((label, index) => ({ label, done: index < reached }))} isStill={status === 'disputed'} />
      {status === 'open' && reclaimIn !== undefined && reclaimIn > 0 && (
        <p className="pn-hint">{fill(texts.openHelp, { time: toDuration(reclaimIn) })}</p>
      )}
      {status === 'open' && reclaimIn !== undefined && reclaimIn <= 0 && (
        <Notice action={button(texts.reclaimAction, () => reclaim.mutate({ orderId }), true)}>{texts.reclaimReady}</Notice>
      )}
      {status === 'claimed' && payIn !== undefined && <p className="pn-hint">{fill(texts.claimedHelp, { time: toDuration(payIn) })}</p>}
      {(status === 'claimed' || status === 'submitted') && (
        <Notice action={button(texts.confirmAction, () => confirm.mutate({ orderId, order: terms }))}>{texts.confirmHelp}</Notice>
      )}
      {status === 'submitted' && disputeIn !== undefined && disputeIn > 0 && (
        <Notice action={button(texts.disputeAction, () => challenge.mutate({ orderId, order: terms }))}>
          {fill(texts.disputeHelp, { time: toDuration(disputeIn) })}
        </Notice>
      )}
      {status === 'disputed' && <Notice>{texts.disputedText}</Notice>}
      {error && <Notice kind="error">{toErrorText(error, texts)}</Notice>}
    </>
  )
}

/** What the wallet and the chain are doing, step by step. */
import type { CreateOrderProgress } from '../../actions/prepareOrder.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { Steps } from './Steps.tsx'

const order = ['quoting', 'sealing', 'prepared', 'sending', 'approving', 'checking', 'locking', 'locked']

/** `step` is undefined after a reload: then the chain is being waited for. */
export function Paying({ step }: { step: CreateOrderProgress | undefined }) {
  const { texts } = usePaynode()
  const at = step ? order.indexOf(step.step) : order.length
  const isSent = step?.step === 'locking' && step.transactionHash !== undefined
  const isAsking = (step?.step === 'approving' || step?.step === 'locking') && step.transactionHash === undefined
  const steps = [
    { label: texts.stepPreparing, done: at > 0 },
    { label: texts.stepSealing, done: at > 3 },
    { label: texts.stepApproving, done: at > 4 },
    { label: texts.stepLocking, done: at > 6 || isSent },
    { label: texts.stepConfirming, done: false },
  ]
  return (
    <>
      <Steps steps={steps} />
      <p className="pn-hint" role="status">
        {isAsking ? texts.walletOpen : ''}
      </p>
    </>
  )
}

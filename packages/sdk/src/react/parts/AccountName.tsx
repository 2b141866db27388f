/** The account's holder, or why nobody can say. */
import type { AccountName as Answer } from '../../actions/verifyAccount.ts'
import { usePaynode } from '../PaynodeProvider.tsx'

export function AccountName({ isAsking, answer, failed }: { isAsking: boolean; answer: Answer | undefined; failed: boolean }) {
  const { texts } = usePaynode()
  const reasons = {
    'not-found': texts.accountNotFound,
    unavailable: texts.accountUnavailable,
    unsupported: texts.accountUnsupported,
    malformed: texts.accountNotFound,
  }
  return (
    <div className="pn-name" aria-live="polite">
      {isAsking && (
        <p className="pn-hint">
          <span className="pn-spinner" aria-hidden="true" /> {texts.accountChecking}
        </p>
      )}
      {!isAsking && answer?.resolved && (
        <p className="pn-resolved">
          <span className="pn-hint">{texts.accountName}</span>
          <strong>{answer.accountName}</strong>
        </p>
      )}
      {!isAsking && answer && !answer.resolved && (
        <p className={answer.reason === 'not-found' ? 'pn-problem' : 'pn-warning'}>{reasons[answer.reason]}</p>
      )}
      {!isAsking && failed && <p className="pn-warning">{texts.accountUnavailable}</p>}
    </div>
  )
}

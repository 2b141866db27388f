/** Amount, recipient, review: three screens, forwards and back, with the heading in focus on each. */
import { maskAccount } from '../checkout/record.ts'
import type { Payment } from '../checkout/useCheckout.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { AmountForm } from './AmountForm.tsx'
import { Heading } from './Heading.tsx'
import { RecipientForm } from './RecipientForm.tsx'
import { Review } from './Review.tsx'
import { readRecipient } from './readDraft.ts'
import type { Draft, Entry } from './types.ts'

export function Form({ entry, onEntry, onPay }: { entry: Entry; onEntry: (entry: Entry) => void; onPay: (payment: Payment) => void }) {
  const { texts } = usePaynode()
  const { draft, screen, accountName } = entry
  const setDraft = (changed: Draft) => onEntry({ ...entry, draft: changed })
  const setScreen = (next: Entry['screen']) => onEntry({ ...entry, screen: next })
  if (screen === 'amount')
    return (
      <>
        <Heading focus={false}>{texts.title}</Heading>
        <AmountForm draft={draft} onChange={setDraft} onDone={() => setScreen('recipient')} />
      </>
    )
  if (screen === 'recipient')
    return (
      <>
        <Heading>{texts.to}</Heading>
        <RecipientForm
          draft={draft}
          onChange={setDraft}
          onBack={() => setScreen('amount')}
          onDone={(name) => onEntry({ ...entry, screen: 'review', accountName: name })}
        />
      </>
    )
  const recipient = readRecipient(draft)
  return (
    <>
      <Heading>{texts.reviewTitle}</Heading>
      <Review
        draft={draft}
        accountName={accountName}
        masked={maskAccount(draft.account)}
        onBack={() => setScreen('recipient')}
        onPay={(quote) => recipient && onPay({ quote, recipient, accountName })}
      />
    </>
  )
}

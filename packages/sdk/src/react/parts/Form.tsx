/** Amount, recipient, review: three screens, forwards and back, with the heading in focus on each. */
import { useState } from 'react'
import type { KnownCorridor } from '../../protocol/corridor.ts'
import { maskAccount } from '../checkout/record.ts'
import type { Payment } from '../checkout/useCheckout.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { AmountForm } from './AmountForm.tsx'
import { Heading } from './Heading.tsx'
import { RecipientForm } from './RecipientForm.tsx'
import { Review } from './Review.tsx'
import { readRecipient } from './readDraft.ts'
import type { Draft } from './types.ts'

export function Form({ initial, onPay }: { initial: { corridor: KnownCorridor; amount: string }; onPay: (payment: Payment) => void }) {
  const { texts } = usePaynode()
  const [draft, setDraft] = useState<Draft>({ institution: '', account: '', ...initial })
  const [screen, setScreen] = useState<'amount' | 'recipient' | 'review'>('amount')
  const [accountName, setAccountName] = useState<string>()
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
          onDone={(name) => {
            setAccountName(name)
            setScreen('review')
          }}
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

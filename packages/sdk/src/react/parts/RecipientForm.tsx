/** Who receives it: the account, and the name that its bank knows. */
import { type FormEvent, useState } from 'react'
import { getCorridor } from '../../protocol/corridor.ts'
import { useInstitutions } from '../hooks/useInstitutions.ts'
import { useVerifyAccount } from '../hooks/useVerifyAccount.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { fill } from '../texts.ts'
import { AccountName } from './AccountName.tsx'
import { Field } from './Field.tsx'
import { readRecipient } from './readDraft.ts'
import type { Draft } from './types.ts'

export function RecipientForm({
  draft,
  onChange,
  onBack,
  onDone,
}: {
  draft: Draft
  onChange: (draft: Draft) => void
  onBack: () => void
  onDone: (accountName: string | undefined) => void
}) {
  const { texts } = usePaynode()
  const info = getCorridor(draft.corridor)
  const { data: institutions, isPending: isListing } = useInstitutions({ corridor: draft.corridor })
  const [touched, setTouched] = useState(false)
  const recipient = readRecipient(draft)
  const account = useVerifyAccount({ recipient })
  const isUnknown = account.data?.resolved === false && account.data.reason === 'not-found'
  const malformed =
    touched && !recipient && draft.account !== ''
      ? fill(texts.accountMalformed, { example: info?.example.split(':').at(-1) ?? '' })
      : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTouched(true)
    if (recipient && !isUnknown && !account.isFetching) onDone(account.data?.resolved ? account.data.accountName : undefined)
  }
  return (
    <form onSubmit={submit} noValidate>
      {info?.institution && (
        <Field label={texts.institutionLabel}>
          {(control) =>
            isListing || institutions?.length ? (
              <select
                {...control}
                className="pn-input"
                disabled={isListing}
                value={draft.institution}
                onChange={(event) => onChange({ ...draft, institution: event.target.value })}
              >
                <option value="">{texts.institutionPlaceholder}</option>
                {institutions?.map(({ code, name }) => (
                  <option key={code} value={code}>
                    {name}
                  </option>
                ))}
              </select>
            ) : (
              <input
                {...control}
                className="pn-input"
                value={draft.institution}
                onChange={(event) => onChange({ ...draft, institution: event.target.value })}
              />
            )
          }
        </Field>
      )}
      <Field label={texts.accountLabel} problem={malformed}>
        {(control) => (
          <input
            {...control}
            className="pn-input"
            inputMode={info?.rail === 'bank' || info?.rail === 'mpesa' ? 'numeric' : 'text'}
            autoComplete="off"
            spellCheck={false}
            placeholder={info?.example.split(':').at(-1)}
            value={draft.account}
            onBlur={() => setTouched(true)}
            onChange={(event) => onChange({ ...draft, account: event.target.value })}
          />
        )}
      </Field>
      <AccountName isAsking={account.isFetching} answer={account.data} failed={account.isError} />
      <div className="pn-row">
        <button type="button" className="pn-button" onClick={onBack}>
          {texts.backAction}
        </button>
        <button type="submit" className="pn-button pn-primary" disabled={!recipient || isUnknown || account.isFetching}>
          {texts.continueAction}
        </button>
      </div>
    </form>
  )
}

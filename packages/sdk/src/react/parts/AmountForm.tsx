/** How much, and where to. */
import { type FormEvent, useState } from 'react'
import { getCorridor, type KnownCorridor } from '../../protocol/corridor.ts'
import { useCorridors } from '../hooks/useCorridors.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { fill } from '../texts.ts'
import { toLocalMoney } from '../toMoney.ts'
import { Field } from './Field.tsx'
import { readAmount } from './readDraft.ts'
import type { Draft } from './types.ts'

export function AmountForm({ draft, onChange, onDone }: { draft: Draft; onChange: (draft: Draft) => void; onDone: () => void }) {
  const { texts } = usePaynode()
  const { data: corridors } = useCorridors()
  const [touched, setTouched] = useState(false)
  const info = getCorridor(draft.corridor)
  const { payout, near, problem: malformed } = readAmount(draft)
  const problem = near
    ? fill(texts.amountBetween, { near: near.map((value) => toLocalMoney(draft.corridor, value)).join(' / ') })
    : malformed
  const served = corridors?.filter(({ providers, corridor }) => providers > 0 || corridor === draft.corridor) ?? [
    { corridor: draft.corridor },
  ]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTouched(true)
    if (payout > 0n) onDone()
  }
  return (
    <form onSubmit={submit} noValidate>
      <Field
        label={texts.amountLabel}
        hint={fill(texts.amountHint, { currency: info?.currency ?? '' })}
        problem={touched ? problem : undefined}
      >
        {(control) => (
          <div className="pn-money">
            <span aria-hidden="true">{info?.currency}</span>
            <input
              {...control}
              className="pn-input pn-amount"
              inputMode="decimal"
              autoComplete="off"
              placeholder="0.00"
              value={draft.amount}
              onBlur={() => setTouched(true)}
              onChange={(event) => onChange({ ...draft, amount: event.target.value })}
            />
          </div>
        )}
      </Field>
      <Field label={texts.corridorLabel}>
        {(control) => (
          <select
            {...control}
            className="pn-input"
            value={draft.corridor}
            onChange={(event) => onChange({ ...draft, corridor: event.target.value as KnownCorridor, institution: '', account: '' })}
          >
            {served.map(({ corridor }) => (
              <option key={corridor} value={corridor}>
                {corridor.replace('/', ' · ')}
              </option>
            ))}
          </select>
        )}
      </Field>
      <button type="submit" className="pn-button pn-primary" disabled={payout === 0n}>
        {texts.continueAction}
      </button>
    </form>
  )
}

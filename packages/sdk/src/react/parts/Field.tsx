/** A labelled input with its hint and its problem, tied together for screen readers. */
import { type ReactElement, type ReactNode, useId } from 'react'

export type FieldControl = {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

export function Field({
  label,
  hint,
  problem,
  children,
}: {
  label: string
  hint?: ReactNode
  problem?: string | undefined
  children: (control: FieldControl) => ReactElement
}) {
  const id = useId()
  const below = problem ?? hint
  return (
    <div className="pn-field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': below === undefined ? undefined : `${id}-below`,
        'aria-invalid': problem === undefined ? undefined : true,
      })}
      <div id={`${id}-below`} className={problem === undefined ? 'pn-hint' : 'pn-problem'} aria-live="polite">
        {below}
      </div>
    </div>
  )
}

/** A list of steps: done, under way, to come. */

export type StepLine = { readonly label: string; readonly done: boolean; readonly note?: string | undefined }

/** The first step that is not done is under way, unless the list `isStill`. */
export function Steps({ steps, isStill = false }: { steps: readonly StepLine[]; isStill?: boolean }) {
  const current = isStill ? -1 : steps.findIndex(({ done }) => !done)
  return (
    <ol className="pn-steps">
      {steps.map(({ label, done, note }, index) => (
        <li
          key={label}
          className={done ? 'pn-done' : index === current ? 'pn-current' : ''}
          aria-current={index === current ? 'step' : undefined}
        >
          <span className="pn-mark" aria-hidden="true">
            {done ? '✓' : ''}
          </span>
          <span>
            {label}
            {note && <small>{note}</small>}
          </span>
        </li>
      ))}
    </ol>
  )
}

/** What went wrong or should be known, and what to do next. */
import type { ReactNode } from 'react'

/** An `error` is announced at once, anything else when there is time. */
export function Notice({ kind = 'info', children, action }: { kind?: 'info' | 'error' | 'good'; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={`pn-notice pn-${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <div>{children}</div>
      {action}
    </div>
  )
}

/** A screen's heading; takes the focus when its screen replaces another, so that keyboards and screen readers follow. */
import { type ReactNode, useEffect, useRef } from 'react'

export function Heading({ children, focus = true }: { children: ReactNode; focus?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (focus) heading.current?.focus({ preventScroll: true })
  }, [focus])
  return (
    <h2 ref={heading} tabIndex={-1}>
      {children}
    </h2>
  )
}

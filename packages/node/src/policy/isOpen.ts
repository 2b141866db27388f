/** Opening hours: is a moment within them, on the clocks of their time zone? */
import type { PolicyConfig } from '../config/policy.ts'

const DAYS: Readonly<Record<string, number>> = { Mon: 1, Tue: 2, Wed: 3, Thu: 4, Fri: 5, Sat: 6, Sun: 7 }

/** `at` is unix milliseconds. A span over midnight belongs to the day on which it begins. */
export function isOpen(hours: NonNullable<PolicyConfig['hours']>, at: number): boolean {
  const { day, time } = toLocal(hours.timeZone, at)
  const yesterday = day === 1 ? 7 : day - 1
  return hours.open.some(({ days, from, to }) => {
    if (from < to) return days.includes(day) && from <= time && time < to
    return (days.includes(day) && from <= time) || (days.includes(yesterday) && time < to)
  })
}

function toLocal(timeZone: string, at: number): { readonly day: number; readonly time: string } {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return { day: DAYS[parts.get('weekday') ?? ''] ?? 0, time: `${parts.get('hour')}:${parts.get('minute')}` }
}

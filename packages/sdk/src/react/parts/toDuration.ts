/** Seconds as people count them. */

/** `4 min 05 s`; `2 h 10 min` beyond an hour. */
export function toDuration(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  if (whole >= 3_600) return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`
  return whole >= 60 ? `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s` : `${whole} s`
}

/** Webhooks that were taken in: one that comes again soon, after a restart too, is answered and nothing else is done. */
import type { Store } from './store.ts'

/** Whether this notice was taken in since a time, unix milliseconds. */
export function isNoticeKnown(
  store: Store,
  { psp, key, since }: { readonly psp: string; readonly key: string; readonly since: number },
): boolean {
  return store.db.prepare('SELECT 1 FROM webhook_notices WHERE psp = ? AND key = ? AND at > ?').get(psp, key, since) !== undefined
}

/** Remembers a notice; `at` is unix milliseconds. */
export function saveNotice(store: Store, { psp, key, at }: { readonly psp: string; readonly key: string; readonly at: number }): void {
  store.db
    .prepare('INSERT INTO webhook_notices (psp, key, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at')
    .run(psp, key, at)
}

/** Forgets notices from before a time. Returns how many. */
export function forgetNotices(store: Store, before: number): number {
  return store.db.prepare('DELETE FROM webhook_notices WHERE at < ?').run(before).changes
}

/** The `idempotent_answers` table: what a request with an Idempotency-Key was answered, so that asking again changes nothing. */
import type { Store } from './store.ts'

/** An answer. `request` is a hash of what was asked; `body` is JSON. */
export type IdempotentAnswer = { readonly request: Uint8Array; readonly status: number; readonly body: string }
type Key = { readonly scope: string; readonly key: string }

/** The answer that was given under a key, or undefined. */
export function getIdempotentAnswer({ db }: Store, { scope, key }: Key): IdempotentAnswer | undefined {
  return db
    .prepare<[string, string], { request: Buffer; status: number; body: string }>(
      'SELECT request, status, body FROM idempotent_answers WHERE scope = ? AND key = ?',
    )
    .get(scope, key) // written by saveIdempotentAnswer only
}

/** Keeps an answer. `at` is unix milliseconds. */
export function saveIdempotentAnswer({ db }: Store, { scope, key }: Key, answer: IdempotentAnswer, at: number): void {
  db.prepare('INSERT OR REPLACE INTO idempotent_answers (scope, key, request, status, body, at) VALUES (?, ?, ?, ?, ?, ?)').run(
    scope,
    key,
    Buffer.from(answer.request),
    answer.status,
    answer.body,
    at,
  )
}

/** Forgets answers given before a time. */
export function deleteIdempotentAnswers({ db }: Store, before: number): void {
  db.prepare('DELETE FROM idempotent_answers WHERE at < ?').run(before)
}

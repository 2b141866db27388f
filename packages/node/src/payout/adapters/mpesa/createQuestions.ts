/** Keeps what was asked and what came back by callback. In memory alone: after a restart the daemon asks again. */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../../runtime/clock.ts'

/** Unix milliseconds. */
export type Answer<result> = { readonly result: result; readonly askedAt: number; readonly at: number }

export type Questions<result> = {
  /** Opens a question about a subject; its number is unguessable and good for one answer. */
  ask(subject: string): string
  /** Whether an answer may still be on its way. */
  isOpen(subject: string): boolean
  /** The question did not get through for sure: ask again when needed. An answer is still taken. */
  doubt(id: string): void
  /** Takes an answer in; the subject, or undefined when nobody asked, or it was answered. */
  settle(id: string, result: result): string | undefined
  /** The newest answer, if it is not too old. */
  peek(subject: string): Answer<result> | undefined
  /** The same, once. */
  take(subject: string): Answer<result> | undefined
}

/** Creates the store. An unanswered question blocks new ones for `patienceMs`; answers and questions are forgotten after `keepMs`. */
export function createQuestions<result>(deps: {
  readonly clock: Clock
  readonly patienceMs: number
  readonly keepMs: number
}): Questions<result> {
  const { clock, patienceMs, keepMs } = deps
  const asked = new Map<string, { readonly subject: string; readonly at: number; doubtful: boolean }>()
  const answers = new Map<string, Answer<result>>()
  const tidy = () => {
    const oldest = clock.now() - keepMs
    for (const [id, { at }] of asked) if (at < oldest) asked.delete(id)
    for (const [subject, { at }] of answers) if (at < oldest) answers.delete(subject)
  }
  const peek = (subject: string) => {
    tidy()
    return answers.get(subject)
  }
  return {
    ask(subject) {
      tidy()
      const id = randomUUID()
      asked.set(id, { subject, at: clock.now(), doubtful: false })
      return id
    },
    isOpen: (subject) => [...asked.values()].some((one) => one.subject === subject && !one.doubtful && clock.now() - one.at < patienceMs),
    doubt(id) {
      const one = asked.get(id)
      if (one) one.doubtful = true
    },
    settle(id, result) {
      tidy()
      const one = asked.get(id)
      if (!one) return undefined
      asked.delete(id)
      const known = answers.get(one.subject)
      if (!known || known.askedAt <= one.at) answers.set(one.subject, { result, askedAt: one.at, at: clock.now() })
      return one.subject
    },
    peek,
    take(subject) {
      const answer = peek(subject)
      answers.delete(subject)
      return answer
    },
  }
}

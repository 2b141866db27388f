/** A benchmark's thread, and what it said last of each type. */
import { Worker } from 'node:worker_threads'
import { systemClock } from '../../../node/src/runtime/clock.ts'

/** Messages are told apart by `type`; a thread exits by itself when told to close. */
type Message = { readonly type: string }

/** Starts `file` of this folder. Waiting throws when the thread failed or `signal` aborted. */
export function startThread<To extends Message, From extends Message>(file: string, workerData: unknown, signal: AbortSignal) {
  const worker = new Worker(new URL(file, import.meta.url), { workerData })
  const said = new Map<string, From>()
  const failures: unknown[] = []
  worker.on('message', (message: From) => said.set(message.type, message))
  worker.on('error', (error) => failures.push(error))
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const last = <T extends From['type']>(type: T) => {
    if (failures.length > 0) throw failures[0]
    return said.get(type) as Extract<From, { type: T }> | undefined
  }
  return {
    tell: (message: To) => worker.postMessage(message),
    last,
    wait: async <T extends From['type']>(type: T) => {
      for (;;) {
        const message = last(type)
        if (message) return message
        await systemClock.sleep(5, signal)
      }
    },
    close: async () => {
      worker.postMessage({ type: 'close' })
      const force = setTimeout(() => void worker.terminate(), 5_000)
      await exited
      clearTimeout(force)
    },
  }
}

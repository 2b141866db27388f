/** Runs tasks over worker threads, or here when there are none. Results come back in the order of the tasks, whoever was faster. */
import { Worker } from 'node:worker_threads'
import { runTask } from './runTask.ts'
import type { Task, TaskResult } from './types.ts'

/** What running needs. */
export type RunTasksParameters = {
  readonly tasks: readonly Task[]
  readonly threads: number
  readonly signal: AbortSignal
  onDone(done: number, task: Omit<Task, 'policies'>): void
}

/** Runs all tasks. Rejects when the signal aborts or a thread fails. */
export async function runTasks({ tasks, threads, signal, onDone }: RunTasksParameters): Promise<readonly TaskResult[]> {
  const results: TaskResult[] = []
  let next = 0
  let done = 0
  const keep = (index: number, result: TaskResult) => {
    results[index] = result
    done += 1
    onDone(done, result)
  }
  if (threads < 1) {
    for (const [index, task] of tasks.entries()) {
      signal.throwIfAborted()
      keep(index, runTask(task))
      await new Promise(setImmediate) // lets signals and progress through
    }
    return results
  }
  const work = async () => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { execArgv: ['--conditions=paynode-source'] })
    try {
      for (let index = next++; index < tasks.length; index = next++) keep(index, await ask(worker, tasks[index], signal))
    } finally {
      await worker.terminate()
    }
  }
  await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, work))
  return results
}

function ask(worker: Worker, task: Task | undefined, signal: AbortSignal): Promise<TaskResult> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      worker.removeAllListeners('message').removeAllListeners('error')
      signal.removeEventListener('abort', onAbort)
      finish()
    }
    const onAbort = () => settle(() => reject(signal.reason))
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    worker.once('message', (result: TaskResult) => settle(() => resolve(result)))
    worker.once('error', (error) => settle(() => reject(error)))
    worker.postMessage(task)
  })
}

/** A thread of the benchmark: takes a task, gives its result. */
import { parentPort } from 'node:worker_threads'
import { runTask } from './runTask.ts'
import type { Task } from './types.ts'

parentPort?.on('message', (task: Task) => parentPort?.postMessage(runTask(task)))

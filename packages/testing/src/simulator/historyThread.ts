/** A thread that runs one history per message: the seed comes in, the result goes out, undefined ends it. */
import { parentPort } from 'node:worker_threads'
import { runHistory } from './history/runHistory.ts'

parentPort?.on('message', async (seed: number | undefined) => {
  if (seed === undefined) parentPort?.close()
  else parentPort?.postMessage(await runHistory(seed))
})

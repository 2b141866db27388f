/** Awaits something that the chain's RPC answers: lets go of it when told to, and says in our words when the RPC does not answer. */
import { HttpRequestError, TimeoutError, BaseError as ViemError } from 'viem'
import { RpcFailedError } from '../errors/wallet.ts'

/** The promise's value. @throws the signal's reason at once on abort; RpcFailedError; whatever else the promise was rejected with. */
export async function fromChain<value>(promise: Promise<value>, signal: AbortSignal | undefined): Promise<value> {
  try {
    return await unlessAborted(promise, signal)
  } catch (error) {
    signal?.throwIfAborted()
    throw toUnreachable(error) ?? error
  }
}

function unlessAborted<value>(promise: Promise<value>, signal: AbortSignal | undefined): Promise<value> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

/** The error of an RPC that does not answer, however deep viem has wrapped it; undefined when it is something else. */
export function toUnreachable(error: unknown): RpcFailedError | undefined {
  if (!(error instanceof ViemError)) return undefined
  const cause = error.walk((item) => item instanceof HttpRequestError || item instanceof TimeoutError)
  return cause instanceof ViemError ? new RpcFailedError({ reason: cause.shortMessage, cause: error }) : undefined
}

/** A resource that ends once, by its owner's word or its owner's signal. */

/** A `close` that does `work` once however often it is called; aborting `signal` calls it too. */
export function closeOnAbort(signal: AbortSignal | undefined, work: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined
  const close = () => {
    signal?.removeEventListener('abort', onAbort)
    closing ??= work()
    return closing
  }
  const onAbort = () => void close()
  signal?.addEventListener('abort', onAbort, { once: true })
  if (signal?.aborted) onAbort()
  return close
}

/** Reads public status pages. What they say is a stranger's text: shown to the advisor as data, and to nobody else. */
import type { Clock } from '../runtime/clock.ts'
import { readCapped } from '../runtime/readCapped.ts'
import { startLimit } from '../runtime/startLimit.ts'

const MAX_BYTES = 262_144

/** The texts of the pages that answered in time, in their order; the others are left out. */
export async function readStatusPages(
  { clock, timeoutMs }: { readonly clock: Clock; readonly timeoutMs: number },
  urls: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const texts = await Promise.all(urls.map((url) => readPage(url, { clock, timeoutMs }, signal)))
  return texts.filter((text) => text !== undefined)
}

async function readPage(url: string, { clock, timeoutMs }: { readonly clock: Clock; readonly timeoutMs: number }, signal: AbortSignal) {
  const limit = startLimit(clock, timeoutMs)
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, limit.signal]) })
    const bytes = await readCapped(response, MAX_BYTES)
    return response.ok && bytes ? new TextDecoder().decode(bytes) : undefined
  } catch (error) {
    if (signal.aborted) throw error
    return undefined
  } finally {
    limit.stop()
  }
}

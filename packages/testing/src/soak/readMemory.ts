/** What a daemon says about its own memory. */

/** Bytes. `heap` is what its objects take, garbage included; `resident` what the operating system gives the process. */
export type Memory = { readonly heap: number; readonly resident: number }

/** Reads it from the daemon's metrics. @throws when a figure is not there. */
export async function readMemory(url: string, signal: AbortSignal): Promise<Memory> {
  const text = await (await fetch(new URL('/metrics', url), { signal })).text()
  const read = (name: string) => {
    const value = Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
    if (!Number.isFinite(value)) throw new Error(`${url} has no ${name}`)
    return value
  }
  return { heap: read('paynode_nodejs_heap_size_used_bytes'), resident: read('paynode_process_resident_memory_bytes') }
}

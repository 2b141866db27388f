/** Keeps the record in the browser. Where storage is forbidden or full the checkout works on, without surviving a reload. */
import { type CheckoutRecord, recordSchema } from './record.ts'

export type RecordStore = {
  load(): CheckoutRecord | undefined
  save(record: CheckoutRecord | undefined): void
  /** Calls back when this or another tab changes the record. */
  subscribe(listener: () => void): () => void
}

/** The store of one key. On a server it is empty. */
export function openRecordStore(key: string): RecordStore {
  let memory: string | null = null
  const read = () => {
    try {
      return globalThis.localStorage?.getItem(key) ?? memory
    } catch {
      return memory
    }
  }
  let parsed: { readonly text: string | null; readonly record: CheckoutRecord | undefined } | undefined
  const listeners = new Set<() => void>()
  const onStorage = (event: StorageEvent) => {
    if (event.key === key || event.key === null) for (const listener of listeners) listener()
  }
  return {
    load() {
      const text = read()
      if (parsed?.text !== text) parsed = { text, record: parse(text) } // the same object while nothing changes
      return parsed?.record
    },
    save(record) {
      memory = record === undefined ? null : JSON.stringify(record)
      try {
        if (memory === null) globalThis.localStorage?.removeItem(key)
        else globalThis.localStorage?.setItem(key, memory)
      } catch {
        // kept in memory
      }
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      if (listeners.size === 0) globalThis.addEventListener?.('storage', onStorage)
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) globalThis.removeEventListener?.('storage', onStorage)
      }
    },
  }
}

function parse(text: string | null): CheckoutRecord | undefined {
  if (text === null) return undefined
  try {
    return recordSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

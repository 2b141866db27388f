/** The remembered payment of the connected wallet, shared by all tabs. */
import { useMemo, useSyncExternalStore } from 'react'
import { usePaynode } from '../PaynodeProvider.tsx'
import { toRecordKey } from './record.ts'
import { openRecordStore } from './storage.ts'

/** The store's record and the store, which changes with the wallet. */
export function useRecord(payer: string | undefined) {
  const { network } = usePaynode()
  const name = payer === undefined ? undefined : toRecordKey(network, payer)
  const store = useMemo(() => (name === undefined ? empty : openRecordStore(name)), [name])
  const record = useSyncExternalStore(store.subscribe, store.load, () => undefined)
  return { record, store, name }
}

const empty = { load: () => undefined, save: () => {}, subscribe: () => () => {} }

/** Whether an institution code means the same bank at two PSPs: each has its own list, and a code of one may be another bank at the other. */
import { getCorridor, type Recipient } from '@paynode/sdk/protocol'
import type { Institutions } from './createInstitutions.ts'
import type { PspAdapter } from './psp.ts'

/** True only when both lists name the code alike; a list that is not there proves nothing. Rails whose codes the protocol fixes always agree. */
export async function isSameInstitution(
  institutions: Institutions,
  { recipient, first, other }: { readonly recipient: Recipient; readonly first: PspAdapter; readonly other: PspAdapter },
  signal: AbortSignal,
): Promise<boolean> {
  const info = getCorridor(recipient.corridor)
  if (first.id === other.id || info?.rail !== 'bank') return info !== undefined
  const [here, there] = await Promise.all([first, other].map((adapter) => institutions.list(adapter, info.country, signal)))
  const nameIn = (list: typeof here) => toKey(list?.find(({ code }) => code === recipient.institution)?.name ?? '')
  return nameIn(here) !== '' && nameIn(here) === nameIn(there)
}

const noise: ReadonlySet<string> = new Set(['bank', 'plc', 'ltd', 'limited', 'nigeria', 'nig', 'of', 'the'])
/** `Guaranty Trust Bank Plc` and `GUARANTY TRUST BANK` → `guaranty trust`. */
const toKey = (name: string) =>
  (name.toLowerCase().match(/[a-z0-9]+/g) ?? []).filter((word) => !noise.has(word)).join(' ') || name.trim().toLowerCase()

/** The banks or networks that a payer of a corridor can choose from. */
import { type Corridor, getCorridor } from '@paynode/sdk/protocol'
import type { Institutions } from './createInstitutions.ts'
import type { Institution, PspAdapter } from './psp.ts'

/** An institution as a form shows it; `kind` where the rail says it. */
export type InstitutionChoice = Institution & { readonly kind?: 'bank' | 'wallet' | undefined }

/** What listing needs: the corridor's PSPs in order of preference, and the cache. */
export type ListInstitutionsDeps = {
  readonly institutions: Institutions
  adaptersFor(corridor: Corridor): readonly PspAdapter[]
}

/**
 * The list of the first PSP that gives one, by name, without codes that the corridor cannot carry. Codes are one PSP's own: lists are never
 * merged. Undefined when the corridor has no institutions or no PSP here tells them.
 */
export async function listInstitutions(
  { institutions, adaptersFor }: ListInstitutionsDeps,
  corridor: Corridor,
  signal: AbortSignal,
): Promise<readonly InstitutionChoice[] | undefined> {
  const info = getCorridor(corridor)
  if (!info?.institution) return undefined
  const pattern = info.institution
  for (const adapter of adaptersFor(corridor)) {
    const list = await institutions.list(adapter, info.country, signal)
    if (!list) continue
    const known = new Map(list.filter(({ code }) => pattern.test(code)).map((institution) => [institution.code, institution]))
    return [...known.values()]
      .sort(byName)
      .map((institution) => (info.rail === 'mobile' ? { ...institution, kind: 'wallet' } : institution))
  }
  return undefined
}

const byName = (left: Institution, right: Institution) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0)

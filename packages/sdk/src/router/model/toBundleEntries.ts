/** Turns the agreed reports of an epoch into what the model is told: of every provider what it says of itself, and what witnesses say of it. */
import type { Address } from 'viem'
import type { PeerView } from '../../protocol/peerView.ts'
import type { Report } from '../../protocol/report.ts'
import { rules } from '../rules.ts'
import type { BundleEntry } from './events.ts'
import { findProvider } from './find.ts'
import type { State } from './state.ts'
import { at } from './table.ts'

/** By provider, in order of address. Names are free, so only who has `witnessStake` at stake is heard about others; nobody about itself. */
export function toBundleEntries(state: State, reports: readonly Report[]): readonly BundleEntry[] {
  const witnesses = reports.filter(({ provider }) => isWitness(state, provider))
  const heard = Map.groupBy(
    witnesses.flatMap(({ provider: by, views }) => views.filter(({ provider }) => toKey(provider) !== toKey(by))),
    ({ provider }) => toKey(provider),
  )
  const own = new Map(reports.map((report) => [toKey(report.provider), report]))
  const names = [...new Set([...own.keys(), ...heard.keys()])].sort((left, right) => (left < right ? -1 : 1))
  return names.map((name) => ({ provider: name as Address, report: own.get(name), ...toHeard(heard.get(name) ?? []) }))
}

function toHeard(views: readonly PeerView[]): Pick<BundleEntry, 'probe' | 'advice'> {
  const probes = views.flatMap(({ probe }) => probe ?? [])
  const advice = views.flatMap((view) => view.advice ?? [])
  return {
    ...(probes.length > 0 && {
      probe: {
        failed: probes.map(({ failedBps }) => failedBps),
        rtt50: probes.map(({ rtt50 }) => rtt50),
        rtt95: probes.map(({ rtt95 }) => rtt95),
      },
    }),
    ...(advice.length > 0 && { advice }),
  }
}

function isWitness(state: State, provider: Address): boolean {
  const row = findProvider(state, provider)
  return row !== undefined && at(state.providers.free, row) + at(state.providers.locked, row) >= rules.witnessStake
}

const toKey = (provider: Address) => provider.toLowerCase()

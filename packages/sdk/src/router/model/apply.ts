/** The fold: one event in chain order changes the state. Never throws: what cannot be applied is ignored and counted. */
import { MAX_SAFE, ONE_Q16, shift, toLogit } from '../integer.ts'
import { rules } from '../rules.ts'
import { applyAssigned, applyClaimed, forgetLost } from './attempt.ts'
import { applyBundle } from './bundle.ts'
import { followCrowd } from './crowd.ts'
import type { EventResult, RouterEvent } from './events.ts'
import { ensureCorridor, ensureProvider, findProvider, toMicro } from './find.ts'
import { keepDay, toSlowRate } from './level.ts'
import { applyOutcome, countIgnored } from './outcome.ts'
import { toHour } from './standing.ts'
import { type State, toEpoch } from './state.ts'
import { at } from './table.ts'
import { touch, touchEverybody } from './touch.ts'

const APPLIED: EventResult = { applied: true }

/** Applies an event. Events of the past are taken at the state's clock: it never goes back. */
export function applyEvent(state: State, event: RouterEvent): EventResult {
  if (!Number.isInteger(event.time) || event.time < 0 || event.time > MAX_SAFE) return ignore(state, 'time is no count of seconds')
  passTime(state, event.time)
  const reason = apply(state, event)
  return reason === undefined ? APPLIED : ignore(state, reason)
}

function ignore(state: State, reason: string): EventResult {
  countIgnored(state)
  return { applied: false, reason }
}

function apply(state: State, event: RouterEvent): string | undefined {
  switch (event.type) {
    case 'assigned':
      return applyAssigned(state, event, event.time)
    case 'claimed':
      return applyClaimed(state, event.orderId, event.provider, event.time)
    case 'outcome':
      return applyOutcome(state, event)
    case 'bundle':
      return applyBundle(state, event)
    case 'account':
      return applyAccount(state, event)
    case 'registered':
      return applyRegistered(state, event)
    case 'left':
      return applyLeft(state, event)
    case 'epoch':
      return undefined
    default:
      return 'unknown event'
  }
}

/** Moves the clock; at the start of an epoch it notes what standing values are measured against and forgets lost attempts. */
function passTime(state: State, time: number): void {
  const { network, options } = state
  if (time <= (network.time[0] ?? 0)) return
  network.time[0] = time
  const epoch = shift(time, options.epochSeconds)
  if (epoch === toEpoch(state)) return
  network.now[0] = epoch
  network.baseRate[0] = toSlowRate(network, 0, epoch, rules.shrink.base, rules.prior)
  network.baseDay[0] = keepDay(network.dayTotal[0] ?? 0, toHour(state, epoch) - (network.hour[0] ?? 0))
  network.baseClaim50[0] = network.claim50[0] ?? 0
  network.baseClaim95[0] = network.claim95[0] ?? 0
  network.baseSettle50[0] = network.settle50[0] ?? 0
  network.baseSettle95[0] = network.settle95[0] ?? 0
  for (const { scalars } of state.corridors.values()) {
    const rate = toSlowRate(scalars, 0, epoch, rules.shrink.base, network.baseRate[0])
    scalars.baseOffset[0] = toLogit(rate) - toLogit(network.baseRate[0])
  }
  touchEverybody(state)
  forgetLost(state)
}

type Of<type extends RouterEvent['type']> = Extract<RouterEvent, { type: type }>

/** A provider that comes back keeps its history, but not its seniority. */
function applyRegistered(state: State, { provider, corridors }: Of<'registered'>): undefined {
  const row = ensureProvider(state, provider)
  const { providers } = state
  if (at(providers.active, row) === 0) {
    providers.active[row] = 1
    providers.joined[row] = toEpoch(state)
  }
  for (const corridor of corridors) ensureCorridor(state, corridor)
  for (const { corridor, rows } of state.corridors.values()) rows.serves[row] = corridors.includes(corridor) ? 1 : 0
  touch(state, row)
  return undefined
}

function applyLeft(state: State, { provider }: Of<'left'>): string | undefined {
  const row = findProvider(state, provider)
  if (row === undefined || at(state.providers.active, row) === 0) return 'unknown provider'
  state.providers.active[row] = 0
  touch(state, row)
  return undefined
}

function applyAccount(state: State, { provider, free, locked, inFlight }: Of<'account'>): string | undefined {
  const row = findProvider(state, provider)
  if (row === undefined) return 'unknown provider'
  const { providers } = state
  providers.free[row] = toMicro(state, free)
  providers.locked[row] = toMicro(state, locked)
  if (inFlight !== undefined && Number.isInteger(inFlight) && inFlight >= 0 && inFlight <= ONE_Q16 * ONE_Q16)
    providers.inFlight[row] = inFlight
  followCrowd(state, row)
  touch(state, row)
  return undefined
}

/** Tries a configured PSP without moving money: credentials and mode, balance, institutions, where callbacks arrive, a name enquiry. */
import { formatUnitsExact, getCorridor, type Recipient } from '@paynode/sdk/protocol'
import { toPspId } from '../config/psp/toPspId.ts'
import type { CorridorConfig, NodeConfig } from '../config/schema.ts'
import type { PspAdapter } from '../payout/psp.ts'
import type { Clock } from '../runtime/clock.ts'
import { openAdapter } from './openAdapter.ts'

/** One finding. `warning`: works, but not for everything; `failed`: payouts through this PSP will not work. */
export type PspCheck = {
  readonly check: 'credentials' | 'balance' | 'institutions' | 'callbacks' | 'account'
  readonly result: 'ok' | 'warning' | 'failed' | 'skipped'
  readonly detail: string
}

const CALLBACK_MS = 5_000

/** Runs the checks in order; the first that fails for good ends them. `recipient` is asked for its name. */
export async function testPsp(parameters: {
  readonly corridor: Pick<CorridorConfig, 'corridor' | 'psp'>
  readonly webhooks: NodeConfig['webhooks']
  readonly recipient?: Recipient | undefined
  readonly clock: Clock
  readonly signal: AbortSignal
}): Promise<readonly PspCheck[]> {
  const { corridor, webhooks, recipient, clock, signal } = parameters
  const opened = await open(corridor, clock)
  if (!('adapter' in opened)) return [{ check: 'credentials', result: 'failed', detail: opened.problem }]
  const { adapter } = opened
  return [
    { check: 'credentials', result: 'ok', detail: 'secrets, mode and host belong together' },
    await checkBalance(adapter, corridor, signal),
    await checkInstitutions(adapter, corridor, signal),
    await checkCallbacks(adapter, corridor, webhooks, signal),
    await checkAccount(adapter, recipient, signal),
  ]
}

async function open(
  { corridor, psp }: Pick<CorridorConfig, 'corridor' | 'psp'>,
  clock: Clock,
): Promise<{ readonly adapter: PspAdapter } | { readonly problem: string }> {
  try {
    return { adapter: await openAdapter(psp, { id: toPspId(psp, corridor), clock, onExchange() {} }) }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'the adapter does not open' }
  }
}

async function checkBalance(adapter: PspAdapter, { corridor }: Pick<CorridorConfig, 'corridor'>, signal: AbortSignal): Promise<PspCheck> {
  const check = 'balance'
  const { currency = '', decimals = 0 } = getCorridor(corridor) ?? {}
  const result = await adapter.balance(currency, signal)
  if (result.type === 'available')
    return { check, result: 'ok', detail: `${formatUnitsExact(result.amount.value, decimals)} ${currency} available` }
  if (result.type === 'deferred') return { check, result: 'ok', detail: 'asked; the answer goes to the callback URL' }
  const { httpStatus, code } = result.evidence ?? {}
  const why = [httpStatus && `status ${httpStatus}`, code].filter(Boolean).join(', ') || 'no reason given'
  return { check, result: 'failed', detail: `the PSP does not tell it (${why}); without a balance nothing is claimed` }
}

async function checkInstitutions(
  adapter: PspAdapter,
  { corridor }: Pick<CorridorConfig, 'corridor'>,
  signal: AbortSignal,
): Promise<PspCheck> {
  const check = 'institutions'
  const info = getCorridor(corridor)
  if (info?.rail !== 'bank' && info?.rail !== 'mobile') return { check, result: 'skipped', detail: 'the corridor has none of its own' }
  const list = await adapter.institutions(info.country, signal)
  return list
    ? { check, result: list.length > 0 ? 'ok' : 'warning', detail: `${list.length} in the PSP's own list` }
    : { check, result: 'warning', detail: 'the PSP gave no list' }
}

/** Sends an empty notice, which every adapter refuses: any answer but a server error shows that notices get through. */
async function checkCallbacks(
  { capabilities }: PspAdapter,
  { corridor, psp }: Pick<CorridorConfig, 'corridor' | 'psp'>,
  webhooks: NodeConfig['webhooks'],
  signal: AbortSignal,
): Promise<PspCheck> {
  const check = 'callbacks'
  const needed = capabilities.query === 'async'
  if (capabilities.webhook === 'none') return { check, result: 'skipped', detail: 'the PSP sends none' }
  if (!webhooks)
    return needed
      ? { check, result: 'failed', detail: 'this PSP answers by callback alone; add "webhooks" to the configuration' }
      : { check, result: 'warning', detail: 'no "webhooks" in the configuration: payouts are asked about instead, a little later' }
  const url = 'callbackUrl' in psp ? psp.callbackUrl : `http://${webhooks.host}:${webhooks.port}/psp/${corridor}`
  const { host } = new URL(url)
  const limit = AbortSignal.any([signal, AbortSignal.timeout(CALLBACK_MS)])
  const status = await fetch(url, { method: 'POST', body: '{}', redirect: 'manual', signal: limit })
    .then((response) => response.arrayBuffer().then(() => response.status))
    .catch(() => undefined)
  if (status !== undefined && status >= 400 && status < 500)
    return { check, result: 'ok', detail: `${host} answers, and refuses a forged notice` }
  const detail =
    status === undefined ? `nothing answers at ${host}; is the daemon running?` : `${host} answers a forged notice with ${status}`
  return { check, result: 'warning', detail }
}

async function checkAccount(adapter: PspAdapter, recipient: Recipient | undefined, signal: AbortSignal): Promise<PspCheck> {
  const check = 'account'
  if (!recipient) return { check, result: 'skipped', detail: 'give --to to ask for an account’s name' }
  const result = await adapter.resolve(recipient, signal)
  if (result.type === 'name') return { check, result: 'ok', detail: result.name }
  if (result.type === 'unsupported') return { check, result: 'skipped', detail: 'the PSP has no name enquiry' }
  return {
    check,
    result: result.type === 'invalid' ? 'failed' : 'warning',
    detail: result.type === 'invalid' ? 'no such account' : 'no answer',
  }
}

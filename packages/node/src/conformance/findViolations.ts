/** The rules that every adapter must keep, checked against the simulator's ledger: the one place that knows what was really paid. */
import { getPayout, listPayoutEvents } from '../store/payouts.ts'
import { getReservation } from '../store/reservations.ts'
import type { Harness } from './openHarness.ts'
import type { PlayedOrder, PlayedScript } from './runScript.ts'
import type { ConformanceSubject, Violation } from './types.ts'

/** Checks one played script. */
export function findViolations(harness: Harness, subject: ConformanceSubject, played: PlayedScript): readonly Violation[] {
  const found: Violation[] = []
  const report = (rule: string, detail: string) => found.push({ seed: played.scripts[0]?.seed ?? 0, rule, detail })
  for (const order of played.orders) checkOrder(harness, order, played, report)

  const mine = new Set(played.orders.map(({ destination }) => destination))
  const left = toPayments(harness)
    .filter(({ destination, truth }) => mine.has(destination) && !gone.has(truth))
    .reduce((sum, { amount }) => sum + amount, 0n)
  const held = played.orders
    .map(({ id }) => getReservation(harness.store, id))
    .reduce((sum, row) => (row && row.state !== 'voided' ? sum + row.amount : sum), 0n)
  if (left > held) report('paid ≤ reserved', `${left} left the account, ${held} was reserved`)

  const words = [...harness.lines, ...played.orders.map(({ id }) => JSON.stringify(listPayoutEvents(harness.store, id)))].join('\n')
  const secrets = [subject, ...(subject.fallbacks ?? [])].flatMap((one) => one.secrets)
  for (const secret of secrets) if (words.includes(secret)) report('no secrets in words', 'a secret was logged or kept in a trail')
  for (const { account } of played.orders)
    if (words.includes(account)) report('no recipients in words', 'an account was logged or kept in a trail')
  const requests = played.orders.map(({ id }) => JSON.stringify(getPayout(harness.store, id)?.request ?? '')).join()
  for (const secret of secrets) if (requests.includes(secret)) report('no secrets at rest', 'a secret is in a recorded request')
  return found
}

function checkOrder(
  harness: Harness,
  order: PlayedOrder,
  { scripts, settled }: PlayedScript,
  report: (rule: string, detail: string) => void,
) {
  const { store } = harness
  const record = harness.getRecord(order.id)
  const row = getPayout(store, order.id)
  const trail = listPayoutEvents(store, order.id).map(({ state }) => state)
  const payments = toPayments(harness).filter(({ destination }) => destination === order.destination)
  const story = `${record?.state} ${row?.state} [${trail.join(' ')}] at the PSP: [${payments.map(({ vendor, truth }) => `${vendor} ${truth}`).join(' ')}]`

  const vendors = new Set(payments.map(({ vendor }) => vendor))
  const moved = payments.filter(({ truth }) => !failures.has(truth))
  if (moved.length > 1 || payments.length > vendors.size) report('paid at most once', story)
  const payment = moved[0] ?? payments[0]
  const truth = payment?.truth
  if (!settled && record?.state !== undefined) report('every payout ends', story)
  if (payment && payment.amount !== order.amount) report('the amount that was asked for', story)

  const saysFailed = record?.state === 'failed' || (row && failures.has(row.state)) || getReservation(store, order.id)?.state === 'voided'
  if (saysFailed && truth !== undefined && !gone.has(truth)) report('failed only when it failed', story)
  if (record?.state === 'paid' && truth !== 'SUCCEEDED' && truth !== 'RETURNED') report('paid only when it was paid', story)
  const held = getReservation(store, order.id)
  if (row && held?.state === 'posted' && held.psp !== row.psp) report('the float is booked where it is paid', story)
  const told = scripts.every(({ notices }) => !notices.drop) && record?.state !== 'failed'
  if (record?.state === 'paid' && truth === 'RETURNED' && told && harness.announces) report('a return is noticed', story)
}

const toPayments = ({ simulators }: Harness) =>
  simulators.flatMap(({ vendor, book }) => book.payouts().map((payout) => ({ ...payout, vendor, truth: book.statusOf(payout) })))

const gone: ReadonlySet<string> = new Set(['FAILED', 'CANCELLED', 'RETURNED'])
const failures: ReadonlySet<string> = new Set(['FAILED', 'REJECTED', 'CANCELLED'])

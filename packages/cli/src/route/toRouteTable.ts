/** A ranking as a table: a line per provider and reason, green for, red against, yellow for what put it at the end. */
import { styleText } from 'node:util'
import type { Explanation } from '../gateway/schemas.ts'
import { toTable } from '../output/text.ts'

const Q16 = 65_536
type Colour = Parameters<typeof styleText>[0]
/** Colours where standard output is a terminal that wants them. */
const paint = (colour: Colour, text: string) => styleText(colour, text, { stream: process.stdout })

/** Words for gates. */
const gates: Readonly<Record<string, string>> = {
  load: 'at the end: as much in flight as it can take',
  maintenance: 'at the end: back from maintenance',
  breaker: 'at the end: has failed several times in a row',
  probes: 'at the end: peers do not reach it',
  failedThisOrder: 'at the end: has failed this order before',
}
/** Words for exclusions. */
const reasons: Readonly<Record<string, string>> = {
  noReport: 'no report in the bundle',
  maintenance: 'in maintenance',
  belowMinimum: 'the payout is below its minimum',
  aboveMaximum: 'the payout is above its maximum',
  quoteTooLow: 'its quote pays less than the order asks',
  stakeTooLow: 'too little free stake for the bond',
  noCapacity: 'no capacity',
}

/** The whole answer. `success` is the predicted chance of a payout, in percent. */
export function toRouteTable({ orderId, corridor, explanation }: Explanation): string {
  const { digest, bundleDigest, providers, excluded } = explanation
  const rows = providers.flatMap(({ provider, score, rate, for: good, against: bad, gate }, place) => {
    const lines = [
      ...(gate ? [paint('yellow', gates[gate] ?? gate)] : []),
      ...good.map((reason) => paint('green', `+ ${reason}`)),
      ...bad.map((reason) => paint('red', `− ${reason}`)),
    ]
    const head = [
      `${place + 1}`,
      provider,
      (score / Q16).toFixed(4),
      typeof rate === 'number' ? `${((100 * rate) / Q16).toFixed(1)} %` : '',
    ]
    return [[...head, lines[0] ?? ''], ...lines.slice(1).map((line) => ['', '', '', '', line])]
  })
  const out = excluded.map(({ provider, reason }) => ['–', provider, '', '', paint('dim', `not eligible: ${reasons[reason] ?? reason}`)])
  const withBundle =
    BigInt(bundleDigest) === 0n ? 'no bundle was in force: what providers report counts for nothing' : `bundle ${bundleDigest}`
  return [
    `Order ${orderId}, ${corridor}`,
    `route ${digest}`,
    withBundle,
    '',
    rows.length + out.length === 0
      ? 'Nobody serves this corridor.'
      : toTable(['#', 'provider', 'score', 'success', 'why'], [...rows, ...out]),
  ].join('\n')
}

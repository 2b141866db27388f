/** Checks a gateway's snapshot against the one digest that the chain has of it. Nothing of it is believed before. */
import { type Hex, hexToBytes } from 'viem'
import { type AnchorStatement, hashStatement } from '../protocol/anchor.ts'
import type { Corridor } from '../protocol/corridor.ts'
import { hashBundle, type Report } from '../protocol/report.ts'
import { decodeSignedReports } from '../protocol/reportBytes.ts'
import { stateRoot } from '../router/model/root.ts'
import { parseState, serialiseState } from '../router/model/serialise.ts'
import type { State } from '../router/model/state.ts'
import { integer, record, text } from './decode.ts'

/** An epoch that is what the chain says it is: the reports, and the model as of a height. */
export type RoutingSnapshot = { readonly statement: AnchorStatement; readonly reports: readonly Report[]; readonly state: State }

const hash = text<Hex>(/^0x[0-9a-f]{64}$/)
const decode = record({
  statement: record({ bundle: hash, height: integer(0, Number.MAX_SAFE_INTEGER), root: hash }),
  reports: text<Hex>(/^0x([0-9a-f]{2})*$/),
  model: text(/^\{.*\}$/s),
})

/** @throws TypeError when any part is not the one that was anchored, or when the gateway goes by other rules than this SDK. */
export function checkSnapshot(
  answer: unknown,
  wanted: { readonly corridor: Corridor; readonly epoch: number; readonly digest: Hex },
): RoutingSnapshot {
  const { corridor, epoch, digest } = wanted
  const { statement: claimed, reports: bytes, model } = decode(answer)
  const statement = { corridor, epoch, ...claimed }
  if (hashStatement(statement) !== digest) throw new TypeError('these are not the parts of the anchored digest')
  const reports = decodeSignedReports(hexToBytes(bytes))?.map(({ report }) => report)
  if (!reports || hashBundle(corridor, epoch, reports) !== statement.bundle)
    throw new TypeError('the reports are not those of the anchored bundle')
  const state = toState(model)
  if (stateRoot(state) !== statement.root) throw new TypeError('the model is not the anchored one')
  return { statement, reports, state }
}

/** A root covers whole numbers in their canonical text; what else a text might smuggle in is refused here. */
function toState(model: string): State {
  assertWhole(JSON.parse(model))
  const state = parseState(model)
  if (serialiseState(state) !== model) throw new TypeError('the model is not in its canonical form')
  return state
}

function assertWhole(value: unknown): void {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new TypeError('the model holds something else than whole numbers')
  if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) assertWhole(item)
}

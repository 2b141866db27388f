/** The model as canonical text and back: arrays in fixed order, maps sorted by key, so one state has one text. */
import type { Corridor } from '../../protocol/corridor.ts'
import type { Counters } from './counters.ts'
import type { Model } from './model.ts'

type Row = readonly [number, number, number, number]
type Text = readonly [
  version: 1,
  providers: readonly (readonly [string, Row, readonly (readonly [Corridor, Row])[], number])[],
  corridors: readonly (readonly [Corridor, Row])[],
  global: Row,
  outcomes: number,
]

/** Canonical text of a model. */
export function serialiseModel({ providers, corridors, global, outcomes }: Model): string {
  const text: Text = [
    1,
    sorted(providers).map(([id, { overall, cells, consecutiveFailures }]) => [
      id,
      toRow(overall),
      sorted(cells).map(([corridor, counters]) => [corridor, toRow(counters)]),
      consecutiveFailures,
    ]),
    sorted(corridors).map(([corridor, counters]) => [corridor, toRow(counters)]),
    toRow(global),
    outcomes,
  ]
  return JSON.stringify(text)
}

/** Reads what `serialiseModel` wrote, from one's own store: nothing is checked but the version. @throws TypeError on another version. */
export function parseModel(text: string): Model {
  const [version, providers, corridors, global, outcomes] = JSON.parse(text) as Text
  if (version !== 1) throw new TypeError(`model version ${String(version)} is unknown; replay the outcomes instead`)
  return {
    providers: new Map(
      providers.map(([id, overall, cells, consecutiveFailures]) => [
        id,
        { overall: fromRow(overall), cells: new Map(cells.map(([corridor, row]) => [corridor, fromRow(row)])), consecutiveFailures },
      ]),
    ),
    corridors: new Map(corridors.map(([corridor, row]) => [corridor, fromRow(row)])),
    global: fromRow(global),
    outcomes,
  }
}

const toRow = ({ fastSuccess, fastTotal, slowSuccess, slowTotal }: Counters): Row => [fastSuccess, fastTotal, slowSuccess, slowTotal]
const fromRow = ([fastSuccess, fastTotal, slowSuccess, slowTotal]: Row): Counters => ({ fastSuccess, fastTotal, slowSuccess, slowTotal })
const sorted = <key extends string, value>(map: ReadonlyMap<key, value>) =>
  [...map].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))

/** The benchmark as a table for people. */
import type { Snapshot } from './compare.ts'
import { type Target, targets } from './targets.ts'

const headers = ['step', 'gas', 'must', 'stretch', 'peer', 'floor', 'met', 'calldata', 'L1 bytes']
const notes = `
Real EOA transactions in steady state: accounts, balances, nonces and fee slots not zero, both fees, registry and bonds on; rules of Prague, viaIR.
peer: best peer measured in the same way, on real USDC (token rows: real USDC itself). floor: a rig that only locks and pays.
L1 bytes: what Base charges for beside gas, estimated by Fjord's formula over the FastLZ length of the signed transaction; at least 100 a transaction.
`

/** Text of the table, with a note on every regression. */
export function printTable(snapshot: Snapshot, regressions: readonly string[]): string {
  const rows = targets.map((target) => toRow(target, snapshot))
  const widths = headers.map((header, i) => Math.max(header.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')
  return [headers, ...rows].map((row) => `${line(row)}\n`).join('') + notes + regressions.map((text) => `✗ ${text}\n`).join('')
}

function toRow({ step, title, must, stretch, peer, floor }: Target, snapshot: Snapshot): readonly string[] {
  const { gas, calldata, l1Size } = snapshot[step] ?? {}
  return [title, show(gas), show(must), show(stretch), show(peer), show(floor), judge(gas, must, stretch), show(calldata), show(l1Size)]
}

function judge(gas = Number.POSITIVE_INFINITY, must?: number, stretch = 0): string {
  if (must === undefined) return ''
  if (gas > must) return 'NO'
  return gas <= stretch ? 'stretch' : 'yes'
}

function show(value: number | undefined): string {
  return value === undefined ? '' : value.toLocaleString('en-US')
}

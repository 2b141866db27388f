/** Writes what was found to a folder: raw CSV, Markdown, plots, JSON. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toRegretPlot } from '../plots/toRegretPlot.ts'
import { toTotalsPlot } from '../plots/toTotalsPlot.ts'
import { toCsv } from './toCsv.ts'
import { toMarkdown } from './toMarkdown.ts'
import type { BenchResult, TaskResult } from './types.ts'

/** Writes and names the files. */
export function writeReport(folder: string, result: BenchResult, worlds: readonly TaskResult[]): readonly string[] {
  mkdirSync(folder, { recursive: true })
  const files = {
    'worlds.csv': toCsv(worlds),
    'report.md': `${toMarkdown(result)}\n`,
    'regret.svg': toRegretPlot(result.rows),
    ...(result.totals.length > 0 ? { 'totals.svg': toTotalsPlot(result.totals) } : {}),
    'result.json': `${JSON.stringify(result)}\n`,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return Object.keys(files).map((name) => join(folder, name))
}

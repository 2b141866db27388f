/** The benchmark: worlds over threads, rows, sums, targets. */
import { findTargets } from './findTargets.ts'
import { measureSpeed, type SpeedPlan } from './measureSpeed.ts'
import { runTasks } from './runTasks.ts'
import { toRows, toTotals } from './summarise.ts'
import type { BenchPlan, BenchResult, Task, TaskResult } from './types.ts'

/** What running needs. */
export type RunBenchParameters = {
  readonly plan: BenchPlan
  readonly speed: SpeedPlan
  readonly signal: AbortSignal
  onProgress(done: number, of: number, task: Omit<Task, 'policies'>): void
}

/** Runs everything; the worlds' results come along for the raw table. */
export async function runBench({ plan, speed, signal, onProgress }: RunBenchParameters): Promise<{
  readonly result: BenchResult
  readonly worlds: readonly TaskResult[]
}> {
  const tasks = toTasks(plan)
  const worlds = await runTasks({ tasks, threads: plan.threads, signal, onDone: (done, task) => onProgress(done, tasks.length, task) })
  const rows = toRows(worlds)
  const speeds = measureSpeed(speed) // after the worlds: nothing else of ours runs now
  const { threads: _, ...settings } = plan
  const result = { plan: settings, rows, totals: toTotals(worlds), targets: findTargets(worlds, rows, speeds), speed: speeds }
  return { result, worlds }
}

/** Scenario by scenario, seed by seed. */
function toTasks({ scenarios, seeds: [first, last], orders, policies }: BenchPlan): readonly Task[] {
  const seeds = Array.from({ length: last - first + 1 }, (_, index) => first + index)
  return scenarios.flatMap((scenario) => seeds.map((seed) => ({ scenario, seed, orders, policies })))
}

/** A simulation is a function of its parameters, says wrong names clearly, and reads as a table. */
import { expect, test } from 'vitest'
import { createProgress } from '../output/progress.ts'
import { runSimulation } from './runSimulation.ts'
import { toSimulationText } from './toSimulationText.ts'

const parameters = {
  scenario: 'outages',
  seeds: [4, 5],
  orders: 120,
  providers: 9,
  policies: ['paynode', 'greedy + gates', 'oracle'],
  progress: createProgress(process.stderr, { plain: 'quiet' }),
  signal: new AbortController().signal,
}

test('equal parameters give equal results; the oracle loses nothing', async () => {
  const result = await runSimulation(parameters)
  expect(await runSimulation(parameters)).toEqual(result)
  expect(result).toMatchObject({ scenario: 'S3', seeds: [4, 5], providers: [9, 9] })
  expect(result.policies.map(({ policy }) => policy)).toEqual(['paynode', 'greedy + gates', 'oracle'])
  expect(result.policies.find(({ policy }) => policy === 'oracle')?.regret).toBe(0)
  const lines = toSimulationText(result).split('\n')
  expect(lines[0]).toBe('S3 outages: 120 orders, 9 providers, seeds 4–5')
  expect(lines[4]).toMatch(/^oracle /)
})

test('wrong names are usage errors, a stop is a stop', async () => {
  await expect(runSimulation({ ...parameters, scenario: 'S99' })).rejects.toMatchObject({ exitCode: 2 })
  await expect(runSimulation({ ...parameters, policies: ['nobody'] })).rejects.toMatchObject({ exitCode: 2 })
  await expect(runSimulation({ ...parameters, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
})

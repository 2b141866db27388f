/** The kit lets a careful adapter pass and finds what careless ones do. */
import { expect, test } from 'vitest'
import type { PspAdapter } from '../payout/psp.ts'
import { runConformance } from './runConformance.ts'
import { paystackSubject } from './subjects/paystack.ts'
import type { ConformanceSubject } from './types.ts'

const spoil = (change: (adapter: PspAdapter) => Partial<PspAdapter>): ConformanceSubject => ({
  ...paystackSubject,
  createAdapter: (setup) => {
    const adapter = paystackSubject.createAdapter(setup)
    return { ...adapter, ...change(adapter) }
  },
})
const rulesBroken = async (subject: ConformanceSubject, scripts = 25) => {
  const { violations } = await runConformance(subject, { scripts, seed: 7 })
  return [...new Set(violations.map(({ rule }) => rule))].sort()
}

test('the Paystack adapter keeps the rules', async () => {
  const report = await runConformance(paystackSubject, { scripts: 30, seed: 7 })
  expect(report.violations).toEqual([])
  expect(report.kills).toBeGreaterThan(5)
  expect(report.ends.paid).toBeGreaterThan(5)
  expect(report.ends.failed).toBeGreaterThan(5)
})

test('the same seed plays the same', async () => {
  const [first, second] = [
    await runConformance(paystackSubject, { scripts: 10, seed: 3 }),
    await runConformance(paystackSubject, { scripts: 10, seed: 3 }),
  ]
  expect(second).toEqual(first)
})

test('an adapter that takes silence for a refusal is found', async () => {
  const careless = spoil((adapter) => ({
    async submit(prepared, signal) {
      const result = await adapter.submit(prepared, signal)
      return result.type === 'unknown' ? { type: 'rejected', reason: 'provider', evidence: result.evidence } : result
    },
  }))
  expect(await rulesBroken(careless)).toContain('failed only when it failed')
})

test('an adapter that posts again by itself is found', async () => {
  const careless = spoil((adapter) => ({
    async submit(prepared, signal) {
      const result = await adapter.submit(prepared, signal)
      return result.type === 'unknown' ? adapter.submit(prepared, signal) : result
    },
  }))
  expect(await rulesBroken(careless)).toEqual(['one POST per submit'])
})

test('an adapter that tries a new reference is found', async () => {
  const careless = spoil((adapter) => ({
    async submit(prepared, signal) {
      const result = await adapter.submit(prepared, signal)
      if (result.type !== 'unknown') return result
      const body = prepared.wire.body.replace(prepared.reference, `${prepared.reference}2`)
      return adapter.submit({ ...prepared, wire: { ...prepared.wire, body } }, signal)
    },
  }))
  expect(await rulesBroken(careless)).toEqual(expect.arrayContaining(['paid at most once', 'paid ≤ reserved']))
})

test('an adapter that takes a strange word for a failure is found', async () => {
  const careless = spoil((adapter) => ({
    async query(target, signal) {
      const result = await adapter.query(target, signal)
      if (result.type !== 'unknown' || result.evidence.code !== 'strangeStatus') return result
      const { amount } = JSON.parse(target.prepared?.wire.body ?? '{}')
      return { type: 'found', status: 'FAILED', amount: { value: BigInt(amount), currency: 'NGN' }, evidence: result.evidence }
    },
  }))
  expect(await rulesBroken(careless)).toContain('failed only when it failed')
})

test('an adapter that shows its key or an account is found', async () => {
  const careless = spoil((adapter) => ({
    async submit(prepared, signal) {
      const result = await adapter.submit(prepared, signal)
      return result.type === 'unknown' ? { ...result, evidence: { ...result.evidence, code: paystackSubject.secrets[0] ?? '' } } : result
    },
  }))
  expect(await rulesBroken(careless)).toContain('no secrets in words')
})

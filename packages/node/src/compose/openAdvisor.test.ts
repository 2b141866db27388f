/** The advisor in its place: it is shown the router's view of the others without their names, and its scores reach the right ones. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ProviderId, Report } from '@paynode/sdk/protocol'
import { applyEvent, createState, stateRoot } from '@paynode/sdk/router'
import { getAddress } from 'viem'
import { expect, test, vi } from 'vitest'
import type { RegistryEntry } from '../chain/events.ts'
import { advisorSchema } from '../config/advisor.ts'
import type { NodeConfig } from '../config/schema.ts'
import { createVirtualClock } from '../runtime/createVirtualClock.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { silentLogger } from '../runtime/silentLogger.ts'
import { openAdvisor } from './openAdvisor.ts'

const START = 1_800_000_000
const EPOCH = START / 60
const at = (digit: string) => getAddress(`0x${digit.repeat(40)}`) as ProviderId
const [self, two, three] = [at('1'), at('2'), at('3')]
const toReport = (provider: ProviderId, loadBps: number): Report => ({
  provider,
  corridor: 'NGN/bank',
  epoch: EPOCH - 1,
  rate: 160_000n,
  minPayout: 50_000n,
  maxPayout: 9_000_000n,
  liquidityBucket: 40,
  loadBps,
  capacity: 10,
  maintenance: false,
  views: [],
})

test('facts by label, scores by provider, and the model stays as it was', async () => {
  const questions: { readonly providers: Record<string, Record<string, number>> }[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    expect(text.toLowerCase()).not.toMatch(/(1{40}|2{40}|3{40})/)
    const question = JSON.parse(JSON.parse(text).messages[1].content)
    questions.push(question)
    const scores = Object.fromEntries(
      Object.entries<{ load: number }>(question.providers).map(([label, { load }]) => [label, load > 0.5 ? -90 : 60]),
    )
    response.end(JSON.stringify({ choices: [{ message: { content: JSON.stringify({ scores }) } }] }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const state = createState()
  for (const provider of [self, two, three]) {
    applyEvent(state, { type: 'registered', provider, corridors: ['NGN/bank'], time: START })
    applyEvent(state, { type: 'account', provider, free: 10n ** 9n, locked: 0n, time: START })
  }
  const root = stateRoot(state)
  const advisor = openAdvisor({
    advisor: advisorSchema.parse({ kind: 'openai', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`, model: 'm' }),
    config: { corridors: [{ corridor: 'NGN/bank' }], routing: { epochSeconds: 60 } } as unknown as NodeConfig, // what it reads of it
    self,
    view: { providers: () => [self, two, three].map((operator) => ({ operator, corridors: ['NGN/bank'] }) as unknown as RegistryEntry) },
    bundles: {
      getOwnBundle: () => ({ digest: '0x', reports: [toReport(self, 0), toReport(two, 9_000), toReport(three, 1_000)], signed: [] }),
    },
    model: () => state,
    clock: createVirtualClock(START * 1_000),
    logger: silentLogger,
    metrics: noMetrics,
    signal: new AbortController().signal,
  })
  try {
    await vi.waitFor(() => expect(advisor.adviceFor('NGN/bank', EPOCH).size).toBe(2), { timeout: 5_000, interval: 5 })
    expect(advisor.adviceFor('NGN/bank', EPOCH)).toEqual(new Map([[two, -90], [three, 60]])) // biome-ignore format: one line
    const facts = Object.values(questions[0]?.providers ?? {})
    expect(facts.map(({ load }) => load).sort()).toEqual([0.1, 0.9])
    expect(Object.keys(facts[0] ?? {})).not.toContain('advice') // advisors do not echo each other
    expect(stateRoot(state)).toBe(root)
  } finally {
    await advisor.close()
    server.close()
  }
})

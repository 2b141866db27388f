/** Every reason why a report is not believed, cheapest first. */
import { encodeSignedReport, type Report } from '@paynode/sdk/protocol'
import { describe, expect, test } from 'vitest'
import { createIdentity, createRegistry, createSigned, domain } from './gossip.fixture.ts'
import { createSeenReports } from './seen.ts'
import { type ValidateDeps, validateReport } from './validate.ts'

const one = createIdentity(1)
const two = createIdentity(2)
const wire = async (change: Partial<Report> = {}, identity = one) => encodeSignedReport(await createSigned(identity, change))

function setUp(change: Partial<ValidateDeps> = {}) {
  const view = createRegistry([one.entry])
  const deps: ValidateDeps = {
    domain,
    epochSeconds: 10,
    seen: createSeenReports(),
    now: () => 1_005_000, // epoch 100
    provider: view.provider,
    mayVerify: () => true,
    onRepeat: () => {},
    ...change,
  }
  return (data: Uint8Array, relay = 'peer') => {
    const { verdict, reason } = validateReport(deps, { corridor: 'NGN/bank', data, relay })
    return `${verdict} ${reason}`
  }
}

describe('validateReport', () => {
  test('behavior: a good report is accepted once', async () => {
    const judge = setUp()
    expect(judge(await wire())).toBe('accept ok')
    expect(judge(await wire())).toBe('ignore duplicate')
  })

  test('error: who gives a report again in other bytes is named, who passes on a first version is not', async () => {
    const repeats: string[] = []
    const judge = setUp({ onRepeat: (relay) => repeats.push(relay) })
    const [first, second, third] = await Promise.all([wire(), wire({ rate: 2n }), wire({ rate: 3n })])
    const resigned = Uint8Array.from(first)
    resigned[resigned.length - 2] = (resigned[resigned.length - 2] ?? 0) ^ 1
    expect([judge(first, 'a'), judge(second, 'b'), judge(third, 'c')]).toEqual(['accept ok', 'ignore equivocation', 'ignore duplicate'])
    expect(repeats).toEqual([])
    expect([judge(second, 'a'), judge(resigned, 'a'), judge(first, 'c')]).toEqual(Array(3).fill('ignore duplicate'))
    expect(repeats).toEqual(['a', 'a', 'c'])
  })

  test('error: what every honest relay would refuse is rejected', async () => {
    const judge = setUp()
    const good = await wire()
    expect(judge(good.subarray(0, 177))).toBe('reject size')
    expect(judge(Uint8Array.from([...good.subarray(1, 114), ...good.subarray(115)]))).toBe('reject version') // the form before views
    expect(judge(new Uint8Array(1_000_000))).toBe('reject size')
    expect(judge(new Uint8Array(good.length).fill(7))).toBe('reject version')
    expect(judge(new Uint8Array(good.length).fill(2))).toBe('reject malformed')
    const other = createIdentity(1, ['NGN/bank', 'KES/mpesa'])
    expect(judge(await wire({ corridor: 'KES/mpesa' }, other))).toBe('reject topic')
    expect(judge(await wire({}, { ...one, nodePrivateKey: two.nodePrivateKey }))).toBe('reject signature')
    const tampered = Uint8Array.from(good)
    tampered[73] = (tampered[73] ?? 0) ^ 1
    expect(judge(tampered)).toBe('reject signature')
  })

  test.each([
    [97, 'ignore epoch'],
    [98, 'accept ok'],
    [101, 'accept ok'],
    [102, 'ignore epoch'],
  ])('behavior: epoch %i in epoch 100: %s', async (epoch, verdict) => {
    expect(setUp()(await wire({ epoch }))).toBe(verdict)
  })

  test('behavior: strangers are ignored, because the registry may lag', async () => {
    expect(setUp()(await wire({}, two))).toBe('ignore unregistered')
  })

  test('behavior: a second, different report is kept as proof, a third is not worth a check', async () => {
    const judge = setUp()
    expect(judge(await wire())).toBe('accept ok')
    expect(judge(await wire({ rate: 1n }))).toBe('ignore equivocation')
    expect(judge(await wire({ rate: 2n }))).toBe('ignore duplicate')
    expect(judge(await wire())).toBe('ignore duplicate')
  })

  test('behavior: a forgery does not make a provider look like an equivocator', async () => {
    const judge = setUp()
    expect(judge(await wire({ rate: 1n }, { ...one, nodePrivateKey: two.nodePrivateKey }))).toBe('reject signature')
    expect(judge(await wire())).toBe('accept ok')
  })

  test('behavior: a relay over its budget is ignored before the signature is checked', async () => {
    const judge = setUp({ mayVerify: () => false })
    expect(judge(await wire({}, { ...one, nodePrivateKey: two.nodePrivateKey }))).toBe('ignore rate')
  })
})

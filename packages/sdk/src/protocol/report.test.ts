/** Reports: one encoding, one signer, one network; bundles do not depend on the order of arrival. */
import fc from 'fast-check'
import { type Address, getAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { hashViews } from './peerView.ts'
import { encodeReport, hashBundle, hashReport, type Report, recoverReporter } from './report.ts'
import { reportSchema } from './reportSchema.ts'

const domain = { chainId: 31_337, escrow: `0x${'11'.repeat(20)}` as const }
const node = privateKeyToAccount(`0x${'d4'.repeat(32)}`)
const report: Report = {
  provider: `0x${'ab'.repeat(20)}`,
  corridor: 'NGN/bank',
  epoch: 29_000_000,
  rate: 160_000n,
  minPayout: 1n,
  maxPayout: 10n ** 12n,
  liquidityBucket: 40,
  loadBps: 100,
  capacity: 50,
  maintenance: false,
  views: [],
}
const other = (index: number): Address => getAddress(`0x${String(index).padStart(40, '0')}`)
const changes: readonly Partial<Report>[] = [
  { provider: `0x${'ac'.repeat(20)}` },
  { corridor: 'KES/mpesa' },
  { epoch: 29_000_001 },
  { rate: 160_001n },
  { minPayout: 2n },
  { maxPayout: 10n ** 12n + 1n },
  { liquidityBucket: 41 },
  { loadBps: 101 },
  { capacity: 51 },
  { maintenance: true },
  { views: [{ provider: `0x${'ac'.repeat(20)}`, advice: 1 }] },
]

test.each(changes)('every field is signed, encoded and bundled: %o', (change) => {
  const other = { ...report, ...change }
  expect(hashReport(other, domain)).not.toBe(hashReport(report, domain))
  expect(encodeReport(other)).not.toBe(encodeReport(report))
  expect(hashBundle('NGN/bank', 1, [other])).not.toBe(hashBundle('NGN/bank', 1, [report]))
})

test('a report whose views are known by their digest is signed alike', () => {
  const views = [{ provider: other(1), probe: { failedBps: 5, rtt50: 30, rtt95: 90 }, advice: -127 }]
  expect(hashReport({ ...report, views: hashViews(views) }, domain)).toBe(hashReport({ ...report, views }, domain))
})

test('the signer is recovered, on its own network only', async () => {
  const signature = await node.sign({ hash: hashReport(report, domain) })
  expect(await recoverReporter({ report, signature }, domain)).toBe(node.address)
  expect(await recoverReporter({ report, signature }, { ...domain, chainId: 1 })).not.toBe(node.address)
})

describe('hashBundle', () => {
  test('property: the order of arrival and letter case change nothing', () => {
    const reports = Array.from({ length: 9 }, (_, index) => ({ ...report, provider: `0x${String(index).repeat(39)}a` as Address }))
    const expected = hashBundle('NGN/bank', 7, reports)
    fc.assert(
      fc.property(fc.shuffledSubarray(reports, { minLength: reports.length }), (shuffled) => {
        expect(hashBundle('NGN/bank', 7, shuffled)).toBe(expected)
      }),
    )
    const upper = reports.map((item) => ({ ...item, provider: item.provider.replace('a', 'A') as Address }))
    expect(hashBundle('NGN/bank', 7, upper)).toBe(expected)
  })

  test('corridor, epoch and members count, and nothing is a bundle too', () => {
    const digests = [
      hashBundle('NGN/bank', 7, []),
      hashBundle('NGN/bank', 8, []),
      hashBundle('KES/mpesa', 7, []),
      hashBundle('NGN/bank', 7, [report]),
    ]
    expect(new Set(digests).size).toBe(4)
  })
})

describe('reportSchema', () => {
  test('takes a report', () => {
    expect(reportSchema.parse(report)).toEqual({ ...report, provider: getAddress(report.provider) })
  })

  test('a letter case that no checksum has is mended, and signs the same', () => {
    const odd = { ...report, provider: `0x${'aB'.repeat(20)}` as Address }
    expect(reportSchema.parse(odd)).toEqual(reportSchema.parse(report))
    expect(hashReport(odd, domain)).toBe(hashReport(report, domain))
  })

  test.each<[string, object]>([
    ['a field that is not in the list', { extra: 1 }],
    ['a negative rate', { rate: -1n }],
    ['a rate beyond 128 bits', { rate: 1n << 128n }],
    ['a number for money', { rate: 1 }],
    ['an unknown corridor', { corridor: 'XXX/bank' }],
    ['more than full load', { loadBps: 10_001 }],
    ['half an epoch', { epoch: 1.5 }],
    ['a bucket beyond 127', { liquidityBucket: 128 }],
    ['an advice beyond 127', { views: [{ provider: other(1), advice: 128 }] }],
    ['more than all probes failed', { views: [{ provider: other(1), probe: { failedBps: 10_001, rtt50: 1, rtt95: 1 } }] }],
    ['a view that says nothing', { views: [{ provider: other(1) }] }],
    ['a view of itself', { views: [{ provider: report.provider, advice: 127 }] }],
    [
      'two views of one provider',
      {
        views: [
          { provider: other(1), advice: 1 },
          { provider: other(1), advice: 2 },
        ],
      },
    ],
    [
      'views that are not sorted',
      {
        views: [
          { provider: other(2), advice: 1 },
          { provider: other(1), advice: 2 },
        ],
      },
    ],
    ['more views than fit', { views: Array.from({ length: 65 }, (_, index) => ({ provider: other(index), advice: 1 })) }],
    ['no views at all', { views: undefined }],
  ])('refuses %s', (_name, change) => {
    expect(reportSchema.safeParse({ ...report, ...change }).success).toBe(false)
  })
})

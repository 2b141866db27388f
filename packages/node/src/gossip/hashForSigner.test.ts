/** The fast digest is the protocol's, for every report that can be sent. */
import { type Corridor, corridors, hashReport, type PeerView } from '@paynode/sdk/protocol'
import { getAddress, keccak256, toHex } from 'viem'
import { expect, test } from 'vitest'
import { createIdentity, createReport, domain } from './gossip.fixture.ts'
import { hashForSigner } from './hashForSigner.ts'

const draw = (seed: string, below: bigint) => BigInt(keccak256(toHex(seed))) % below
const small = (seed: string, below: number) => Number(draw(seed, BigInt(below)))

test('behavior: is the digest of hashReport for drawn reports, domains and views, at the largest values too', () => {
  const names = Object.keys(corridors) as Corridor[]
  for (let number = 0; number < 200; number++) {
    const at = (name: string) => `${number} ${name}`
    const views: PeerView[] = Array.from({ length: number % 5 }, (_, index) => ({
      provider: getAddress(`0x${(index + 1).toString(16).padStart(40, '0')}`),
      probe: { failedBps: small(at('failed'), 10_001), rtt50: small(at('rtt50'), 4_000), rtt95: small(at('rtt95'), 4_000) },
    }))
    const isLargest = number % 10 === 0
    const report = createReport(createIdentity(number % 7).operator, {
      corridor: names[number % names.length] as Corridor,
      epoch: isLargest ? 2 ** 40 - 1 : small(at('epoch'), 2 ** 40),
      rate: isLargest ? 2n ** 128n - 1n : draw(at('rate'), 2n ** 128n),
      minPayout: draw(at('min'), 2n ** 64n),
      maxPayout: isLargest ? 2n ** 128n - 1n : draw(at('max'), 2n ** 128n),
      liquidityBucket: small(at('bucket'), 128),
      loadBps: small(at('load'), 10_001),
      capacity: isLargest ? 2 ** 32 - 1 : small(at('capacity'), 2 ** 32),
      maintenance: number % 2 === 1,
      views,
    })
    const network = {
      chainId: 1 + small(at('chain'), 100_000),
      escrow: number % 2 === 0 ? domain.escrow : getAddress(`0x${'ab'.repeat(20)}`),
    }
    expect(hashForSigner(report, network)).toBe(hashReport(report, network))
  }
})

/** Compiled decoders against viem's, on every event of the contracts. */
import { orderEscrowAbi, providerRegistryAbi, routeAnchorAbi } from '@paynode/sdk/abi'
import fc from 'fast-check'
import { type AbiEvent, type AbiParameter, decodeEventLog, encodeAbiParameters, encodeEventTopics, getAddress, type Hex, toHex } from 'viem'
import { expect, test } from 'vitest'
import { compileEvent } from './compileEvent.ts'

const events: readonly AbiEvent[] = [...orderEscrowAbi, ...providerRegistryAbi, ...routeAnchorAbi].filter((item) => item.type === 'event')
const fixed = events.flatMap((event) => {
  const decode = compileEvent(event)
  return decode ? [{ event, decode, name: event.name }] : []
})

function draw(parameter: AbiParameter): fc.Arbitrary<unknown> {
  const { type } = parameter
  const hex = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((drawn) => toHex(drawn))
  const [, item, length] = /^(.+)\[(\d+)\]$/.exec(type) ?? []
  if (item) return fc.array(draw({ ...parameter, type: item }), { minLength: Number(length), maxLength: Number(length) })
  if (type === 'address') return hex(20).map((address) => getAddress(address))
  if (type === 'bool') return fc.boolean()
  if (type === 'tuple' && 'components' in parameter) {
    return fc.record(Object.fromEntries(parameter.components.map((part) => [part.name, draw(part)])))
  }
  const [, kind, size] = /^(uint|bytes)(\d+)$/.exec(type) ?? []
  if (kind === 'bytes') return hex(Number(size))
  const bits = Number(size)
  const edges = fc.constantFrom(0n, 1n, 2n ** BigInt(bits) - 1n)
  return fc.oneof(edges, fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })).map((value) => (bits <= 48 ? Number(value) : value))
}

function toLog(event: AbiEvent, args: Readonly<Record<string, unknown>>) {
  const plain = event.inputs.filter(({ indexed }) => !indexed)
  return {
    topics: encodeEventTopics({ abi: [event], args } as never) as [Hex, ...Hex[]],
    data: encodeAbiParameters(plain, plain.map(({ name }) => args[name ?? '']) as never),
  }
}

test('what orders do is compiled', () => {
  const names = fixed.map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['OrderCreated', 'OrderClaimed', 'OrderSubmitted', 'OrderSettled', 'OrderFailed', 'OrderRefunded']),
  )
  expect(names).not.toContain('ProviderRegistered') // it has strings
})

test.each(fixed)('$name is decoded as viem decodes it', ({ event, decode }) => {
  fc.assert(
    fc.property(fc.record(Object.fromEntries(event.inputs.map((input) => [input.name ?? '', draw(input)]))), (args) => {
      const log = toLog(event, args as Record<string, unknown>)
      expect(decode(log)).toEqual(decodeEventLog({ abi: [event], ...log }).args)
    }),
    { numRuns: 50 },
  )
})

test('a log that is cut short is refused', () => {
  const claimed = fixed.find(({ name }) => name === 'OrderClaimed')
  if (!claimed) throw new Error('unreachable')
  const [args] = fc.sample(fc.record(Object.fromEntries(claimed.event.inputs.map((input) => [input.name ?? '', draw(input)]))), 1)
  const log = toLog(claimed.event, args as Record<string, unknown>)
  expect(() => claimed.decode({ ...log, data: log.data.slice(0, -2) as Hex })).toThrow('none of the event')
  expect(() => claimed.decode({ ...log, topics: log.topics.slice(0, -1) })).toThrow('none of the event')
})

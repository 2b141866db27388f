/** Recipients: what is accepted, what the error says and does not say, and what the hash binds. */
import { keccak256, stringToHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { type Corridor, corridors, fromCorridorBytes, getCorridor, toCorridorBytes } from './corridor.ts'
import { hashRecipient, parseRecipient, validateRecipient } from './recipient.ts'
import { recipientSchema, saltedRecipientSchema } from './recipientSchema.ts'

const salt = keccak256(stringToHex('salt'))

describe('corridors', () => {
  test.each(Object.values(corridors))('$corridor: bytes and back, and its own example parses', ({ corridor, example }) => {
    expect(fromCorridorBytes(toCorridorBytes(corridor))).toBe(corridor)
    expect(toCorridorBytes(corridor)).toHaveLength(66)
    expect(parseRecipient(example).corridor).toBe(corridor)
    expect(getCorridor(corridor)?.example).toBe(example)
  })

  test('names of Object.prototype are no corridors', () => {
    expect(['toString', 'constructor', '__proto__', 'XXX/bank'].map(getCorridor)).toEqual([undefined, undefined, undefined, undefined])
  })
})

describe('parseRecipient', () => {
  test('reads the fields of the rail', () => {
    expect(parseRecipient('NGN/bank:058:0123456789')).toEqual({ corridor: 'NGN/bank', institution: '058', account: '0123456789' })
    expect(parseRecipient('KES/mpesa:254712345678')).toMatchObject({ institution: undefined, account: '254712345678' })
  })

  test.each([
    ['XXX/bank:1:2', 'known: NGN/bank'],
    ['NGN/bank:0123456789', 'expected institution:account'],
    ['NGN/bank:058:123', 'like NGN/bank:058:0123456789'],
    ['NGN/bank:ABC:0123456789', 'malformed institution'],
    ['KES/mpesa:254812345678', 'malformed account'],
    ['GHS/mobile:XYZ:233241234567', 'malformed institution'],
    ['KES/mpesa:254712345678:1', 'expected account'],
    ['USD/wire:b8627ae8', 'malformed account'],
    ['EUR/sepa:de89370400440532013000', 'malformed account'],
    ['USDC/onchain:SOL:0x8381470ED67C3802402dbbFa0058E8871F017A6F', 'malformed institution'],
    ['USDC/onchain:ETH:0x8381', 'malformed account'],
    ['USDT/binance:36072162', 'expected institution:account'],
    ['USDT/binance:PHONE:36072162', 'malformed institution'],
    ['USDT/binance:EMAIL:ada@', 'malformed account'],
  ])('%s → %s', (text, message) => {
    expect(() => parseRecipient(text)).toThrow(message)
  })

  test('an error never repeats the account', () => {
    for (const text of ['NGN/bank:058:99887766', 'KES/mpesa:99887766', 'NGN/bank:99887766:0123456789']) {
      expect(() => parseRecipient(text)).toThrow(expect.not.objectContaining({ message: expect.stringContaining('99887766') }))
    }
  })
})

test('accounts of every rail fit the schema, and what they hash to stays', () => {
  const hashes = Object.values(corridors).map(({ example }) => {
    const recipient = recipientSchema.parse(parseRecipient(example))
    return hashRecipient({ recipient, salt }).slice(0, 18)
  })
  expect(hashes).toMatchInlineSnapshot(`
    [
      "0x20ba33981084c00c",
      "0x90cac5d3b43e927f",
      "0x086ffb58abdc26ed",
      "0xd46fd66d45ef589d",
      "0xbcfef336fd6b2283",
      "0xcf4de77457763aeb",
      "0x23cdb827920493d4",
      "0x9d8c9e8c06c93c21",
    ]
  `)
  expect(parseRecipient('USDT/binance:EMAIL:ada@example.com').account).toBe('ada@example.com')
})

test('validateRecipient: a code where the rail has none', () => {
  expect(validateRecipient({ corridor: 'KES/mpesa', institution: '1', account: '254712345678' })).toContain('takes no institution code')
  expect(validateRecipient(parseRecipient('KES/mpesa:254712345678'))).toBeUndefined()
})

describe('hashRecipient', () => {
  const recipient = parseRecipient('NGN/bank:058:0123456789')

  test('binds salt, corridor, institution and account, not the name', () => {
    const hash = hashRecipient({ recipient, salt })
    expect(hashRecipient({ recipient: { ...recipient, name: 'Ada' }, salt })).toBe(hash)
    const others = [
      { recipient: { ...recipient, account: '0123456780' }, salt },
      { recipient: { ...recipient, institution: '059' }, salt },
      { recipient: { ...recipient, corridor: 'GHS/mobile' as const }, salt },
      { recipient, salt: keccak256(salt) },
    ].map(hashRecipient)
    expect(new Set([hash, ...others]).size).toBe(5)
    expect(hash).toMatchInlineSnapshot(`"0x20ba33981084c00c2cdee172dbd47112d93a04a7ce91c928211383c67f6362ed"`)
  })

  test('an account is the same however its capitals are set, where they say nothing', () => {
    const spell = (corridor: Corridor, institution: string | undefined, ...accounts: readonly string[]) =>
      new Set(accounts.map((account) => hashRecipient({ recipient: { corridor, institution, account }, salt }))).size
    const address = '0x8381470ED67C3802402dbbFa0058E8871F017A6F'
    expect(spell('USDC/onchain', 'BASE', address, address.toLowerCase())).toBe(1)
    expect(spell('USDT/binance', 'EMAIL', 'Ada@Example.com', 'ada@example.com')).toBe(1)
    expect(spell('EUR/sepa', undefined, 'DE89370400440532013000', 'de89370400440532013000')).toBe(2) // the second is no IBAN
  })

  test('fields cannot run into each other', () => {
    const left = { corridor: 'NGN/bank' as const, institution: '05', account: '80' }
    expect(hashRecipient({ recipient: left, salt })).not.toBe(
      hashRecipient({ recipient: { ...left, institution: '058', account: '0' }, salt }),
    )
  })
})

test('schemas refuse what they do not know', () => {
  const recipient = parseRecipient('NGN/bank:058:0123456789')
  expect(saltedRecipientSchema.safeParse({ recipient, salt }).success).toBe(true)
  expect(saltedRecipientSchema.safeParse({ recipient, salt: '0x12' }).success).toBe(false)
  expect(recipientSchema.safeParse({ ...recipient, extra: 1 }).success).toBe(false)
  expect(recipientSchema.safeParse({ ...recipient, corridor: 'XXX/bank' }).success).toBe(false)
})

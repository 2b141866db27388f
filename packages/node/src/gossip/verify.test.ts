/** Who signed: native and JavaScript code must agree, and one signing gives one signature. */
import { createRequire } from 'node:module'
import { hashReport } from '@paynode/sdk/protocol'
import { type Hex, hexToBytes, keccak256, numberToHex, sliceHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { createIdentity, createSigned, domain } from './gossip.fixture.ts'
import { hasNativeRecovery, recoverReportSigner } from './verify.ts'

type Library = { ecdsaRecover(signature: Uint8Array, recovery: number, message: Uint8Array, compressed: boolean): Uint8Array }
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

describe('recoverReportSigner', () => {
  test('behavior: names the node key', async () => {
    const identity = createIdentity(1)
    expect(recoverReportSigner(await createSigned(identity), domain)?.toLowerCase()).toBe(identity.entry.nodeAddress.toLowerCase())
  })

  test('behavior: the fallback without native code gives the same signer', async () => {
    const require = createRequire(import.meta.url)
    const fallback = require('secp256k1/elliptic') as Library
    for (let epoch = 0; epoch < 20; epoch++) {
      const signed = await createSigned(createIdentity(epoch), { epoch })
      const bytes = hexToBytes(signed.signature)
      const key = fallback.ecdsaRecover(bytes.subarray(0, 64), (bytes[64] ?? 0) - 27, hexToBytes(hashReport(signed.report, domain)), false)
      expect(`0x${keccak256(key.subarray(1)).slice(-40)}`).toBe(recoverReportSigner(signed, domain))
    }
    expect(typeof hasNativeRecovery()).toBe('boolean')
  })

  test('behavior: another network is another signer', async () => {
    const identity = createIdentity(1)
    const signer = recoverReportSigner(await createSigned(identity), { ...domain, chainId: 1 })
    expect(signer?.toLowerCase()).not.toBe(identity.entry.nodeAddress.toLowerCase())
  })

  test('error: the twin of a signature, short ones, wrong recovery bytes', async () => {
    const signed = await createSigned(createIdentity(1))
    const s = ORDER - BigInt(sliceHex(signed.signature, 32, 64))
    const v = sliceHex(signed.signature, 64) === '0x1b' ? '1c' : '1b'
    const twin: Hex = `${sliceHex(signed.signature, 0, 32)}${numberToHex(s, { size: 32 }).slice(2)}${v}` as Hex
    for (const signature of [twin, '0x', '0x00', `${signed.signature}00`, `${signed.signature.slice(0, -2)}05`, `0x${'00'.repeat(64)}1b`]) {
      expect(recoverReportSigner({ ...signed, signature: signature as Hex }, domain)).toBeUndefined()
    }
  })
})

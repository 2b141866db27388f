/** Says whether a registered provider's node key signed a report. Native secp256k1: thirty times faster than JavaScript's. */
import { hashReport, type SignedReport } from '@paynode/sdk/protocol'
import secp256k1 from 'secp256k1'
import { type Address, hexToBytes, keccak256 } from 'viem'

/** Address of the signer, or undefined when the signature is malformed. */
export function recoverReportSigner(
  { report, signature }: SignedReport,
  domain: { readonly chainId: number; readonly escrow: Address },
): Address | undefined {
  const bytes = hexToBytes(signature)
  const recovery = (bytes[64] ?? 0) - 27
  if (bytes.length !== 65 || (recovery !== 0 && recovery !== 1)) return undefined
  try {
    const key = secp256k1.ecdsaRecover(bytes.subarray(0, 64), recovery, hexToBytes(hashReport(report, domain)), false)
    return `0x${keccak256(key.subarray(1)).slice(-40)}`
  } catch {
    return undefined
  }
}

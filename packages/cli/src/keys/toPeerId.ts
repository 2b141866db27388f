/** A node key's libp2p peer id, so that addresses can be registered before the daemon runs. */
import { bytesToHex, concatBytes, type Hex, hexToBytes } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
// identity multihash (00 25) over the protobuf of a secp256k1 public key (type 2, 33 bytes): libp2p's peer-ids specification
const PREFIX = hexToBytes('0x002508021221')

/** The 33-byte compressed secp256k1 key of a private key. */
export function toCompressedKey(privateKey: Hex): Hex {
  const point = hexToBytes(privateKeyToAccount(privateKey).publicKey)
  const odd = (point[64] ?? 0) & 1
  return bytesToHex(concatBytes([new Uint8Array([2 + odd]), point.slice(1, 33)]))
}

/** `16Uiu2HA…` of a compressed key. */
export function toPeerId(compressedKey: Hex): string {
  const bytes = concatBytes([PREFIX, hexToBytes(compressedKey)])
  let number = BigInt(bytesToHex(bytes))
  let text = ''
  while (number > 0n) {
    text = `${ALPHABET[Number(number % 58n)]}${text}`
    number /= 58n
  }
  return `1${text}` // one leading zero byte
}

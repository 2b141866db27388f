/** The real Permit2, out of Uniswap's own npm package, as a chain that deployed it holds it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Address, encodeAbiParameters, type Hex, keccak256, numberToHex, sliceHex, toHex } from 'viem'

/** Where Permit2 lives on every chain. */
export const permit2Address: Address = '0x000000000022D473030F116dDEE9F6B43aC78BA3'

const start: Hex = '0x60406080815260049081361015610015576000' // of the runtime code, carried as data by the package's `DeployPermit2`
const length = 9_152
/** `chainid == <chain id> ? <domain separator> : …` in the runtime code: CHAINID PUSH32 SUB PUSH2 JUMPI PUSH32 SWAP1 JUMP. */
const immutables = /467f[0-9a-f]{64}03(61[0-9a-f]{4})577f[0-9a-f]{64}9056/g

/** Runtime code for `chainId`, with the two immutables that its constructor would have written there: chain id and domain separator. */
export function readPermit2Code(chainId: number): Hex {
  const file = createRequire(import.meta.url).resolve('@uniswap/v4-periphery/foundry-out/DeployPermit2.sol/DeployPermit2.json')
  const carrier = (JSON.parse(readFileSync(file, 'utf8')) as { readonly deployedBytecode: { readonly object: Hex } }).deployedBytecode
    .object // forge's artifact
  const offset = (carrier.indexOf(start.slice(2)) - 2) / 2
  if (offset < 0) throw new Error('the package no longer carries the code of Permit2 where it was')
  const code = sliceHex(carrier, offset, offset + length)
  if (code.match(immutables)?.length !== 1) throw new Error('the code of Permit2 has other immutables than expected')
  const [id, domain] = [numberToHex(chainId, { size: 32 }).slice(2), domainOf(chainId).slice(2)]
  return code.replace(immutables, (_, target: string) => `467f${id}03${target}577f${domain}9056`) as Hex // hex in, hex out
}

function domainOf(chainId: number): Hex {
  const typehash = keccak256(toHex('EIP712Domain(string name,uint256 chainId,address verifyingContract)'))
  const types = [{ type: 'bytes32' }, { type: 'bytes32' }, { type: 'uint256' }, { type: 'address' }]
  return keccak256(encodeAbiParameters(types, [typehash, keccak256(toHex('Permit2')), BigInt(chainId), permit2Address]))
}

/** Whether deployed code is what a creation bytecode leaves behind, whatever its immutables are. */
import { type Hex, hexToBytes } from 'viem'

const PUSH32 = 0x7f

/**
 * The runtime code lies in the creation bytecode with zeros where immutables go (behind PUSH32); every other byte must be equal.
 * The immutables themselves are fixed by the CREATE2 address and read back by `verifyDeployment`.
 */
export function isCodeOf(bytecode: Hex, code: Hex): boolean {
  const template = hexToBytes(bytecode)
  const deployed = hexToBytes(code)
  if (deployed.length < 32 || deployed.length > template.length) return false
  for (let start = template.length - deployed.length; start >= 0; start--) {
    if (isAt(template, start, deployed)) return true
  }
  return false
}

function isAt(template: Uint8Array, start: number, deployed: Uint8Array): boolean {
  for (let index = 0; index < deployed.length; index++) {
    if (template[start + index] === deployed[index]) continue
    const hole = findHole(template, start + index, start)
    if (hole === undefined) return false
    index = hole + 32 - start
  }
  return true
}

/** Where the PUSH32 of 32 zero bytes starts that `position` lies in. */
function findHole(template: Uint8Array, position: number, start: number): number | undefined {
  for (let push = position - 1; push >= Math.max(start, position - 32); push--) {
    if (template[push] === PUSH32 && template.subarray(push + 1, push + 33).every((byte) => byte === 0)) return push
  }
  return undefined
}

/** When a contract came to be, found by halving: for a deployment that an earlier run sent. */
import type { Address } from 'viem'
import { getBlockNumber, getCode } from 'viem/actions'
import type { Reader } from './planDeployment.ts'

/** The first block that has the contract's code; undefined when the node no longer knows old states. */
export async function findDeploymentBlock(client: Reader, address: Address): Promise<number | undefined> {
  let [before, there] = [-1n, await getBlockNumber(client)]
  try {
    while (there - before > 1n) {
      const blockNumber = (before + there) / 2n
      const code = await getCode(client, { address, blockNumber })
      if (code === undefined || code === '0x') before = blockNumber
      else there = blockNumber
    }
    return Number(there)
  } catch {
    return undefined // a pruned node: whoever reads from the first block on reads more, not less
  }
}

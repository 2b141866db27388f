/** Survivors that were looked at and change nothing that a test could see. Each names its line of source, so that a changed line asks again. */
import type { Source } from './ast.ts'
import { applyMutant } from './catalogue.ts'
import type { Mutant } from './mutant.ts'

type Explained = { readonly file: string /** The line after the edit, trimmed. */; readonly line: string; readonly why: string }

const symmetric = '`_equal` does not care which of its arguments comes first'
const scratch = 'one byte more in memory that nobody reads: the hash covers as much as before'

/** Why each of them is no hole in the tests. */
export const explained: readonly Explained[] = [
  { file: 'src/AllOfVerifier.sol', line: 'for (uint256 j; j <= i; ++j) {', why: 'place i is still zero, and no verifier is zero' },
  ...['_attester4', '_attester8', '_attester11', '_attester15'].map((name) => ({
    file: 'src/QuorumVerifier.sol',
    line: `_equal(${name}, attester)`,
    why: symmetric,
  })),
  {
    file: 'src/escrow/OrderBatches.sol',
    line: 'if (tally.token != claimer) {',
    why: 'each order is posted by itself, with the same totals; the committed gas figures notice',
  },
  { file: 'src/escrow/OrderCreation.sol', line: 'let data := mload(65)', why: 'another free place in memory, with the same contents' },
  { file: 'src/escrow/OrderCreation.sol', line: 'data, end, 1, 0)', why: 'where an answer of no bytes would go' },
  { file: 'src/escrow/OrderCreation.sol', line: 'data, end, 0, 1)', why: 'a byte of the answer in scratch space that nobody reads' },
  { file: 'src/libraries/GroupHash.sol', line: 'add(item, 0x60), 33) // provider', why: `${scratch}, and the next line writes over it` },
  { file: 'src/libraries/OrderHash.sol', line: 'calldatacopy(add(buffer, 32), parties, 193)', why: scratch },
  {
    file: 'src/libraries/Quorum.sol',
    line: 'uint256 faulty = members == 0 ? (0 + 1) : (members - 1) / 3;',
    why: 'for no members ⌊(0 + 1) ⁄ 2⌋ + 1 is 1 as well',
  },
  {
    file: 'src/libraries/Rsa.sol',
    line: 'offset := sub(offset, 32)',
    why: 'matters to signatures that share their first 256 bits with the modulus, of which none can be found',
  },
  { file: 'src/libraries/SafeTransfer.sol', line: '0x00, 37, 0x00, 0x20)', why: 'a byte behind the arguments, which every token ignores' },
]

/** The reason, when a survivor is one of them. */
export function explain(mutant: Mutant, source: Source): string | undefined {
  const after = String(applyMutant(source, mutant)).split('\n')[mutant.line - 1] ?? ''
  return explained.find(({ file, line }) => file === mutant.file && after.includes(line))?.why
}

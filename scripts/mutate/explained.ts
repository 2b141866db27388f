/** Survivors that were looked at and change nothing that a test could see. Each names its line of source, so that a changed line asks again. */
import type { Source } from './ast.ts'
import { applyMutant } from './catalogue.ts'
import type { Mutant } from './mutant.ts'

type Explained = { readonly file: string /** The line after the edit, trimmed. */; readonly line: string; readonly why: string }

const symmetric = '`_equal` does not care which of its arguments comes first'
const scratch = 'one byte more in memory that nobody reads: the hash covers as much as before'

/** Why each of them is no hole in the tests. */
export const explained: readonly Explained[] = [
  ...['src/libraries/OrderHash.sol', 'src/libraries/GroupHash.sol'].map((file) => ({
    file,
    line: 'let buffer := mload(65)',
    why: 'another free place in memory, further out: only gas differs',
  })),
  {
    file: 'src/RouteAnchor.sol',
    line: '_accuse(operator, corridor, epoch, second, first);',
    why: '`_accuse` puts the two in order itself',
  },
  { file: 'src/RouteAnchor.sol', line: 'if (operator != address((0 + 1)) && hasVote(', why: 'nobody holds a seat as address zero or one' },
  {
    file: 'src/escrow/OrderCreation.sol',
    line: 'add(mload(witnessType), 64), not(31))',
    why: 'rounds the length of 543 bytes to the same word',
  },
  { file: 'src/escrow/OrderCreation.sol', line: 'calldatacopy(data, order, 673)', why: 'a byte behind what is logged' },
  { file: 'src/escrow/OrderCreation.sol', line: 'bytes32(permitSignature[32:(64 + 1)])', why: 'a conversion to 32 bytes drops the 33rd' },
  { file: 'src/libraries/OrderHash.sol', line: 'calldatacopy(add(buffer, 96), add(routing, 128), 97)', why: scratch },
  { file: 'src/libraries/OrderWord.sol', line: 'CONTESTABLE = 1 << (249 + 1);', why: 'another free bit of the word, which no view shows' },
  {
    file: 'src/libraries/SafeTransfer.sol',
    line: 'call(gas(), token, 0, data, 0x44, 0x00, 33)',
    why: 'a byte of the answer in scratch space that nobody reads',
  },
  {
    file: 'src/libraries/SafeTransfer.sol',
    line: 'call(gas(), token, 0, data, 101, 0x00, 0x20)',
    why: 'a byte behind the arguments, which every token ignores',
  },
  {
    file: 'src/libraries/SafeTransfer.sol',
    line: 'token, 0x00, 0x24, 0x00, 33)',
    why: 'a byte of the answer in scratch space that nobody reads',
  },
  ...[
    '16156842317565293874272834530371880720966471053262404558597773956279093428225',
    '50942633119752846454219349998365661925608737367104304655302372697894809501697',
  ].map((line) => ({
    file: 'src/libraries/SafeTransfer.sol',
    line,
    why: "the last byte of the selector's word, which the first argument overwrites",
  })),
  {
    file: 'src/libraries/Signatures.sol',
    line: 'calldatacopy(add(input, 64), signature.offset, 65)',
    why: 'a byte behind the 128 that are recovered from',
  },
  { file: 'src/AllOfVerifier.sol', line: 'for (uint256 j; j <= i; ++j) {', why: 'place i is still zero, and no verifier is zero' },
  ...Array.from({ length: 16 }, (_, index) => `_attester${index}`).map((name) => ({
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
